using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Storage.App;

/// <summary>The tables of channels and of what goes out on them.</summary>
internal static class DeliveryModel
{
    public static void Build(ModelBuilder builder)
    {
        builder.Entity<ChannelRow>(channel =>
        {
            channel.ToTable("channel");
            channel.Property(row => row.Name).HasMaxLength(100);
            channel.Property(row => row.NormalizedName).HasMaxLength(200);
            channel.Property(row => row.Kind).HasMaxLength(32);
            channel.HasIndex(row => row.NormalizedName).IsUnique();
        });
        builder.Entity<OutboxRow>(outbox =>
        {
            outbox.ToTable("outbox");
            outbox.Property(row => row.DeliveryId).HasMaxLength(36);
            outbox.Property(row => row.Kind).HasMaxLength(16);
            outbox.Property(row => row.Thread).HasMaxLength(200);
            outbox.Property(row => row.Title).HasMaxLength(300);
            outbox.Property(row => row.State).HasMaxLength(16);
            // No key to the channel: whoever adds a row while somebody removes the channel must not fail with it.
            outbox.HasIndex(row => row.DeliveryId).IsUnique();
            outbox.HasIndex(row => new { row.State, row.NextAt });
            outbox.HasIndex(row => new { row.ChannelId, row.State, row.EndedAt });
            outbox.HasIndex(row => row.MergedInto);
        });
        builder.Entity<DeliveryRow>(delivery =>
        {
            delivery.ToTable("delivery");
            delivery.Property(row => row.Outcome).HasMaxLength(16);
            delivery.Property(row => row.Words).HasMaxLength(500);
            delivery.HasOne<OutboxRow>().WithMany().HasForeignKey(row => row.OutboxId).OnDelete(DeleteBehavior.Cascade);
            delivery.HasIndex(row => row.OutboxId);
            delivery.HasIndex(row => new { row.ChannelId, row.Id });
        });
        builder.Entity<ChannelThreadRow>(thread =>
        {
            thread.ToTable("channel_thread");
            thread.HasKey(row => new { row.ChannelId, row.Thread });
            thread.Property(row => row.Thread).HasMaxLength(200);
            thread.Property(row => row.MessageId).HasMaxLength(200);
            thread.HasOne<ChannelRow>().WithMany().HasForeignKey(row => row.ChannelId).OnDelete(DeleteBehavior.Cascade);
        });
        builder.Entity<SettingRow>(setting =>
        {
            setting.ToTable("setting");
            setting.HasKey(row => row.Name);
            setting.Property(row => row.Name).HasMaxLength(64);
        });
    }
}
