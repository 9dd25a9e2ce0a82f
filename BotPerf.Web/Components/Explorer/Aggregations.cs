using BotPerf.Web.Baselines;

namespace BotPerf.Web.Components.Explorer;

/// <summary>What one figure is made of a step's points, and in which unit it is shown. Pure.</summary>
internal static class Aggregations
{
    private static readonly string[] s_counter = ["rate", "increase"];
    private static readonly string[] s_named = ["seconds", "milliseconds", "bytes", "percent", "ratio"];
    private static readonly string[] s_gauge = ["last", "avg", "min", "max"];
    private static readonly string[] s_histogram = ["p95", "p50", "p90", "p99", "avg", "min", "max", "rate", "count"];

    public static readonly IReadOnlyList<string> All = [.. s_counter.Concat(s_gauge).Concat(s_histogram).Distinct()];

    /// <summary>Those of a kind, the usual one first.</summary>
    public static IReadOnlyList<string> Of(string kind) => kind switch
    {
        "counter" => s_counter,
        "gauge" => s_gauge,
        _ => s_histogram,
    };

    /// <param name="point">As a history has it.</param>
    /// <param name="aggregation">One that the kind has.</param>
    /// <param name="seconds">How much of the step has passed.</param>
    /// <returns>In the stored unit; null: the kind has no such figure.</returns>
    public static double? Value(object point, string aggregation, double seconds) => PointFigure.Of(point, aggregation, seconds);

    /// <summary>A unit of Format and of js/drawing.js, and how many of it one of the stored unit are.</summary>
    public static (string Unit, double Scale) Shown(string kind, string unit, string aggregation) => (kind, aggregation) switch
    {
        ("histogram", "count") => ("count", 1),
        ("histogram", "rate") => ("perMinute", 60),
        ("counter", "rate") => Rate(unit),
        _ => Plain(unit),
    };

    /// <summary>The unit a metric was sent with, else the one that its name says.</summary>
    public static string UnitOf(string metric, string unit)
    {
        if (unit.Length > 0)
            return unit;

        var name = metric.EndsWith("_total", StringComparison.Ordinal) ? metric[..^"_total".Length] : metric;
        return s_named.FirstOrDefault(one => name.EndsWith("_" + one, StringComparison.Ordinal)) ?? "";
    }

    public static string Text(double? value, string unit) => unit switch
    {
        "percent" or "bytes" or "ms" or "perMinute" => Format.Value(value, unit),
        "count" => Format.Short(value),
        _ => value is null ? Format.None : $"{Format.Short(value)} {unit}",
    };

    public static string Words(string unit) => unit switch
    {
        "ms" => "Durations",
        "bytes" => "Bytes",
        "percent" => "Percent",
        "perMinute" => "Per minute",
        "count" => "Numbers",
        _ => unit,
    };

    private static (string, double) Plain(string unit) => unit switch
    {
        "" or "1" => ("count", 1),
        "s" or "seconds" => ("ms", 1_000),
        "ms" or "milliseconds" => ("ms", 1),
        "B" or "By" or "bytes" => ("bytes", 1),
        "percent" or "%" => ("percent", 1),
        "ratio" => ("percent", 100),
        _ => (unit, 1),
    };

    // Seconds a second are a share of the time.
    private static (string, double) Rate(string unit) => Plain(unit) switch
    {
        ("count", _) => ("perMinute", 60),
        ("ms", var ms) => ("percent", ms / 10),
        ("bytes", _) => ("KiB/s", 1 / 1024.0),
        var (other, scale) => (other + "/s", scale),
    };
}
