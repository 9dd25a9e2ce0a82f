using BotPerf.Web.Alerts;
using BotPerf.Web.Baselines;
using BotPerf.Web.Insights.Figures;

namespace BotPerf.Web.Insights.Forecasts;

/// <summary>What runs out.</summary>
public enum ForecastKind
{
    Memory,
    Disk,
    Latency,
}

/// <summary>Where a limit comes from.</summary>
/// <param name="Value">In the figure's unit.</param>
/// <param name="Metric">The metric that tells it; null: a rule does.</param>
/// <param name="Rule">Its threshold; null: a metric does.</param>
internal sealed record ForecastLimit(double Value, string? Metric, AlertRule? Rule);

/// <summary>One figure on its way to its limit.</summary>
/// <param name="What">What of the bot: the instance, the disk, the command; empty: there is one only.</param>
/// <param name="Hours">Unix time in hours, oldest first; at least one.</param>
/// <param name="Limit">Null: none is known.</param>
/// <param name="Forecast">From the newest hour on; null: without a limit nothing can be said.</param>
internal sealed record ForecastLine(
    ForecastKind Kind, string What, FigureLine Line, IReadOnlyList<(long Hour, double Value)> Hours, ForecastLimit? Limit, Forecast? Forecast)
{
    public double Newest => Hours[^1].Value;

    public DateTimeOffset NewestAt => DateTimeOffset.FromUnixTimeSeconds((Hours[^1].Hour + 1) * 3_600);

    /// <summary>What ends soonest comes first.</summary>
    public double Urgency => Forecast switch
    {
        { Verdict: ForecastVerdict.IsThere } => 0,
        { Verdict: ForecastVerdict.Reaches } reaches => 1 + reaches.Time!.Value.TotalDays,
        { Verdict: ForecastVerdict.NoTrend } => 1_000,
        { } => 2_000,
        null => 3_000,
    };
}
