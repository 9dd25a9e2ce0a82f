using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BotPerf.Web.Storage.App.Migrations;

/// <summary>Reports and their schedules.</summary>
[DbContext(typeof(AppDbContext))]
[Migration(Id)]
internal sealed class Reports : Migration
{
    public const string Id = "0013_reports";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("report_schedule", table => new
        {
            id = table.Column<int>().Annotation("Sqlite:Autoincrement", true),
            account_id = table.Column<int>(nullable: true),
            token_id = table.Column<int>(nullable: true),
            owner = table.Column<string>(),
            title = table.Column<string>(),
            bots = table.Column<string>(),
            sections = table.Column<string>(),
            zone = table.Column<string>(),
            period = table.Column<string>(),
            hour = table.Column<int>(),
            created_at = table.Column<long>(),
            next_at = table.Column<long>(),
        }, constraints: table =>
        {
            table.PrimaryKey("PK_report_schedule", row => row.id);
            table.ForeignKey("FK_report_schedule_account_account_id", row => row.account_id, "account", "id", onDelete: ReferentialAction.Cascade);
            table.ForeignKey("FK_report_schedule_api_token_token_id", row => row.token_id, "api_token", "id", onDelete: ReferentialAction.Cascade);
        });
        migrationBuilder.CreateIndex("ix_report_schedule_account_id", "report_schedule", "account_id");
        migrationBuilder.CreateIndex("ix_report_schedule_token_id", "report_schedule", "token_id");
        migrationBuilder.CreateIndex("ix_report_schedule_next_at", "report_schedule", "next_at");
        migrationBuilder.CreateTable("report", table => new
        {
            // Never given twice: a file that was left behind must not become another report's.
            id = table.Column<int>().Annotation("Sqlite:Autoincrement", true),
            account_id = table.Column<int>(nullable: true),
            token_id = table.Column<int>(nullable: true),
            owner = table.Column<string>(),
            title = table.Column<string>(),
            bots = table.Column<string>(),
            sections = table.Column<string>(),
            zone = table.Column<string>(),
            window_from = table.Column<long>(),
            window_to = table.Column<long>(),
            before_from = table.Column<long>(),
            state = table.Column<string>(),
            problem = table.Column<string>(nullable: true),
            no_pdf = table.Column<string>(nullable: true),
            attempts = table.Column<int>(),
            created_at = table.Column<long>(),
            ended_at = table.Column<long>(nullable: true),
            bytes = table.Column<long>(),
            schedule_id = table.Column<int>(nullable: true),
            period_key = table.Column<string>(nullable: true),
        }, constraints: table =>
        {
            table.PrimaryKey("PK_report", row => row.id);
            table.ForeignKey("FK_report_account_account_id", row => row.account_id, "account", "id", onDelete: ReferentialAction.Cascade);
            table.ForeignKey("FK_report_api_token_token_id", row => row.token_id, "api_token", "id", onDelete: ReferentialAction.Cascade);
            table.ForeignKey("FK_report_report_schedule_schedule_id", row => row.schedule_id, "report_schedule", "id", onDelete: ReferentialAction.SetNull);
        });
        migrationBuilder.CreateIndex("ix_report_account_id_token_id", "report", ["account_id", "token_id"]);
        migrationBuilder.CreateIndex("ix_report_token_id", "report", "token_id");
        migrationBuilder.CreateIndex("ix_report_state", "report", "state");
        migrationBuilder.CreateIndex("ix_report_schedule_id_period_key", "report", ["schedule_id", "period_key"], unique: true);
    }

    protected override void Down(MigrationBuilder migrationBuilder) =>
        throw new NotSupportedException("BotPerf goes forward only: restore a backup to go back.");
}
