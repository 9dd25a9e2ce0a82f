using BotPerf.Web.Alerts;
using BotPerf.Web.Components.Charts;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Components.Rules;

/// <summary>A time in which an alert would have been open, as the list shows it.</summary>
/// <param name="Where">Bot and target; the target is said by chat users.</param>
/// <param name="To">Null: it is still open at the end.</param>
public sealed record FiringLine(string Where, DateTimeOffset From, DateTimeOffset? To, AlertSeverity Severity, string Worst, TimeSpan Open);

/// <summary>A preview in words. Pure.</summary>
/// <param name="Headline">Would have fired 4 times in 7 days.</param>
/// <param name="Details">What the reader has to know of it.</param>
/// <param name="Lines">The newest first, as many as a person reads.</param>
/// <param name="NotShown">How many more there are.</param>
/// <param name="CurveOf">Whose figure the chart shows.</param>
/// <param name="Suggestion">Of the first level; null: there is none.</param>
public sealed record PreviewView(
    DateTimeOffset From, DateTimeOffset To, bool IsPossible, string Headline, IReadOnlyList<string> Details, IReadOnlyList<FiringLine> Lines, int NotShown,
    string? CurveOf, double? Suggestion, string SuggestionText, string SuggestionWhy)
{
    private const int MostLines = 25;

    internal static PreviewView Of(Preview preview, Func<BotId, string> nameOf)
    {
        if (preview.CannotSay is { } why)
            return new PreviewView(preview.From, preview.To, false, why, [], [], 0, null, null, "", "");

        var lines = preview.Targets.SelectMany(target => target.Alerts.Select(alert => new FiringLine(
                Where(nameOf(target.Bot), target.Target), alert.From, alert.To, alert.Severity, FigureText.Of(alert.Worst, preview.Unit), alert.Open(preview.To))))
            .OrderByDescending(line => line.From).ToList();
        var details = new List<string>();
        if (preview.Alerts > 0)
            details.Add($"Open for {Long(preview.Open)} {(preview.Alerts > 1 ? "in all" : "")}".TrimEnd() + $", on {Count(preview.Targets.Count, "target")} of {preview.Seen}.");
        else
            details.Add(preview.Seen == 0 ? "No values are stored of this figure in that time." : $"{Count(preview.Seen, "target")} had values in that time.");
        details.AddRange(preview.Notes);
        if (preview.BotsLeftOut > 0)
            details.Add($"{Count(preview.BotsLeftOut, "bot")} had no room.");
        return new PreviewView(
            preview.From, preview.To, true, Headlined(preview), details, [.. lines.Take(MostLines)], Math.Max(0, lines.Count - MostLines),
            preview.Worst is { } worst ? Where(nameOf(worst.Bot), worst.Target) : null,
            preview.Suggestion?.Threshold, FigureInput.Of(preview.Suggestion?.Threshold, preview.Unit), Why(preview));
    }

    /// <summary>As js/drawing.js knows it.</summary>
    internal static string ChartUnit(string unit) => unit switch
    {
        "seconds" => "ms",
        "fraction" => "percent",
        "" => "count",
        _ => unit,
    };

    /// <summary>The worst target's figure, the thresholds as lines of their own, and the times of alerts shaded.</summary>
    internal static BoardData? Chart(Preview preview)
    {
        if (preview.Worst is not { } curve)
            return null;

        var (begin, step, scale) = (preview.From.ToUnixTimeSeconds(), curve.StepMinutes * 60, Scale(preview.Unit));
        long[] t = [.. curve.Values.Select((_, i) => begin + (i * (long)step))];
        var lines = new List<LineData> { new("worst of each step", "series-latency", [.. curve.Values.Select(value => ChartPoints.Short(value * scale))]) };
        lines.AddRange(preview.Rule.Levels.Where(level => preview.Rule.Condition != Condition.Absent && Math.Abs(level.Threshold) < 1e200).Select(level => new LineData(
            $"{Alert.WordOf(level.Severity)} {RuleWords.Of(preview.Rule.Condition)} {FigureInput.Of(level.Threshold, preview.Unit)}", ColorOf(level.Severity),
            [.. t.Select(_ => ChartPoints.Short(level.Threshold * scale))], Before: true)));
        var alerts = preview.Targets.FirstOrDefault(target => target.Bot == curve.Bot && target.Target.Key == curve.Target.Key)?.Alerts ?? [];
        return new BoardData(begin, preview.To.ToUnixTimeSeconds(), step, new Dictionary<string, ChartData> { ["preview"] = new LinesData(t, lines) }, [])
        {
            Spans = [.. alerts.Select(alert => new ChartSpan(
                alert.From.ToUnixTimeSeconds(), (alert.To ?? preview.To).ToUnixTimeSeconds(), ColorOf(alert.Severity)))],
        };
    }

    private static string Headlined(Preview preview) => preview.Alerts switch
    {
        0 => $"Would not have fired in {Long(preview.To - preview.From)}",
        1 => $"Would have fired once in {Long(preview.To - preview.From)}",
        var count => $"Would have fired {Format.Exact(count)} times in {Long(preview.To - preview.From)}",
    };

    private static string Why(Preview preview) => preview.Suggestion switch
    {
        null => "",
        { Alerts: 0 } => "would not have fired in that time",
        { Alerts: 1 } => "would have fired once in that time",
        { Alerts: var alerts } => $"would have fired {alerts} times, at most once a week",
    };

    private static string Where(string bot, AlertTarget target) => target.Text.Length == 0 ? bot : $"{bot} · {target.Text}";

    private static string Count(int count, string what) => $"{Format.Exact(count)} {what}{(count == 1 ? "" : "s")}";

    // Two units, so that half a week is not three days.
    internal static string Long(TimeSpan span) => span switch
    {
        { TotalMinutes: < 120 } => $"{Math.Max(0, (int)Math.Round(span.TotalMinutes))} min",
        { TotalHours: < 48 } => $"{(int)span.TotalHours} h{(span.Minutes > 0 ? $" {span.Minutes} min" : "")}",
        _ when span.Hours == 0 => $"{(int)span.TotalDays} days",
        _ => $"{(int)span.TotalDays} days {span.Hours} h",
    };

    private static double Scale(string unit) => unit switch
    {
        "seconds" => 1_000,
        "fraction" => 100,
        _ => 1,
    };

    private static string ColorOf(AlertSeverity severity) => severity switch
    {
        AlertSeverity.Critical => "crit",
        AlertSeverity.Info => "accent",
        _ => "warn",
    };
}
