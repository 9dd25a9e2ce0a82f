using BotPerf.Shared.Metrics;
using BotPerf.Web.Alerts;
using BotPerf.Web.Baselines;
using BotPerf.Web.Insights.Figures;
using BotPerf.Web.Live;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Insights.Forecasts;

/// <summary>When memory, disks and latencies of a bot reach their limits.</summary>
internal sealed class ForecastQueries(FigureReads reads, RuleBook rules, LiveStore live, TimeProvider time)
{
    private const int HourMinutes = 60;
    private const int DayMinutes = 24 * HourMinutes;

    // The highest of each hour: what runs out does so at its peak.
    private static readonly WatchedFigure s_memory = new(MetricNames.RssBytes, WatchedFigure.Highest, "Memory (RSS)");
    private static readonly WatchedFigure s_disk = new(MetricNames.DiskUsed, WatchedFigure.Highest, "Disk");
    private static readonly WatchedFigure s_response = new(MetricNames.CommandDuration, WatchedFigure.P95, "Response time");
    private static readonly WatchedFigure s_gateway = new(MetricNames.WebSocketLatency, WatchedFigure.Average, "Gateway latency");

    // What tells the limit of another.
    private static readonly WatchedFigure s_memoryLimit = new(MetricNames.MemoryLimit, WatchedFigure.Last, "Memory limit");
    private static readonly WatchedFigure s_diskSize = new(MetricNames.DiskTotal, WatchedFigure.Last, "Disk size");

    private static readonly (ForecastKind Kind, WatchedFigure Figure, WatchedFigure? Limit, string? Rule)[] s_all =
    [
        (ForecastKind.Memory, s_memory, s_memoryLimit, null), (ForecastKind.Disk, s_disk, s_diskSize, null),
        (ForecastKind.Latency, s_response, null, DefaultRules.CommandSlow), (ForecastKind.Latency, s_gateway, null, DefaultRules.GatewayLatency),
    ];

    /// <param name="bot">Which bot.</param>
    /// <param name="instance">Only this instance, or null for all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>By kind, what ends soonest first.</returns>
    /// <exception cref="ReadsBusyException">Not at this moment.</exception>
    public async Task<IReadOnlyList<ForecastLine>> OfAsync(BotId bot, string? instance, CancellationToken cancellationToken)
    {
        var end = time.GetUtcNow().ToUnixTimeSeconds() / 3_600 * HourMinutes;
        var week = new StepRange(end - 7 * DayMinutes, end, HourMinutes);
        var weeks = reads.Fit(bot, instance, week with { FromMinute = end - Forecast.MostDays * DayMinutes });
        if (weeks.StepMinutes > HourMinutes)
            return [];

        var lines = await reads.LinesAsync(bot, instance, [.. s_all.SelectMany(one => new[] { one.Figure, one.Limit }).OfType<WatchedFigure>()], week, cancellationToken);
        var hours = await reads.ValuesAsync(bot, instance, lines, weeks, cancellationToken);
        var hosts = (live.Bot(bot)?.Instances ?? []).Where(one => !string.IsNullOrEmpty(one.Entry.Info?.Host))
            .ToDictionary(one => one.Entry.Name, one => one.Entry.Info!.Host);
        return [.. s_all.SelectMany(one => lines.Where(line => line.Figure == one.Figure && hours[line].Count > 0)
                .Select(line => Of(one.Kind, line, hours, LimitOf(bot, one.Limit, one.Rule, line, hours), hosts)))
            .DistinctBy(line => (line.Line.Figure, line.What))
            .OrderBy(line => line.Kind).ThenBy(line => line.Urgency).ThenBy(line => line.What, StringComparer.Ordinal)];
    }

    private static ForecastLine Of(
        ForecastKind kind, FigureLine line, Dictionary<FigureLine, List<(long Second, double Value)>> hours, ForecastLimit? limit,
        Dictionary<string, string> hosts)
    {
        List<(long, double)> known = [.. hours[line].Select(one => (one.Second / 3_600, one.Value))];
        // Several instances on one machine all measure its disks.
        var where = kind == ForecastKind.Disk && line.Instance.Length > 0 ? SystemQueries.Host(hosts, line.Instance) : line.Instance;
        var what = string.Join(" · ", (line.Series?.Labels ?? []).Select(label => label.Value).Append(where).Where(text => text.Length > 0));
        return new ForecastLine(kind, what, line, known, limit, limit is null ? null : Forecast.Of(known, limit.Value, isMost: true));
    }

    private ForecastLimit? LimitOf(
        BotId bot, WatchedFigure? figure, string? rule, FigureLine line, Dictionary<FigureLine, List<(long Second, double Value)>> hours)
    {
        if (figure is not null)
        {
            var told = hours.Where(one => one.Key.Figure == figure && one.Key.Instance == line.Instance && one.Value.Count > 0
                && (one.Key.Series?.Labels ?? []).SequenceEqual(line.Series?.Labels ?? [])).Select(one => one.Value[^1].Value).FirstOrDefault();
            return told > 0 ? new ForecastLimit(told, figure.Metric, null) : null;
        }

        return rules.All.FirstOrDefault(one => one.Key == rule && one.Concerns(bot)) is { Levels: [.., var worst] } found
            ? new ForecastLimit(worst.Threshold, null, found)
            : null;
    }
}
