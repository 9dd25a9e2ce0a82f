using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BotPerf.Web.Storage.App.Migrations;

/// <summary>The scores of each bot, ten minutes to a row. They go with their bot.</summary>
[DbContext(typeof(AppDbContext))]
[Migration(Id)]
internal sealed class HealthScores : Migration
{
    public const string Id = "0010_health_score";

    // Without a number of its own a row lies where it is looked for, and takes half the room.
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE TABLE "health_score" (
            "bot_id" INTEGER NOT NULL,
            "minute" INTEGER NOT NULL,
            "overall" INTEGER NOT NULL,
            "cpu" INTEGER NULL,
            "memory" INTEGER NULL,
            "network" INTEGER NULL,
            "discord" INTEGER NULL,
            "commands" INTEGER NULL,
            CONSTRAINT "PK_health_score" PRIMARY KEY ("bot_id", "minute"),
            CONSTRAINT "FK_health_score_bot_bot_id" FOREIGN KEY ("bot_id") REFERENCES "bot" ("id") ON DELETE CASCADE
        ) WITHOUT ROWID;
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.DropTable("health_score");
}
