using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BotPerf.Web.Storage.App.Migrations;

/// <summary>Suggestions of what to change about a bot.</summary>
[DbContext(typeof(AppDbContext))]
[Migration(Id)]
internal sealed class Suggestions : Migration
{
    public const string Id = "0011_suggestions";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("suggestion", table => new
        {
            id = table.Column<int>().Annotation("Sqlite:Autoincrement", true),
            bot_id = table.Column<int>(),
            kind = table.Column<string>(),
            target = table.Column<string>(),
            open_key = table.Column<string>(nullable: true),
            state = table.Column<string>(),
            value = table.Column<double>(),
            samples = table.Column<long>(),
            confidence = table.Column<int>(),
            details = table.Column<string>(),
            measured_from = table.Column<long>(),
            measured_to = table.Column<long>(),
            created_at = table.Column<long>(),
            reopened = table.Column<int>(),
            acted_at = table.Column<long>(nullable: true),
            acted_by = table.Column<string>(nullable: true),
            reason = table.Column<string>(nullable: true),
            acted_value = table.Column<double>(nullable: true),
            snoozed_until = table.Column<long>(nullable: true),
            ended_at = table.Column<long>(nullable: true),
            verdict = table.Column<string>(nullable: true),
            verdict_at = table.Column<long>(nullable: true),
            verdict_hours = table.Column<int>(nullable: true),
            before_value = table.Column<double>(nullable: true),
            before_samples = table.Column<long>(nullable: true),
            after_value = table.Column<double>(nullable: true),
            after_samples = table.Column<long>(nullable: true),
            revision = table.Column<int>(),
        }, constraints: table =>
        {
            table.PrimaryKey("PK_suggestion", row => row.id);
            table.ForeignKey("FK_suggestion_bot_bot_id", row => row.bot_id, "bot", "id", onDelete: ReferentialAction.Cascade);
        });
        migrationBuilder.CreateIndex("ix_suggestion_open_key", "suggestion", "open_key", unique: true);
        migrationBuilder.CreateIndex("ix_suggestion_bot_id_state", "suggestion", ["bot_id", "state"]);
        migrationBuilder.CreateIndex("ix_suggestion_ended_at", "suggestion", "ended_at");
    }

    protected override void Down(MigrationBuilder migrationBuilder) =>
        throw new NotSupportedException("BotPerf goes forward only: restore a backup to go back.");
}
