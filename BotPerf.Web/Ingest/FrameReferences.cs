using BotPerf.Shared.Protocol;
using BotPerf.Web.Storage.Telemetry;
using Google.Protobuf.Collections;

namespace BotPerf.Web.Ingest;

/// <summary>Whether the numbers in a frame's columns name series, and series of the right kind. Pure.</summary>
internal static class FrameReferences
{
    /// <summary>Checks every number of a series against the series it names. Null when all is well.</summary>
    public static Fault? Check(Frame frame, IReadOnlyList<Series> series) =>
        CheckKind("counters.series", frame.Counters?.Series, series, SeriesKind.Counter)
        ?? CheckKind("gauges.series", frame.Gauges?.Series, series, SeriesKind.Gauge)
        ?? CheckKind("histograms.series", frame.Histograms?.Series, series, SeriesKind.Histogram)
        ?? CheckKind("executions.series", frame.Executions?.Series, series, SeriesKind.Histogram)
        ?? CheckErrorSeries(frame, series);

    private static Fault? CheckKind(
        string field, RepeatedField<uint>? numbers, IReadOnlyList<Series> series, SeriesKind kind)
    {
        for (var i = 0; i < numbers?.Count; i++)
        {
            if (numbers[i] >= series.Count)
                return Fault.Invalid($"{field}[{i}]", $"is {numbers[i]}, but only {series.Count} {HubContract.SeriesUndefined}");
            if (series[(int)numbers[i]].Kind != kind)
                return Fault.Invalid($"{field}[{i}]", $"names a series that is not a {kind.ToString().ToLowerInvariant()}");
        }

        return null;
    }

    private static Fault? CheckErrorSeries(Frame frame, IReadOnlyList<Series> series)
    {
        for (var i = 0; i < frame.Errors.Count; i++)
        {
            if (frame.Errors[i].Series > series.Count)
                return Fault.Invalid($"errors[{i}].series", $"is {frame.Errors[i].Series}, but only {series.Count} {HubContract.SeriesUndefined}");
        }

        return null;
    }
}
