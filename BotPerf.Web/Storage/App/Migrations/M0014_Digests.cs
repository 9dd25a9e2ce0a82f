using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BotPerf.Web.Storage.App.Migrations;

/// <summary>Digests: who gets them, the ledger of what was sent, and channels that are told continuously.</summary>
[DbContext(typeof(AppDbContext))]
[Migration(Id)]
internal sealed class Digests : Migration
{
    public const string Id = "0014_digests";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("digest_subscription", table => new
        {
            id = table.Column<int>().Annotation("Sqlite:Autoincrement", true),
            account_id = table.Column<int>(),
            cadence = table.Column<string>(),
            channel_id = table.Column<int>(),
            hour = table.Column<int>(),
            zone = table.Column<string>(),
            bots = table.Column<string>(),
            enabled = table.Column<bool>(),
            since = table.Column<long>(),
            off_reason = table.Column<string>(nullable: true),
            created_at = table.Column<long>(),
        }, constraints: table =>
        {
            table.PrimaryKey("PK_digest_subscription", row => row.id);
            table.ForeignKey("FK_digest_subscription_account_account_id", row => row.account_id, "account", "id", onDelete: ReferentialAction.Cascade);
        });
        migrationBuilder.CreateIndex(
            "ix_digest_subscription_account_id_cadence_channel_id", "digest_subscription", ["account_id", "cadence", "channel_id"], unique: true);

        migrationBuilder.CreateTable("digest", table => new
        {
            id = table.Column<long>().Annotation("Sqlite:Autoincrement", true),
            account_id = table.Column<int>(),
            subscription_id = table.Column<int>(),
            cadence = table.Column<string>(),
            channel_id = table.Column<int>(),
            period = table.Column<string>(),
            once_key = table.Column<string>(nullable: true),
            state = table.Column<string>(),
            due_at = table.Column<long>(),
            next_at = table.Column<long>(),
            attempts = table.Column<int>(),
            unsure = table.Column<int>(),
            delivery_id = table.Column<string>(),
            letter = table.Column<string>(nullable: true),
            subject = table.Column<string>(nullable: true),
            words = table.Column<string>(),
            created_at = table.Column<long>(),
            ended_at = table.Column<long>(nullable: true),
        }, constraints: table =>
        {
            table.PrimaryKey("PK_digest", row => row.id);
            table.ForeignKey("FK_digest_account_account_id", row => row.account_id, "account", "id", onDelete: ReferentialAction.Cascade);
        });
        migrationBuilder.CreateIndex("ix_digest_once_key", "digest", "once_key", unique: true);
        migrationBuilder.CreateIndex("ix_digest_delivery_id", "digest", "delivery_id", unique: true);
        migrationBuilder.CreateIndex("ix_digest_state_next_at", "digest", ["state", "next_at"]);
        migrationBuilder.CreateIndex("ix_digest_subscription_id_id", "digest", ["subscription_id", "id"]);
        migrationBuilder.CreateIndex(
            "ix_digest_account_id_cadence_channel_id_period", "digest", ["account_id", "cadence", "channel_id", "period"]);

        migrationBuilder.CreateTable("channel_report", table => new
        {
            channel_id = table.Column<int>(),
            bots = table.Column<string>(),
            batch_minutes = table.Column<int>(),
            changed_by = table.Column<string>(),
            changed_at = table.Column<long>(),
        }, constraints: table =>
        {
            table.PrimaryKey("PK_channel_report", row => row.channel_id);
            table.ForeignKey("FK_channel_report_channel_channel_id", row => row.channel_id, "channel", "id", onDelete: ReferentialAction.Cascade);
        });
    }

    protected override void Down(MigrationBuilder migrationBuilder) =>
        throw new NotSupportedException("BotPerf goes forward only: restore a backup to go back.");
}
