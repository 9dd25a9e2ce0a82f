using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Storage.App;

/// <summary>The tables of reports and their schedules. Both go with whoever they belong to.</summary>
internal static class ReportModel
{
    public static void Build(ModelBuilder builder)
    {
        builder.Entity<ReportRow>(report =>
        {
            report.ToTable("report");
            report.Property(row => row.State).IsConcurrencyToken();
            report.HasIndex(row => new { row.AccountId, row.TokenId });
            report.HasIndex(row => row.State);
            report.HasIndex(row => new { row.ScheduleId, row.PeriodKey }).IsUnique();
            report.HasOne<AccountRow>().WithMany().HasForeignKey(row => row.AccountId).OnDelete(DeleteBehavior.Cascade);
            report.HasOne<ApiTokenRow>().WithMany().HasForeignKey(row => row.TokenId).OnDelete(DeleteBehavior.Cascade);
            report.HasOne<ReportScheduleRow>().WithMany().HasForeignKey(row => row.ScheduleId).OnDelete(DeleteBehavior.SetNull);
        });
        builder.Entity<ReportScheduleRow>(schedule =>
        {
            schedule.ToTable("report_schedule");
            schedule.HasIndex(row => row.NextAt);
            schedule.HasOne<AccountRow>().WithMany().HasForeignKey(row => row.AccountId).OnDelete(DeleteBehavior.Cascade);
            schedule.HasOne<ApiTokenRow>().WithMany().HasForeignKey(row => row.TokenId).OnDelete(DeleteBehavior.Cascade);
        });
    }
}
