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
    private const int HourMinutes = AnomalyPieces.HourMinutes;
    private const int DayMinutes = AnomalyPieces.DayMinutes;
    private const int MostRemembered = 32;
    private const int MostAlerts = 200;

    private readonly ConcurrentDictionary<UsualKey, IReadOnlyList<UsualPiece>> _remembered = [];

    /// <param name="bot">Which bot.</param>
    /// <param name="instance">Only this instance, or null for all.</param>
    /// <param name="from">The beginning; what is earlier than <see cref="SeasonalBaseline.MostDays"/> before the end is left out.</param>
    /// <param name="to">The end; the step it lies in is left out.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ReadsBusyException">Not at this moment.</exception>
    public async Task<AnomalyReport> OfAsync(
        BotId bot, string? instance, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        // Where minutes are no longer kept, hours are what can be looked at.
        var range = AnomalyPieces.Whole(reads.Fit(bot, instance, AnomalyPieces.RangeOf(from, to)));
        var key = new UsualKey(bot, instance, range.FromMinute / HourMinutes, (range.ToMinute + HourMinutes - 1) / HourMinutes, range.StepMinutes);
        var pieces = await UsualAsync(key, range, cancellationToken);
        var seen = await SeenAsync(key, pieces, line => line.Fine, range, cancellationToken);
        // What is restless shows over an hour only.
        if (range.StepMinutes < HourMinutes)
            seen = AnomalyFinder.Join(seen, await SeenAsync(key, pieces, line => line.Hourly, AnomalyPieces.Whole(range.Whole(HourMinutes, 1)), cancellationToken));
        var (begin, end) = (Time(range.FromMinute), Time(range.ToMinute));
        var near = await alerts.WithinAsync(bot, begin, end, MostAlerts, cancellationToken);
        var signals = rules.All.ToDictionary(rule => rule.Id, rule => rule.Signal);
        // Of a time that goes up to now the last two steps may still come.
        var isUpToNow = time.GetUtcNow() - end < TimeSpan.FromMinutes(2 * range.StepMinutes);
        var found = seen.Select(one => new FoundAnomaly(
            one.Of, one.What, one.StepSeconds, isUpToNow && one.What.To > end.ToUnixTimeSeconds() - 2 * one.StepSeconds,
            AnomalyAlerts.Of(one.Of, one.What, near, alert => signals.GetValueOrDefault(alert.RuleId)))).ToList();
        var known = pieces.SelectMany(piece => piece.Lines).Where(line => line.Hourly is not null).Select(line => line.Line).ToHashSet();
        var learning = pieces.SelectMany(piece => piece.Lines).Where(line => line.KnownFrom is not null && !known.Contains(line.Line)).ToList();
        return new AnomalyReport(
            begin, end, range.StepSeconds, AnomalyReport.Worst(found), found.Count, known.Count, learning.DistinctBy(line => line.Line).Count(), learning.Min(line => line.KnownFrom),
            pieces.Any(piece => piece.Lines.Any(line => line.IsYoung)));
    }

    private async Task<IReadOnlyList<SeenAnomaly<FigureLine>>> SeenAsync(
        UsualKey key, IReadOnlyList<UsualPiece> pieces, Func<UsualLine, SeasonalBaseline?> usual, StepRange range, CancellationToken cancellationToken)
    {
        var lines = pieces.SelectMany(piece => piece.Lines).Where(line => usual(line) is not null).Select(line => line.Line).Distinct().ToList();
        if (lines.Count == 0 || range.FromMinute >= range.ToMinute)
            return [];

        var values = await reads.ValuesAsync(key.Bot, key.Instance, lines, range, cancellationToken);
        return [.. pieces.SelectMany(piece => piece.Lines.Where(line => usual(line) is not null).SelectMany(line => AnomalyFinder.Find(
                usual(line)!, [.. values[line.Line].Where(one => piece.Has(one.Second))], range.StepSeconds, line.Line.Figure.IsCounted)
            .Select(what => new SeenAnomaly<FigureLine>(line.Line, what, range.StepSeconds))))];
    }

    private async Task<IReadOnlyList<UsualPiece>> UsualAsync(UsualKey key, StepRange range, CancellationToken cancellationToken)
    {
        if (_remembered.TryGetValue(key, out var known))
            return known;

        var made = await MakeAsync(key, range, cancellationToken);
        if (_remembered.Count >= MostRemembered)
            _remembered.Clear();
        return _remembered[key] = made;
    }

    private async Task<IReadOnlyList<UsualPiece>> MakeAsync(UsualKey key, StepRange range, CancellationToken cancellationToken)
    {
        // Of the last hour so far as it has come; it is nobody's usual yet.
        var end = Math.Min(key.ToHour, range.ToMinute / HourMinutes) * HourMinutes;
        var begin = key.FromHour * HourMinutes;
        var weeks = reads.Fit(key.Bot, key.Instance, new StepRange(begin - SeasonalBaseline.MostDays * DayMinutes, end, HourMinutes));
        var lines = weeks.StepMinutes > HourMinutes || key.Step > HourMinutes ? []
            : await reads.LinesAsync(key.Bot, key.Instance, AnomalyFigures.All, new StepRange(end - 7 * DayMinutes, end, HourMinutes), cancellationToken);
        if (lines.Count == 0)
            return [];

        var hours = await reads.ValuesAsync(key.Bot, key.Instance, lines, weeks, cancellationToken);
        var minutes = key.Step >= HourMinutes ? null : await reads.ValuesAsync(
            key.Bot, key.Instance, lines, reads.Fit(key.Bot, key.Instance, new StepRange((begin - DayMinutes) / key.Step * key.Step, end, key.Step)), cancellationToken);
        return [.. AnomalyPieces.Of(range).Select(piece => new UsualPiece(piece.FromHour, piece.ToHour, [.. lines.Select(line => Of(line, hours[line], minutes?[line], piece, end))]))];
    }

    // By what was usual before it; of a bot that is too young for that by what is known at its end.
    private static UsualLine Of(
        FigureLine line, List<(long Second, double Value)> hours, List<(long Second, double Value)>? minutes, (long FromHour, long ToHour) piece, long end)
    {
        var (until, usual) = (piece.FromHour, Before(piece.FromHour));
        var isYoung = usual is null;
        if (isYoung)
            (until, usual) = (piece.ToHour, Before(piece.ToHour));
        var day = minutes?.Where(one => one.Second < until * 3_600 && one.Second >= (until - 24) * 3_600);
        var knownFrom = hours is [var first, ..] ? first.Second / 60 + SeasonalBaseline.LeastDays * DayMinutes : 0;
        return new UsualLine(line, usual, day is null ? usual : usual?.WithRestless(day), usual is null && knownFrom > end ? Time(knownFrom) : null, isYoung && usual is not null);

        SeasonalBaseline? Before(long hour) => SeasonalBaseline.Of(
            [.. hours.Where(one => one.Second < hour * 3_600).Select(one => (one.Second / 3_600, one.Value))]);
    }

    private static DateTimeOffset Time(long minute) => DateTimeOffset.FromUnixTimeSeconds(minute * 60);

    private readonly record struct UsualKey(BotId Bot, string? Instance, long FromHour, long ToHour, int Step);

    private sealed record UsualPiece(long FromHour, long ToHour, IReadOnlyList<UsualLine> Lines)
    {
        public bool Has(long second) => second >= FromHour * 3_600 && second < ToHour * 3_600;
    }

    // Known from: when three days will be. Young: what is looked at is part of what is usual.
    private sealed record UsualLine(FigureLine Line, SeasonalBaseline? Hourly, SeasonalBaseline? Fine, DateTimeOffset? KnownFrom, bool IsYoung);
}
