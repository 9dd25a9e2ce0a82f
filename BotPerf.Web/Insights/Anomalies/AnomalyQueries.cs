using System.Collections.Concurrent;
using BotPerf.Web.Alerts;
using BotPerf.Web.Baselines;
using BotPerf.Web.Insights.Figures;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Insights.Anomalies;

/// <summary>What of a bot was out of the ordinary. What is usual of it is made once an hour, and remembered.</summary>
internal sealed class AnomalyQueries(FigureReads reads, AlertQueries alerts, RuleBook rules, TimeProvider time)
{
    private const int HourMinutes = 60;
    private const int DayMinutes = 24 * HourMinutes;
    private const int WeekMinutes = 7 * DayMinutes;
    private const int MostRemembered = 32;
    private const int MostAlerts = 200;

    private readonly ConcurrentDictionary<UsualKey, IReadOnlyList<UsualLine>> _remembered = [];

    /// <param name="bot">Which bot.</param>
    /// <param name="instance">Only this instance, or null for all.</param>
    /// <param name="from">The beginning; what is earlier than <see cref="SeasonalBaseline.MostDays"/> before the end is left out.</param>
    /// <param name="to">The end; the step it lies in is left out.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ReadsBusyException">Not at this moment.</exception>
    public async Task<AnomalyReport> OfAsync(
        BotId bot, string? instance, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var range = Whole(reads.Fit(bot, instance, RangeOf(from, to)));
        var usual = await UsualAsync(new UsualKey(bot, instance, range.ToMinute / HourMinutes, range.StepMinutes), cancellationToken);
        var known = usual.Where(line => line.Usual is not null).ToList();
        var values = known.Count == 0 ? [] : await reads.ValuesAsync(bot, instance, [.. known.Select(line => line.Line)], range, cancellationToken);
        var (begin, end) = (Time(range.FromMinute), Time(range.ToMinute));
        var near = await alerts.WithinAsync(bot, begin, end, MostAlerts, cancellationToken);
        var signals = rules.All.ToDictionary(rule => rule.Id, rule => rule.Signal);
        // Of a time that goes up to now the last two steps may still come.
        var goesOn = time.GetUtcNow() - end < TimeSpan.FromMinutes(2 * range.StepMinutes) ? end.ToUnixTimeSeconds() - range.StepSeconds : long.MaxValue;
        var found = known.SelectMany(one => AnomalyFinder.Find(one.Usual!, values[one.Line], range.StepSeconds, one.Line.Figure.IsCounted)
            .Select(what => new FoundAnomaly(
                one.Line, what, what.To >= goesOn, AnomalyAlerts.Of(one.Line, what, near, alert => signals.GetValueOrDefault(alert.RuleId))))).ToList();
        return new AnomalyReport(
            begin, end, range.StepSeconds,
            [.. found.OrderByDescending(one => one.What.Deviations).Take(AnomalyReport.MostFound).OrderByDescending(one => one.What.From).ThenByDescending(one => one.What.Deviations)],
            found.Count, known.Count, usual.Count(line => line.KnownFrom is not null), usual.Min(line => line.KnownFrom));
    }

    /// <summary>The finer the shorter; whole steps, of a month at most.</summary>
    public static StepRange RangeOf(DateTimeOffset from, DateTimeOffset to)
    {
        var last = to.ToUnixTimeSeconds() / 60;
        var first = Math.Max(from.ToUnixTimeSeconds() / 60, last - SeasonalBaseline.MostDays * DayMinutes);
        var step = (last - first) switch { <= 2 * DayMinutes => 5, <= WeekMinutes => 15, _ => HourMinutes };
        var end = last / step * step;
        return new StepRange(Math.Min(first / step * step, end - step), end, step);
    }

    // Where minutes are no longer kept, hours are what can be looked at.
    private static StepRange Whole(StepRange range)
    {
        var end = range.ToMinute / range.StepMinutes * range.StepMinutes;
        return range with { FromMinute = Math.Min(range.FromMinute, end - range.StepMinutes), ToMinute = end };
    }

    private async Task<IReadOnlyList<UsualLine>> UsualAsync(UsualKey key, CancellationToken cancellationToken)
    {
        if (_remembered.TryGetValue(key, out var known))
            return known;

        var made = await MakeAsync(key, cancellationToken);
        if (_remembered.Count >= MostRemembered)
            _remembered.Clear();
        return _remembered[key] = made;
    }

    private async Task<IReadOnlyList<UsualLine>> MakeAsync(UsualKey key, CancellationToken cancellationToken)
    {
        var end = key.EndHour * HourMinutes;
        var weeks = reads.Fit(key.Bot, key.Instance, new StepRange(end - SeasonalBaseline.MostDays * DayMinutes, end, HourMinutes));
        var lines = weeks.StepMinutes > HourMinutes || key.Step > HourMinutes ? []
            : await reads.LinesAsync(key.Bot, key.Instance, AnomalyFigures.All, new StepRange(end - WeekMinutes, end, HourMinutes), cancellationToken);
        if (lines.Count == 0)
            return [];

        var hours = await reads.ValuesAsync(key.Bot, key.Instance, lines, weeks, cancellationToken);
        var day = key.Step >= HourMinutes ? null : await reads.ValuesAsync(
            key.Bot, key.Instance, lines, new StepRange((end - DayMinutes) / key.Step * key.Step, end, key.Step), cancellationToken);
        return [.. lines.Select(line =>
        {
            var usual = SeasonalBaseline.Of([.. hours[line].Select(one => (one.Second / 3_600, one.Value))]);
            if (day is not null)
                usual = usual?.WithRestless(day[line]);
            var knownFrom = hours[line] is [var first, ..] ? first.Second / 60 + SeasonalBaseline.LeastDays * DayMinutes : 0;
            return new UsualLine(line, usual, usual is null && knownFrom > end ? Time(knownFrom) : null);
        })];
    }

    private static DateTimeOffset Time(long minute) => DateTimeOffset.FromUnixTimeSeconds(minute * 60);

    private readonly record struct UsualKey(BotId Bot, string? Instance, long EndHour, int Step);

    // Known from: when three days will be.
    private sealed record UsualLine(FigureLine Line, SeasonalBaseline? Usual, DateTimeOffset? KnownFrom);
}
