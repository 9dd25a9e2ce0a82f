using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Storage.App;

/// <summary>The table of targets in the model of botperf.db. Those of one bot go with it.</summary>
internal static class TargetModel
{
    public static void Build(ModelBuilder builder) => builder.Entity<TargetRow>(target =>
    {
        target.ToTable("target");
        target.HasIndex(row => row.BotId);
        target.HasOne<BotRow>().WithMany().HasForeignKey(row => row.BotId).OnDelete(DeleteBehavior.Cascade);
    });
}
