using BotPerf.Shared.Metrics;
using BotPerf.Web.Bots;
using BotPerf.Web.Live;

namespace BotPerf.Web.Rollups;

/// <summary>Sums the instances of a bot up. Pure.</summary>
internal static class SummaryBuilder
{
    private const string Deploy = "deploy";

    public static BotSummary Build(Bot bot, IReadOnlyList<InstanceReading> instances, long nowUs)
    {
        var present = instances.Where(instance => instance.IsPresent).ToList();
        var recent = new RecentFigures();
        var sparkline = new long?[60];
        foreach (var instance in instances)
        {
            recent.Add(instance.Recent);
            for (var i = 0; i < sparkline.Length; i++)
                sparkline[i] = instance.PerMinute[i] is { } count ? (sparkline[i] ?? 0) + count : sparkline[i];
        }

        var rss = present.Select(instance => instance.Worst(MetricNames.RssBytes)?.Value).OfType<double>().ToList();
        return new BotSummary(
            bot.Id, bot.Name, FreshnessOf(instances),
            instances.Count == 0 ? null : Time(Math.Min(nowUs, instances.Max(instance => instance.LastFrameUs))),
            instances.Count(instance => instance.Freshness == Freshness.Live), instances.Count,
            present.Count == 0 ? null : present.Sum(instance => instance.Commands60),
            recent.ErrorRate, recent.P95Ms,
            rss.Count == 0 ? null : rss.Sum(),
            (long)instances.Sum(instance => instance.LostLastHour),
            sparkline,
            instances.SelectMany(instance => instance.Marks).Where(mark => mark.Event == Deploy).MaxBy(mark => mark.At));
    }

    /// <summary>The order of the overview: what is broken first, what was never alive and what was stopped last.</summary>
    public static int Rank(BotSummary bot) => Rank(bot.Freshness);

    public static int Rank(Freshness freshness) => freshness switch
    {
        Freshness.Offline => 0,
        Freshness.Late => 1,
        Freshness.Live => 2,
        Freshness.Waiting => 3,
        _ => 4,
    };

    public static DateTimeOffset Time(long us) => DateTimeOffset.UnixEpoch.AddTicks(us * TimeSpan.TicksPerMicrosecond);

    // Instances that said goodbye do not count against those that are there.
    private static Freshness FreshnessOf(IReadOnlyList<InstanceReading> instances)
    {
        if (instances.Count == 0)
            return Freshness.Waiting;

        var expected = instances.Where(instance => instance.Freshness != Freshness.Stopped).Select(instance => instance.Freshness).ToList();
        if (expected.Count == 0)
            return Freshness.Stopped;
        if (expected.TrueForAll(freshness => freshness == Freshness.Live))
            return Freshness.Live;
        return expected.TrueForAll(freshness => freshness == Freshness.Offline) ? Freshness.Offline : Freshness.Late;
    }
}
