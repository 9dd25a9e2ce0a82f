using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Storage.App;

/// <summary>The tables of digests and of continuous reports in the model of botperf.db.</summary>
internal static class DigestModel
{
    public static void Build(ModelBuilder builder)
    {
        builder.Entity<DigestSubscriptionRow>(subscription =>
        {
            subscription.ToTable("digest_subscription");
            subscription.HasIndex(row => new { row.AccountId, row.Cadence, row.ChannelId }).IsUnique();
            subscription.HasOne<AccountRow>().WithMany().HasForeignKey(row => row.AccountId).OnDelete(DeleteBehavior.Cascade);
        });
        builder.Entity<DigestRow>(digest =>
        {
            digest.ToTable("digest");
            digest.HasIndex(row => row.OnceKey).IsUnique();
            digest.HasIndex(row => row.DeliveryId).IsUnique();
            digest.HasIndex(row => new { row.State, row.NextAt });
            digest.HasIndex(row => new { row.SubscriptionId, row.Id });
            digest.HasIndex(row => new { row.AccountId, row.Cadence, row.ChannelId, row.Period });
            // No key to the subscription: what was sent stays known when somebody makes the same one anew.
            digest.HasOne<AccountRow>().WithMany().HasForeignKey(row => row.AccountId).OnDelete(DeleteBehavior.Cascade);
        });
        builder.Entity<ChannelReportRow>(report =>
        {
            report.ToTable("channel_report");
            report.HasKey(row => row.ChannelId);
            report.Property(row => row.ChannelId).ValueGeneratedNever();
            report.HasOne<ChannelRow>().WithMany().HasForeignKey(row => row.ChannelId).OnDelete(DeleteBehavior.Cascade);
        });
    }
}
