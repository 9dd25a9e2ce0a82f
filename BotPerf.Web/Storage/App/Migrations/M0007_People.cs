using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BotPerf.Web.Storage.App.Migrations;

/// <summary>Invitations and links to a new password, sign-ins that outlive a restart, second steps, and where from.</summary>
[DbContext(typeof(AppDbContext))]
[Migration(Id)]
internal sealed class People : Migration
{
    public const string Id = "0007_people";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<long>("last_sign_in_at", "account", nullable: true);
        migrationBuilder.AddColumn<long>("last_code_step", "account", nullable: true);
        migrationBuilder.AddColumn<string>("address", "audit", maxLength: 64, nullable: true);

        migrationBuilder.CreateTable("account_link", table => new
        {
            id = table.Column<int>().Annotation("Sqlite:Autoincrement", true),
            kind = table.Column<string>(maxLength: 16),
            hash = table.Column<byte[]>(maxLength: 32),
            email = table.Column<string>(maxLength: 256),
            role = table.Column<string>(maxLength: 16, nullable: true),
            created_by = table.Column<string>(maxLength: 256),
            created_at = table.Column<long>(),
            expires_at = table.Column<long>(),
            used_at = table.Column<long>(nullable: true),
            withdrawn_at = table.Column<long>(nullable: true),
        }, constraints: table => table.PrimaryKey("PK_account_link", row => row.id));
        migrationBuilder.CreateIndex("ix_account_link_hash", "account_link", "hash", unique: true);

        migrationBuilder.CreateTable("account_session", table => new
        {
            id = table.Column<int>().Annotation("Sqlite:Autoincrement", true),
            account_id = table.Column<int>(),
            mark = table.Column<string>(maxLength: 32),
            device = table.Column<string>(maxLength: 100),
            address = table.Column<string>(maxLength: 64),
            created_at = table.Column<long>(),
            last_seen_at = table.Column<long>(),
        }, constraints: table =>
        {
            table.PrimaryKey("PK_account_session", row => row.id);
            table.ForeignKey("FK_account_session_account_account_id", row => row.account_id, "account", "id",
                onDelete: ReferentialAction.Cascade);
        });
        migrationBuilder.CreateIndex("ix_account_session_account_id", "account_session", "account_id");
        migrationBuilder.CreateIndex("ix_account_session_mark", "account_session", "mark", unique: true);
    }

    protected override void Down(MigrationBuilder migrationBuilder) =>
        throw new NotSupportedException("BotPerf goes forward only: restore a backup to go back.");
}
