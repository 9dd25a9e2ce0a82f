using BotPerf.Web.Live;

namespace BotPerf.Web.Components.Charts;

/// <summary>A second as charts get it: an array whose columns are named here, four significant digits, so that a tick is small.</summary>
internal static class ChartPoints
{
    public const int Commands = 1, Errors = 2, P50 = 3, P95 = 4, P99 = 5, Messages = 6, Cpu = 7, Rss = 8, Heap = 9, Lag = 10, Gateway = 11;

    public static double?[] Row(LivePoint point) =>
    [
        point.T, point.Commands, point.Errors, Short(point.P50Ms), Short(point.P95Ms), Short(point.P99Ms), point.Messages,
        Short(point.CpuPercent), Short(point.RssBytes), Short(point.HeapBytes), Short(point.LagMs), Short(point.GatewayMs),
    ];

    /// <summary>Four significant digits; null where there is no figure.</summary>
    public static double? Short(double? value)
    {
        if (value is not { } number || number == 0 || !double.IsFinite(number)) return value is { } odd && !double.IsFinite(odd) ? null : value;
        var scale = Math.Pow(10, Math.Floor(Math.Log10(Math.Abs(number))) - 3);
        return scale >= 1 ? Math.Round(number / scale) * scale : Math.Round(number, Math.Min(15, (int)Math.Round(-Math.Log10(scale))));
    }
}

/// <summary>What a chart draws; its JSON is what js/charts.js reads.</summary>
/// <param name="Kind">line or percentiles.</param>
/// <param name="Unit">ms, bytes, percent or perMinute.</param>
/// <param name="Headline">The series whose latest value stands in the title.</param>
public sealed record ChartSpec(
    string Kind, string Unit, IReadOnlyList<ChartSeries> Series, int Headline = 0, double? Warning = null, double? Critical = null);

/// <param name="Column">One of <see cref="ChartPoints"/>.</param>
/// <param name="Color">A design token, e.g. series-cpu.</param>
/// <param name="Rate">The column is a count a second, shown per minute over the last minute.</param>
public sealed record ChartSeries(string Name, int Column, string Color, bool Rate = false);
