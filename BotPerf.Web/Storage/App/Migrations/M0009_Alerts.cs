using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BotPerf.Web.Storage.App.Migrations;

/// <summary>Rules, alerts with their history, silences, and who is told of what.</summary>
[DbContext(typeof(AppDbContext))]
[Migration(Id)]
internal sealed class Alerts : Migration
{
    public const string Id = "0009_alerts";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("alert_rule", table => new
        {
            id = table.Column<int>().Annotation("Sqlite:Autoincrement", true),
            key = table.Column<string>(nullable: true),
            name = table.Column<string>(),
            enabled = table.Column<bool>(),
            definition = table.Column<string>(nullable: true),
            changed_by = table.Column<string>(),
            changed_at = table.Column<long>(),
        }, constraints: table => table.PrimaryKey("PK_alert_rule", row => row.id));
        migrationBuilder.CreateIndex("ix_alert_rule_key", "alert_rule", "key", unique: true);
        CreateAlerts(migrationBuilder);
        CreateSilences(migrationBuilder);
    }

    protected override void Down(MigrationBuilder migrationBuilder) =>
        throw new NotSupportedException("BotPerf goes forward only: restore a backup to go back.");

    private static void CreateAlerts(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("alert", table => new
        {
            id = table.Column<int>().Annotation("Sqlite:Autoincrement", true),
            rule_id = table.Column<int>(),
            rule_name = table.Column<string>(),
            bot_id = table.Column<int>(),
            target = table.Column<string>(),
            open_key = table.Column<string>(nullable: true),
            state = table.Column<string>(),
            severity = table.Column<int>(),
            value = table.Column<double>(nullable: true),
            worst_value = table.Column<double>(nullable: true),
            threshold = table.Column<double>(nullable: true),
            unit = table.Column<string>(),
            breached_since = table.Column<string>(),
            recovering_since = table.Column<long>(nullable: true),
            silent_since = table.Column<long>(nullable: true),
            started_at = table.Column<long>(),
            opened_at = table.Column<long>(nullable: true),
            resolved_at = table.Column<long>(nullable: true),
            resolved_by = table.Column<string>(nullable: true),
            cleared_at = table.Column<long>(nullable: true),
            acknowledged_by = table.Column<string>(nullable: true),
            acknowledged_at = table.Column<long>(nullable: true),
            acknowledged_until = table.Column<long>(nullable: true),
            assignee = table.Column<string>(nullable: true),
            note = table.Column<string>(nullable: true),
            snoozed_until = table.Column<long>(nullable: true),
            seen_at = table.Column<long>(nullable: true),
            reopened = table.Column<int>(),
            flapping_since = table.Column<long>(nullable: true),
            muted_by = table.Column<string>(nullable: true),
            tell_at = table.Column<long>(nullable: true),
            told = table.Column<string>(nullable: true),
            told_severity = table.Column<int>(nullable: true),
            thread_id = table.Column<int>(nullable: true),
            waiting_since = table.Column<long>(nullable: true),
            escalated = table.Column<int>(),
            escalated_most = table.Column<int>(),
            revision = table.Column<int>(),
        }, constraints: table => table.PrimaryKey("PK_alert", row => row.id));
        migrationBuilder.CreateIndex("ix_alert_open_key", "alert", "open_key", unique: true);
        migrationBuilder.CreateIndex("ix_alert_state", "alert", "state");
        migrationBuilder.CreateIndex("ix_alert_resolved_at", "alert", "resolved_at");
        migrationBuilder.CreateIndex("ix_alert_tell_at", "alert", "tell_at");
        migrationBuilder.CreateTable("alert_event", table => new
        {
            id = table.Column<long>().Annotation("Sqlite:Autoincrement", true),
            alert_id = table.Column<int>(),
            at = table.Column<long>(),
            who = table.Column<string>(),
            what = table.Column<string>(),
            note = table.Column<string>(nullable: true),
            action = table.Column<string>(nullable: true),
            before = table.Column<string>(nullable: true),
            revision = table.Column<int>(),
        }, constraints: table =>
        {
            table.PrimaryKey("PK_alert_event", row => row.id);
            table.ForeignKey("FK_alert_event_alert_alert_id", row => row.alert_id, "alert", "id", onDelete: ReferentialAction.Cascade);
        });
        migrationBuilder.CreateIndex("ix_alert_event_alert_id", "alert_event", "alert_id");
        migrationBuilder.CreateIndex("ix_alert_event_action", "alert_event", "action");
    }

    private static void CreateSilences(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("silence", table => new
        {
            id = table.Column<int>().Annotation("Sqlite:Autoincrement", true),
            kind = table.Column<string>(),
            bot_id = table.Column<int>(nullable: true),
            rule_id = table.Column<int>(nullable: true),
            target = table.Column<string>(nullable: true),
            max_severity = table.Column<int>(nullable: true),
            starts_at = table.Column<long>(),
            ends_at = table.Column<long>(),
            reason = table.Column<string>(),
            created_by = table.Column<string>(),
            created_at = table.Column<long>(),
            ended_at = table.Column<long>(nullable: true),
            hidden = table.Column<int>(),
        }, constraints: table => table.PrimaryKey("PK_silence", row => row.id));
        migrationBuilder.CreateTable("alert_route", table => new
        {
            id = table.Column<int>().Annotation("Sqlite:Autoincrement", true),
            channel_id = table.Column<int>(),
            min_severity = table.Column<int>(),
            bot_id = table.Column<int>(nullable: true),
            rule_id = table.Column<int>(nullable: true),
            after_minutes = table.Column<int>(),
            quiet_from = table.Column<int>(nullable: true),
            quiet_to = table.Column<int>(nullable: true),
            zone = table.Column<string>(nullable: true),
            enabled = table.Column<bool>(),
        }, constraints: table => table.PrimaryKey("PK_alert_route", row => row.id));
    }
}
