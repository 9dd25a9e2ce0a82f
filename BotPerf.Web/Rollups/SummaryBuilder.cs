using BotPerf.Shared.Metrics;
using BotPerf.Web.Bots;
using BotPerf.Web.Live;

namespace BotPerf.Web.Rollups;

/// <summary>Sums the instances of a bot up. Pure.</summary>
internal static class SummaryBuilder
{
    private const string Deploy = "deploy";
    private const long MicrosPerMinute = 60_000_000;

    // The longest flush interval, and the minute that the executions are counted over.
    private static readonly TimeSpan TimeToObey = TimeSpan.FromMinutes(2);

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

        for (var i = 0; i < sparkline.Length; i++)
        {
            if (sparkline[i] == 0 && bot.Settings.WasOffAt((nowUs / MicrosPerMinute - 60 + i) * 60))
                sparkline[i] = null;
        }

        // What came before the switch is no longer the present; a bot that sends on is believed.
        var commands = present.Sum(instance => instance.Commands60);
        var sends = SendsThoughOff(bot, commands, nowUs);
        var sending = present;
        if (bot.Settings.IsOff && !sends)
        {
            present = [];
            recent = new RecentFigures();
        }

        var rss = present.Select(instance => instance.Worst(MetricNames.RssBytes)?.Value).OfType<double>().ToList();
        return new BotSummary(
            bot.Id, bot.Name, FreshnessOf(instances),
            instances.Count == 0 ? null : Time(Math.Min(nowUs, instances.Max(instance => instance.LastFrameUs))),
            instances.Count(instance => instance.Freshness == Freshness.Live), instances.Count,
            present.Count == 0 ? null : commands,
            recent.ErrorRate, recent.P95Ms,
            rss.Count == 0 ? null : rss.Sum(),
            (long)instances.Sum(instance => instance.LostLastHour),
            sparkline,
            instances.SelectMany(instance => instance.Marks).Where(mark => mark.Event == Deploy).MaxBy(mark => mark.At))
        {
            Off = bot.Settings.IsOff ? bot.Settings.Switched : null,
            SendsThoughOff = sends,
            Deaf = sends ? [.. sending.Where(instance => instance.Commands60 > 0).Select(instance => instance.Name)] : [],
            Silent = SilentOf(instances),
        };
    }

    /// <summary>Executions of the last minute, all of it after the switch and the time a bot has to obey it.</summary>
    public static bool SendsThoughOff(Bot bot, long commands, long nowUs) =>
        bot.Settings is { IsOff: true, Switched: { } off } && commands > 0 && Time(nowUs) - off.At > TimeToObey;

    /// <summary>The order of the overview: what is broken first, what was never alive and what was stopped last.</summary>
    public static int Rank(BotSummary bot) => 2 * Rank(bot.Freshness) - (bot.Silent is { Missed: true } ? 1 : 0);

    public static int Rank(Freshness freshness) => freshness switch
    {
        Freshness.Offline => 0,
        Freshness.Late => 1,
        Freshness.Live => 2,
        Freshness.Waiting => 3,
        _ => 4,
    };

    public static DateTimeOffset Time(long us) => DateTimeOffset.UnixEpoch.AddTicks(us * TimeSpan.TicksPerMicrosecond);

    // Instances that said goodbye do not count against those that are there, and one that is silent does not against those
    // that send: it is told beside them.
    private static Freshness FreshnessOf(IReadOnlyList<InstanceReading> instances)
    {
        if (instances.Count == 0)
            return Freshness.Waiting;

        var expected = instances.Select(instance => instance.Freshness).Where(freshness => freshness != Freshness.Stopped).ToList();
        return expected.Count == 0 ? Freshness.Stopped : expected.Min();
    }

    private static SilentInstances? SilentOf(IReadOnlyList<InstanceReading> instances)
    {
        var silent = instances.Where(instance => instance.Freshness == Freshness.Offline).OrderBy(instance => instance.LastFrameUs).ToList();
        return silent.Count == 0 || !instances.Any(instance => instance.IsPresent)
            ? null
            : new SilentInstances(
                [.. silent.Select(instance => instance.Name)], Time(silent[^1].LastFrameUs),
                silent.Exists(instance => instance.Instance.Entry.Info is not null));
    }
}
