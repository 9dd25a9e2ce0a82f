using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BotPerf.Web.Storage.App.Migrations;

/// <summary>Service levels.</summary>
[DbContext(typeof(AppDbContext))]
[Migration(Id)]
internal sealed class Targets : Migration
{
    public const string Id = "0012_targets";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("target", table => new
        {
            id = table.Column<int>().Annotation("Sqlite:Autoincrement", true),
            name = table.Column<string>(),
            bot_id = table.Column<int>(nullable: true),
            command = table.Column<string>(nullable: true),
            kind = table.Column<string>(),
            threshold_seconds = table.Column<double>(nullable: true),
            objective = table.Column<double>(),
            days = table.Column<int>(),
            created_by = table.Column<string>(),
            created_at = table.Column<long>(),
        }, constraints: table =>
        {
            table.PrimaryKey("PK_target", row => row.id);
            table.ForeignKey("FK_target_bot_bot_id", row => row.bot_id, "bot", "id", onDelete: ReferentialAction.Cascade);
        });
        migrationBuilder.CreateIndex("ix_target_bot_id", "target", "bot_id");
    }

    protected override void Down(MigrationBuilder migrationBuilder) =>
        throw new NotSupportedException("BotPerf goes forward only: restore a backup to go back.");
}
