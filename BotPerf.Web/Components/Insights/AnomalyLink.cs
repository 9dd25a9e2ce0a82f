using BotPerf.Shared.Metrics;
using BotPerf.Web.Components.Charts;
using BotPerf.Web.Components.Explorer;
using BotPerf.Web.Components.Layout;
using BotPerf.Web.Insights.Anomalies;
using BotPerf.Web.Insights.Figures;

namespace BotPerf.Web.Components.Insights;

/// <summary>Where watched figures are drawn. Pure.</summary>
internal static class AnomalyLink
{
    /// <summary>The chart at that time, in the steps in which it was seen, with the usual range behind it.</summary>
    public static string Chart(FoundAnomaly found, PageScope scope, DateTimeOffset now)
    {
        var length = found.StepSeconds switch { <= 300 => TimeSpan.FromDays(1), <= 900 => TimeSpan.FromDays(3), _ => TimeSpan.FromDays(7) };
        if (length < found.Length * 1.5)
            length = found.Length * 1.5;
        var end = found.From + (found.Length + length) / 2;
        if (end > now)
            end = now;
        return Chart(found.Line, scope with { Range = TimeRange.Between(end - length, end) }, (UsualBands.Name, UsualBands.On));
    }

    /// <summary>The line over a time.</summary>
    public static string Chart(FigureLine line, PageScope scope, params (string Name, string? Value)[] values)
    {
        // All commands together are drawn on the bot's own page.
        if (line.Figure is { Together: true, Metric: MetricNames.CommandDuration or MetricNames.CommandErrors } && scope.Bot is { } bot)
            return PageScope.Parse(scope.BotUrl(bot, scope.Instance)[1..]).With(values);

        var about = line.Instance.Length > 0 ? scope with { Instance = line.Instance } : scope;
        return about.To("explore", [("l1", new ExploreLine(line.Figure.Metric, line.Figure.Figure, line.OwnLabels).ToString()), .. values]);
    }

    /// <summary>What of the bot, in one line that reads one way: chat users name it.</summary>
    public static string Target(FoundAnomaly found) => Target(found.Line);

    public static string Target(FigureLine line) => line.Figure.Together
        ? "all together"
        : string.Join(" · ", line.Labels.Values.Select(value => TextCut.Visible(value, keepLines: false)));
}
