using BotPerf.Shared.Metrics;
using BotPerf.Shared.Protocol;
using BotPerf.Web.Bots;
using BotPerf.Web.Live;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Rollups;

/// <summary>What the overview and the bot's page ask; answered from memory, safe to call from any thread.</summary>
internal sealed class FleetQueries(
    BotRegistry bots, LiveStore live, ForgottenInstances forgotten, TimeProvider time)
{
    // A second is complete when its frames had time to arrive.
    private const double GraceSeconds = 1.5;
    private const double MsPerSecond = 1_000;

    // The last frame before the switch arrives after it.
    private static readonly TimeSpan TimeToSettle = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private (long Second, IReadOnlyList<BotSummary> Bots) _overview = (0, []);

    /// <summary>Every bot, worst first: offline, late, failing, then by name. Made once a second for all who look.</summary>
    public IReadOnlyList<BotSummary> Overview()
    {
        lock (_gate)
        {
            var second = time.GetUtcNow().ToUnixTimeSeconds();
            if (_overview.Second != second || _overview.Bots.Count != bots.All.Count)
            {
                var nowUs = NowUs();
                _overview = (second, [.. bots.All
                    .Select(bot => SummaryBuilder.Build(bot, Read(bot, nowUs), nowUs))
                    .OrderBy(SummaryBuilder.Rank)
                    .ThenByDescending(bot => bot.ErrorRate ?? 0)
                    .ThenBy(bot => bot.Name, StringComparer.OrdinalIgnoreCase)]);
            }

            return _overview.Bots;
        }
    }

    /// <summary>Null when there is no such bot.</summary>
    /// <param name="bot">Which bot.</param>
    /// <param name="instance">Only this instance, or null for all.</param>
    public BotSnapshot? Bot(BotId bot, string? instance)
    {
        if (bots.Find(bot) is not { } found)
            return null;

        var nowUs = NowUs();
        var all = Read(found, nowUs);
        var chosen = instance is null ? all : [.. all.Where(reading => reading.Name == instance)];
        var summary = SummaryBuilder.Build(found, chosen, nowUs);
        var off = summary is { Off: not null, SendsThoughOff: false };
        return new BotSnapshot(
            summary,
            [.. GaugeBuilder.Build(chosen).Select(gauge => off ? BeforeSwitch(gauge, summary.Off!.At) : gauge)],
            [.. all.OrderBy(reading => SummaryBuilder.Rank(reading.Freshness)).ThenBy(reading => reading.Name, StringComparer.Ordinal).Select(reading => Row(reading, off))],
            [.. chosen.SelectMany(reading => reading.Marks).OrderByDescending(mark => mark.At).Take(50)]);
    }

    /// <summary>The bot as a whole, or only an instance of it; null when there is no such bot.</summary>
    public BotSummary? Summary(BotId bot, string? instance)
    {
        if (bots.Find(bot) is not { } found)
            return null;

        var nowUs = NowUs();
        return SummaryBuilder.Build(found, [.. Read(found, nowUs).Where(reading => instance is null || reading.Name == instance)], nowUs);
    }

    /// <summary>The seconds after <paramref name="afterSecond"/> that are complete, at most the last 15 minutes, oldest first.</summary>
    public IReadOnlyList<LivePoint> Points(BotId bot, string? instance, long afterSecond)
    {
        if (live.Bot(bot) is not { } found)
            return [];

        var last = (long)Math.Floor(NowUs() / 1e6 - GraceSeconds) - 1;
        var first = Math.Max(afterSecond + 1, last - SecondRing.Seconds + 20);
        var points = PointBuilder.Build(
            [.. found.Instances.Where(one => instance is null || one.Entry.Name == instance)], first, last);
        return bots.Find(bot)?.Settings is { OffSince: not null } settings
            ? [.. points.Select(point => point.Commands is null or 0 && settings.WasOffAt(point.T) ? Gap(point.T) : point)]
            : points;
    }

    // Counted over a window that ends now, a figure would pass for the present.
    private static LiveGauge BeforeSwitch(LiveGauge gauge, DateTimeOffset off) =>
        gauge.At - off > TimeToSettle ? gauge with { Value = null, Worst = null, At = null } : gauge;

    private static LivePoint Gap(long second) => new(second, null, null, null, null, null, null, null, null, null, null, null);

    private List<InstanceReading> Read(Bot bot, long nowUs)
    {
        var readings = (live.Bot(bot.Id)?.Instances ?? [])
            .Select(one => InstanceReading.Of(one, nowUs, bot.Settings.FlushInterval))
            .Where(reading => !forgotten.Contains(reading.Instance.Entry.Id, reading.LastFrameUs))
            .ToList();

        // Instances that are history are not shown, unless there is nothing else to show.
        var recent = readings.Where(reading => !reading.IsHistory(nowUs)).ToList();
        return recent.Count > 0 ? recent : readings;
    }

    private static InstanceRow Row(InstanceReading reading, bool off)
    {
        var info = reading.Instance.Entry.Info ?? new InstanceInfo();
        return new InstanceRow(
            reading.Instance.Entry.Id, reading.Name, reading.Freshness, SummaryBuilder.Time(reading.LastFrameUs),
            Known(info.Version), Known(info.Host), Known(info.Library), Known(info.Runtime),
            info.HasShardId ? info.ShardId : null, info.HasShardCount ? info.ShardCount : null,
            info.StartedAtUs > 0 ? SummaryBuilder.Time(info.StartedAtUs) : null,
            reading.IsPresent && !off ? reading.Commands60 : null,
            off ? null : reading.Recent.ErrorRate,
            off ? null : reading.Recent.P95Ms,
            Worst(MetricNames.CpuPercent),
            Worst(MetricNames.RssBytes),
            Worst(MetricNames.HeapBytes),
            Worst(MetricNames.EventLoopLag) * MsPerSecond,
            Worst(MetricNames.WebSocketLatency) * MsPerSecond);

        double? Worst(string metric) => off ? null : reading.Worst(metric)?.Value;
    }

    private static string? Known(string text) => text.Length == 0 ? null : text;

    private long NowUs() => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
