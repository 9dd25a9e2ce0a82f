using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BotPerf.Web.Storage.App.Migrations;

/// <summary>What the dashboard sets for a bot, and the instances that a person has put out of sight.</summary>
[DbContext(typeof(AppDbContext))]
[Migration(Id)]
internal sealed class BotSettings : Migration
{
    public const string Id = "0003_bot_settings";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("bot_settings", table => new
        {
            bot_id = table.Column<int>(),
            enabled = table.Column<bool>(nullable: true),
            flush_interval_ms = table.Column<int>(nullable: true),
            detail_sampling_rate = table.Column<double>(nullable: true),
            collectors = table.Column<string>(maxLength: 256),
            switched_by = table.Column<string>(maxLength: 256, nullable: true),
            switched_at = table.Column<long>(nullable: true),
            off_since = table.Column<long>(nullable: true),
        }, constraints: table =>
        {
            table.PrimaryKey("PK_bot_settings", row => row.bot_id);
            table.ForeignKey(
                "FK_bot_settings_bot_bot_id", row => row.bot_id, "bot", "id", onDelete: ReferentialAction.Cascade);
        });

        migrationBuilder.CreateTable("forgotten_instance", table => new
        {
            instance_id = table.Column<int>(),
            at = table.Column<long>(),
        }, constraints: table => table.PrimaryKey("PK_forgotten_instance", row => row.instance_id));
    }

    protected override void Down(MigrationBuilder migrationBuilder) =>
        throw new NotSupportedException("BotPerf goes forward only: restore a backup to go back.");
}
