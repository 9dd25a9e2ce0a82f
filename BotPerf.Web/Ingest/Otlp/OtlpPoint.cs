using BotPerf.Shared.Metrics;
using BotPerf.Web.Ingest.Otlp.Wire;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Ingest.Otlp;

/// <summary>A data point that has been looked over: where it belongs and what it says.</summary>
/// <param name="Spec">The series it is stored in.</param>
/// <param name="AtUs">When it was taken, Unix microseconds.</param>
/// <param name="Unit">To the unit of the series.</param>
/// <param name="Stream">Null unless its values count from a beginning: then what was counted before is to be taken off.</param>
internal abstract record OtlpPoint(SeriesSpec Spec, long AtUs, UnitScale Unit, CumulativeStream? Stream)
{
    internal sealed record Gauge(SeriesSpec Spec, long AtUs, UnitScale Unit, double Value) : OtlpPoint(Spec, AtUs, Unit, null);

    internal sealed record Sum(SeriesSpec Spec, long AtUs, UnitScale Unit, CumulativeStream? Stream, NumberDataPoint Data)
        : OtlpPoint(Spec, AtUs, Unit, Stream);

    internal sealed record Explicit(SeriesSpec Spec, long AtUs, UnitScale Unit, CumulativeStream? Stream, HistogramDataPoint Data)
        : OtlpPoint(Spec, AtUs, Unit, Stream);

    internal sealed record Exponential(
        SeriesSpec Spec, long AtUs, UnitScale Unit, CumulativeStream? Stream, ExponentialHistogramDataPoint Data)
        : OtlpPoint(Spec, AtUs, Unit, Stream);
}

/// <summary>What a cumulative point counts on from, of one instance.</summary>
/// <param name="Key">Scope, metric, attributes and beginning, hashed: another beginning is another stream.</param>
/// <param name="Metric">The same without the attributes: known as soon as one of the metric's streams was seen.</param>
/// <param name="StartNs">The beginning; 0 when it is not known.</param>
internal readonly record struct CumulativeStream(Guid Key, Guid Metric, ulong StartNs);

/// <summary>What an export has for one instance.</summary>
internal sealed record OtlpSource(string Instance, Shared.Protocol.InstanceInfo? Info, List<OtlpPoint> Points);
