using BotPerf.Web.Alerts;
using BotPerf.Web.Baselines;
using BotPerf.Web.Insights.Figures;

namespace BotPerf.Web.Insights.Anomalies;

/// <summary>Something out of the ordinary, of one line.</summary>
/// <param name="What">Its values are in the line's unit, rates per second.</param>
/// <param name="StepSeconds">How long the steps are in which it was seen.</param>
/// <param name="IsGoingOn">It has not ended.</param>
/// <param name="Alert">One of the same figure at the same time; null: there is none.</param>
internal sealed record FoundAnomaly(FigureLine Line, Anomaly What, int StepSeconds, bool IsGoingOn, Alert? Alert)
{
    public DateTimeOffset From => DateTimeOffset.FromUnixTimeSeconds(What.From);

    public DateTimeOffset To => DateTimeOffset.FromUnixTimeSeconds(What.To);

    public TimeSpan Length => To - From;
}

/// <summary>What was out of the ordinary in a time.</summary>
/// <param name="From">From here on it was looked at.</param>
/// <param name="StepSeconds">The finer steps; the others are hours.</param>
/// <param name="Found">Newest first; at most <see cref="MostFound"/>, the worst.</param>
/// <param name="Total">How many there were.</param>
/// <param name="Known">Of so many lines it is known what is usual.</param>
/// <param name="Learning">Of so many less than three days are known.</param>
/// <param name="KnownFrom">When the first of those will be known; null: there are none.</param>
/// <param name="IsYoung">So little is known of some that what happened is part of what is usual: only what is very far off is found.</param>
internal sealed record AnomalyReport(
    DateTimeOffset From, DateTimeOffset To, int StepSeconds, IReadOnlyList<FoundAnomaly> Found, int Total, int Known, int Learning,
    DateTimeOffset? KnownFrom, bool IsYoung)
{
    public const int MostFound = 200;

    /// <summary>The worst of all, newest first.</summary>
    public static IReadOnlyList<FoundAnomaly> Worst(IEnumerable<FoundAnomaly> all) => [.. all
        .OrderByDescending(one => one.What.Deviations).Take(MostFound)
        .OrderByDescending(one => one.What.From).ThenByDescending(one => one.What.Deviations)];
}

/// <summary>Which alert is about the same. Pure.</summary>
internal static class AnomalyAlerts
{
    /// <param name="line">Of the anomaly.</param>
    /// <param name="what">The anomaly.</param>
    /// <param name="alerts">Of the bot, the worst first.</param>
    /// <param name="signalOf">What an alert's rule looks at; null: the rule is gone.</param>
    public static Alert? Of(FigureLine line, Anomaly what, IReadOnlyList<Alert> alerts, Func<Alert, Signal?> signalOf)
    {
        var labels = line.Labels;
        return alerts.FirstOrDefault(alert => signalOf(alert) is { Kind: SignalKind.Metric } signal
            && (signal.Metric == line.Figure.Metric || signal.Over.Contains(line.Figure.Metric))
            && alert.StartedAt.ToUnixTimeSeconds() < what.To && (alert.ResolvedAt?.ToUnixTimeSeconds() ?? long.MaxValue) > what.From
            && alert.Target.ByName.All(label => !labels.TryGetValue(label.Key, out var own) || own == label.Value));
    }
}
