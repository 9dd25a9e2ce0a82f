using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BotPerf.Web.Storage.App.Migrations;

/// <summary>The ledger of the scheduled jobs.</summary>
[DbContext(typeof(AppDbContext))]
[Migration(Id)]
internal sealed class JobRuns : Migration
{
    public const string Id = "0005_job_runs";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("job_run", table => new
        {
            id = table.Column<int>().Annotation("Sqlite:Autoincrement", true),
            job = table.Column<string>(maxLength: 64),
            cause = table.Column<string>(maxLength: 16),
            started_by = table.Column<string>(maxLength: 256, nullable: true),
            started_at = table.Column<long>(),
            duration_ms = table.Column<long>(nullable: true),
            outcome = table.Column<string>(maxLength: 16),
            rows = table.Column<long>(nullable: true),
            text = table.Column<string>(maxLength: 500),
        }, constraints: table => table.PrimaryKey("PK_job_run", row => row.id));
        migrationBuilder.CreateIndex("ix_job_run_job_id", "job_run", ["job", "id"]);
    }

    protected override void Down(MigrationBuilder migrationBuilder) =>
        throw new NotSupportedException("BotPerf goes forward only: restore a backup to go back.");
}
