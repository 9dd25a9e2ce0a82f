using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using BotPerf.Shared.Metrics;
using BotPerf.Shared.Protocol;
using BotPerf.Web.Ingest.Otlp.Wire;
using Google.Protobuf;

namespace BotPerf.Web.Ingest.Otlp;

/// <summary>What a metric of an export is: how it is stored, and what makes its streams its own. Pure.</summary>
internal sealed class OtlpMetric
{
    private const int KeyBytes = 16;

    private readonly byte[] _identity;

    public OtlpMetric(InstrumentationScope? scope, Metric metric)
    {
        Metric = metric;
        (Kind, var temporality) = metric.DataCase switch
        {
            Metric.DataOneofCase.Sum => (metric.Sum.IsMonotonic ? SeriesKind.Counter : SeriesKind.Gauge, metric.Sum.AggregationTemporality),
            Metric.DataOneofCase.Histogram => (SeriesKind.Histogram, metric.Histogram.AggregationTemporality),
            Metric.DataOneofCase.ExponentialHistogram => (SeriesKind.Histogram, metric.ExponentialHistogram.AggregationTemporality),
            _ => (SeriesKind.Gauge, AggregationTemporality.Cumulative),
        };
        Temporality = temporality;
        Stored = InstrumentNames.Of(
            metric.Name, metric.Unit, isTotal: Kind == SeriesKind.Counter, isGauge: metric.DataCase == Metric.DataOneofCase.Gauge);
        // Two libraries may have a metric of one name; each counts for itself, and they are stored together.
        _identity = Hash(scope?.ToByteArray() ?? [], Encoding.UTF8.GetBytes(metric.Name), Encoding.UTF8.GetBytes(metric.Unit), [(byte)metric.DataCase]);
    }

    public Metric Metric { get; }
    public SeriesKind Kind { get; }
    public StoredMetric Stored { get; }
    public bool IsCumulative => Kind != SeriesKind.Gauge && Temporality == AggregationTemporality.Cumulative;

    private AggregationTemporality Temporality { get; }

    /// <summary>Null when points of it can be taken.</summary>
    public Fault? Check()
    {
        if (Metric.DataCase == Metric.DataOneofCase.Summary)
            return new Fault(RejectionCode.TypeUnknown, "is a summary, whose percentiles cannot be merged; send a histogram.");
        if (Stored.Name.Length == 0)
            return new Fault(RejectionCode.NameInvalid, "has no letter or digit in its name.");
        if (NameRules.Metric("its name", Stored.Name) is { } fault)
            return fault;
        if (Kind == SeriesKind.Gauge && Metric.DataCase == Metric.DataOneofCase.Sum && Temporality != AggregationTemporality.Cumulative)
            return new Fault(RejectionCode.FieldInvalid, "goes up and down and is sent as a delta; send such sums as cumulative, which is every SDK's default.");

        return Temporality is AggregationTemporality.Delta or AggregationTemporality.Cumulative
            ? null
            : new Fault(RejectionCode.FieldInvalid, "has no aggregation_temporality.");
    }

    /// <param name="startNs">When it began to count; 0 when that is not known.</param>
    public CumulativeStream StreamOf(IEnumerable<KeyValue> attributes, ulong startNs)
    {
        var start = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(start, startNs);
        var sorted = attributes.OrderBy(attribute => attribute.Key, StringComparer.Ordinal).Select(attribute => attribute.ToByteArray());
        return new CumulativeStream(
            new Guid(Hash([_identity, start, .. sorted])), new Guid(Hash(_identity, start, "metric"u8.ToArray())), startNs);
    }

    private static byte[] Hash(params IReadOnlyList<byte[]> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var length = new byte[sizeof(int)];
        foreach (var part in parts)
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, part.Length);
            hash.AppendData(length);
            hash.AppendData(part);
        }

        return hash.GetHashAndReset()[..KeyBytes];
    }
}
