using BotPerf.Web.Baselines;
using BotPerf.Web.Components.Layout;
using BotPerf.Web.Insights.Figures;
using BotPerf.Web.Insights.Forecasts;

namespace BotPerf.Web.Components.Insights;

/// <summary>A forecast as it is shown. Pure.</summary>
/// <param name="Verdict">For tests and styles; NoLimit without one.</param>
/// <param name="Tone">A class of level; empty: nothing to worry about.</param>
/// <param name="Words">A sentence.</param>
/// <param name="Of">What the newest value is.</param>
/// <param name="PerDay">Null: it leads to no limit, like the next one.</param>
/// <param name="Shape">Its small chart.</param>
public sealed record ForecastLook(
    string Metric, string Title, string What, string Verdict, string Tone, string Words, string Of, string Now, string NowHref,
    string? Limit, string? LimitHref, string? PerDay, DateTimeOffset? ReachedAt, ForecastShape Shape)
{
    // Sooner than this somebody should know today, or this week.
    private static readonly TimeSpan s_atOnce = TimeSpan.FromDays(2);
    private static readonly TimeSpan s_soon = TimeSpan.FromDays(7);

    // As much as it is made from, and a bit.
    private static readonly TimeRange s_weeks = TimeRange.Usual.First(range => range.Key == "30d");

    internal static ForecastLook From(ForecastLine of, PageScope scope)
    {
        var (forecast, around) = (of.Forecast, scope with { Range = s_weeks });
        var reaches = forecast is { Verdict: ForecastVerdict.Reaches } ? forecast : null;
        return new ForecastLook(
            of.Line.Figure.Metric, of.Line.Figure.Title, TextCut.Visible(of.What, keepLines: false), forecast?.Verdict.ToString() ?? "NoLimit", ToneOf(forecast),
            WordsOf(forecast), NewestWords(of.Line.Figure), Text(of.Newest), AnomalyLink.Chart(of.Line, around),
            of.Limit is { } limit ? Text(limit.Value) : null, of.Limit is { } known ? Href(of.Line, known, around) : null,
            reaches is null ? null : $"{(reaches.PerDay > 0 ? "+" : "−")}{Text(Math.Abs(reaches.PerDay))}",
            reaches is null ? null : of.NewestAt + reaches.Time, ForecastShape.Of(of));

        string Text(double value) => FigureWords.Of(of.Line, value);
    }

    private static string ToneOf(Forecast? forecast) => forecast switch
    {
        { Verdict: ForecastVerdict.IsThere } => "level-critical",
        { Verdict: ForecastVerdict.Reaches, Time: { } time } when time < s_atOnce => "level-critical",
        { Verdict: ForecastVerdict.Reaches, Soonest: { } soonest } when soonest < s_soon => "level-warning",
        _ => "",
    };

    private static string WordsOf(Forecast? forecast) => forecast switch
    {
        null => "Cannot be said: no limit is known of it.",
        { Verdict: ForecastVerdict.TooShort } => $"Cannot be said yet: {ForecastWords.Of(forecast)}.",
        _ => ForecastWords.Of(forecast) is var words ? $"{char.ToUpperInvariant(words[0])}{words[1..]}." : "",
    };

    private static string NewestWords(WatchedFigure figure) => figure.Figure switch
    {
        WatchedFigure.Highest => "highest of the last hour",
        WatchedFigure.P95 => "p95 of the last hour",
        _ => "average of the last hour",
    };

    // A rule tells a limit, or a metric with the same labels.
    private static string Href(FigureLine line, ForecastLimit limit, PageScope scope) => limit.Rule is { } rule
        ? $"/{Pages.RulePath}?id={rule.Id}"
        : AnomalyLink.Chart(line with { Figure = new WatchedFigure(limit.Metric!, WatchedFigure.Last, "") }, scope);
}
