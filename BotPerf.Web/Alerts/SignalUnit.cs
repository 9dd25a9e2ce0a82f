using BotPerf.Web.Rollups;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Alerts;

/// <summary>What the figure of a signal is measured in. Pure.</summary>
internal static class SignalUnit
{
    /// <summary>Of a rule's thresholds: beside the usual a figure has no unit of its own.</summary>
    /// <param name="signal">The figure.</param>
    /// <param name="condition">The rule's.</param>
    /// <param name="any">A series of its metric; null: none is known.</param>
    public static string Of(Signal signal, Condition condition, Series? any) => condition switch
    {
        Condition.Anomaly => "deviations",
        Condition.Growth => "fraction",
        _ => Of(signal, any),
    };

    /// <param name="signal">The figure.</param>
    /// <param name="any">A series of its metric; null: none is known, and the metric's name has to say it.</param>
    /// <returns>seconds, bytes, percent, fraction, perMinute, empty, or a word of the bot's own.</returns>
    public static string Of(Signal signal, Series? any) => signal switch
    {
        { Kind: SignalKind.Offline } => "seconds",
        { Kind: SignalKind.BurnRate } => "times",
        { Kind: SignalKind.SilentShard or SignalKind.MemoryLeak } => "fraction",
        { Aggregation: Aggregation.Ratio or Aggregation.Growth } => "fraction",
        { Aggregation: Aggregation.Count } => "",
        { Aggregation: Aggregation.Rate } => "perMinute",
        _ => any is null ? UnitWord.OfName(signal.Metric) : UnitWord.Of(any),
    };
}
