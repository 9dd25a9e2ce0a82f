using BotPerf.Web.Live;

namespace BotPerf.Web.Components;

/// <summary>How bad a figure is. Shown as colour, shape and word together.</summary>
public enum Level
{
    /// <summary>No evidence, or too little to judge.</summary>
    None,
    Ok,
    Warning,
    Critical,
}

/// <summary>The preset thresholds that pages colour figures by; the same numbers the default alert rules start with.</summary>
internal static class Levels
{
    public const double P95WarningMs = 1_000;
    public const double P95CriticalMs = 5_000;
    public const double ErrorRateWarning = 0.05;
    public const double ErrorRateCritical = 0.10;

    /// <summary>An error rate over fewer executions says little: one failure of three is not an outage.</summary>
    public const long ErrorRateMinimum = 20;

    public static Level P95(double? milliseconds) => Above(milliseconds, P95WarningMs, P95CriticalMs);

    public static Level ErrorRate(double? rate, double executions) =>
        executions < ErrorRateMinimum ? Level.None : Above(rate, ErrorRateWarning, ErrorRateCritical);

    public static Level Of(LiveGauge gauge) => gauge.LowIsBad
        ? Below(gauge.Value, gauge.Warning, gauge.Critical)
        : Above(gauge.Value, gauge.Warning, gauge.Critical);

    public static Level Above(double? value, double? warning, double? critical) =>
        value is null ? Level.None
        : value >= critical ? Level.Critical
        : value >= warning ? Level.Warning
        : warning is null && critical is null ? Level.None : Level.Ok;

    public static Level Below(double? value, double? warning, double? critical) =>
        value is null ? Level.None
        : value <= critical ? Level.Critical
        : value < warning ? Level.Warning
        : warning is null && critical is null ? Level.None : Level.Ok;

    public static string Css(this Level level) => level switch
    {
        Level.Ok => "level-ok",
        Level.Warning => "level-warning",
        Level.Critical => "level-critical",
        _ => "level-none",
    };

    public static string Word(this Level level) => level switch
    {
        Level.Ok => "OK",
        Level.Warning => "Warning",
        Level.Critical => "Critical",
        _ => "",
    };
}
