using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BotPerf.Web.Storage.App.Migrations;

/// <summary>How long is kept what a bot sends, where a person has set it.</summary>
[DbContext(typeof(AppDbContext))]
[Migration(Id)]
internal sealed class BotRetentions : Migration
{
    public const string Id = "0006_bot_retention";

    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.CreateTable("bot_retention", table => new
        {
            bot_id = table.Column<int>(),
            minute_days = table.Column<int>(nullable: true),
            hour_days = table.Column<int>(nullable: true),
            execution_days = table.Column<int>(nullable: true),
            max_bytes = table.Column<long>(nullable: true),
        }, constraints: table =>
        {
            table.PrimaryKey("PK_bot_retention", row => row.bot_id);
            table.ForeignKey(
                "FK_bot_retention_bot_bot_id", row => row.bot_id, "bot", "id", onDelete: ReferentialAction.Cascade);
        });

    protected override void Down(MigrationBuilder migrationBuilder) =>
        throw new NotSupportedException("BotPerf goes forward only: restore a backup to go back.");
}
