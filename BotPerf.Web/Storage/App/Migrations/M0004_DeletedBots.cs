using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BotPerf.Web.Storage.App.Migrations;

/// <summary>The bots that are deleted and not yet erased from telemetry.db.</summary>
[DbContext(typeof(AppDbContext))]
[Migration(Id)]
internal sealed class DeletedBotsToErase : Migration
{
    public const string Id = "0004_deleted_bots";

    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.CreateTable("deleted_bot", table => new
        {
            id = table.Column<int>(),
            at = table.Column<long>(),
        }, constraints: table => table.PrimaryKey("PK_deleted_bot", row => row.id));

    protected override void Down(MigrationBuilder migrationBuilder) =>
        throw new NotSupportedException("BotPerf goes forward only: restore a backup to go back.");
}
