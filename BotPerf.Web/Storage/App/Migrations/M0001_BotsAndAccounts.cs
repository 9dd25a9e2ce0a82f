using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BotPerf.Web.Storage.App.Migrations;

/// <summary>
/// Written by hand (the dotnet-ef tool is not at hand everywhere) and free of column types, so that the provider chooses
/// them: the same class serves SQLite and PostgreSQL. A test compares the result with what the model asks for.
/// </summary>
[DbContext(typeof(AppDbContext))]
[Migration(Id)]
internal sealed class BotsAndAccounts : Migration
{
    public const string Id = "0001_bots_and_accounts";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("bot", table => new
        {
            id = table.Column<int>().Annotation("Sqlite:Autoincrement", true),
            name = table.Column<string>(maxLength: 100),
            normalized_name = table.Column<string>(maxLength: 200),
            created_at = table.Column<long>(),
        }, constraints: table => table.PrimaryKey("PK_bot", row => row.id));
        migrationBuilder.CreateIndex("ix_bot_normalized_name", "bot", "normalized_name", unique: true);

        migrationBuilder.CreateTable("ingest_key", table => new
        {
            id = table.Column<int>().Annotation("Sqlite:Autoincrement", true),
            bot_id = table.Column<int>(),
            hash = table.Column<byte[]>(maxLength: 32),
            hint = table.Column<string>(maxLength: 16),
            created_at = table.Column<long>(),
            last_used_at = table.Column<long>(nullable: true),
            revoked_at = table.Column<long>(nullable: true),
        }, constraints: table =>
        {
            table.PrimaryKey("PK_ingest_key", row => row.id);
            table.ForeignKey(
                "FK_ingest_key_bot_bot_id", row => row.bot_id, "bot", "id", onDelete: ReferentialAction.Cascade);
        });
        migrationBuilder.CreateIndex("ix_ingest_key_hash", "ingest_key", "hash", unique: true);
        migrationBuilder.CreateIndex("ix_ingest_key_bot_id", "ingest_key", "bot_id");

        migrationBuilder.CreateTable("audit", table => new
        {
            id = table.Column<int>().Annotation("Sqlite:Autoincrement", true),
            at = table.Column<long>(),
            who = table.Column<string>(maxLength: 256),
            what = table.Column<string>(maxLength: 64),
            subject = table.Column<string>(maxLength: 256),
        }, constraints: table => table.PrimaryKey("PK_audit", row => row.id));
        migrationBuilder.CreateIndex("ix_audit_at", "audit", "at");

        CreateAccounts(migrationBuilder);
    }

    /// <summary>The tables of ASP.NET Core Identity without its role tables: a role is a column of the account.</summary>
    private static void CreateAccounts(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("account", table => new
        {
            id = table.Column<int>().Annotation("Sqlite:Autoincrement", true),
            role = table.Column<string>(maxLength: 16),
            created_at = table.Column<long>(),
            user_name = table.Column<string>(maxLength: 256, nullable: true),
            normalized_user_name = table.Column<string>(maxLength: 256, nullable: true),
            email = table.Column<string>(maxLength: 256, nullable: true),
            normalized_email = table.Column<string>(maxLength: 256, nullable: true),
            email_confirmed = table.Column<bool>(),
            password_hash = table.Column<string>(nullable: true),
            security_stamp = table.Column<string>(nullable: true),
            concurrency_stamp = table.Column<string>(nullable: true),
            phone_number = table.Column<string>(nullable: true),
            phone_number_confirmed = table.Column<bool>(),
            two_factor_enabled = table.Column<bool>(),
            lockout_end = table.Column<long>(nullable: true),
            lockout_enabled = table.Column<bool>(),
            access_failed_count = table.Column<int>(),
        }, constraints: table => table.PrimaryKey("PK_account", row => row.id));
        migrationBuilder.CreateIndex("ix_account_normalized_email", "account", "normalized_email", unique: true);
        migrationBuilder.CreateIndex("ix_account_normalized_user_name", "account", "normalized_user_name", unique: true);

        migrationBuilder.CreateTable("account_claim", table => new
        {
            id = table.Column<int>().Annotation("Sqlite:Autoincrement", true),
            user_id = table.Column<int>(),
            claim_type = table.Column<string>(nullable: true),
            claim_value = table.Column<string>(nullable: true),
        }, constraints: table =>
        {
            table.PrimaryKey("PK_account_claim", row => row.id);
            table.ForeignKey("FK_account_claim_account_user_id", row => row.user_id, "account", "id",
                onDelete: ReferentialAction.Cascade);
        });
        migrationBuilder.CreateIndex("ix_account_claim_user_id", "account_claim", "user_id");

        migrationBuilder.CreateTable("account_login", table => new
        {
            login_provider = table.Column<string>(),
            provider_key = table.Column<string>(),
            provider_display_name = table.Column<string>(nullable: true),
            user_id = table.Column<int>(),
        }, constraints: table =>
        {
            table.PrimaryKey("PK_account_login", row => new { row.login_provider, row.provider_key });
            table.ForeignKey("FK_account_login_account_user_id", row => row.user_id, "account", "id",
                onDelete: ReferentialAction.Cascade);
        });
        migrationBuilder.CreateIndex("ix_account_login_user_id", "account_login", "user_id");

        migrationBuilder.CreateTable("account_token", table => new
        {
            user_id = table.Column<int>(),
            login_provider = table.Column<string>(),
            name = table.Column<string>(),
            value = table.Column<string>(nullable: true),
        }, constraints: table =>
        {
            table.PrimaryKey("PK_account_token", row => new { row.user_id, row.login_provider, row.name });
            table.ForeignKey("FK_account_token_account_user_id", row => row.user_id, "account", "id",
                onDelete: ReferentialAction.Cascade);
        });
    }

    protected override void Down(MigrationBuilder migrationBuilder) =>
        throw new NotSupportedException("BotPerf goes forward only: restore a backup to go back.");
}
