using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Storage.App;

/// <summary>The tables of alerts in the model of botperf.db.</summary>
internal static class AlertModel
{
    public static void Build(ModelBuilder builder)
    {
        builder.Entity<AlertRuleRow>(rule =>
        {
            rule.ToTable("alert_rule");
            rule.HasIndex(row => row.Key).IsUnique();
        });
        builder.Entity<AlertRow>(alert =>
        {
            alert.ToTable("alert");
            alert.HasIndex(row => row.OpenKey).IsUnique();
            alert.HasIndex(row => row.State);
            alert.HasIndex(row => row.ResolvedAt);
            alert.HasIndex(row => row.TellAt);
            alert.Property(row => row.Revision).IsConcurrencyToken();
            alert.HasMany(row => row.Events).WithOne().HasForeignKey(line => line.AlertId).OnDelete(DeleteBehavior.Cascade);
        });
        builder.Entity<AlertEventRow>(line =>
        {
            line.ToTable("alert_event");
            line.HasIndex(row => row.AlertId);
            line.HasIndex(row => row.Action);
        });
        builder.Entity<SilenceRow>().ToTable("silence");
        builder.Entity<AlertRouteRow>().ToTable("alert_route");
    }
}
