using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Storage.App;

/// <summary>The scores of a bot over ten minutes. In tenths of a point; null: unknown.</summary>
internal sealed class HealthScoreRow
{
    public required int BotId { get; init; }

    /// <summary>The first of the minutes, Unix time.</summary>
    public required long Minute { get; init; }

    public required int Overall { get; init; }

    public int? Cpu { get; init; }

    public int? Memory { get; init; }

    public int? Network { get; init; }

    public int? Discord { get; init; }

    public int? Commands { get; init; }
}

/// <summary>The table of scores in the model of botperf.db.</summary>
internal static class HealthModel
{
    public static void Build(ModelBuilder builder) => builder.Entity<HealthScoreRow>(score =>
    {
        score.ToTable("health_score");
        score.HasKey(row => new { row.BotId, row.Minute });
        score.HasOne<BotRow>().WithMany().HasForeignKey(row => row.BotId).OnDelete(DeleteBehavior.Cascade);
    });
}
