using BotPerf.Shared.Protocol;
using BotPerf.Web.Ingest.Otlp.Wire;
using BotPerf.Web.Storage.Telemetry;
using Google.Protobuf.Collections;

namespace BotPerf.Web.Ingest.Otlp;

/// <summary>What an export was made into: its good points by instance, and what became of the others.</summary>
internal sealed record OtlpTranslation(IReadOnlyList<OtlpSource> Sources, OtlpRefusals Refusals);

/// <summary>
/// Turns an OTLP export into points of BotPerf's series. A wrong point costs itself and no other. What a cumulative point
/// adds to the one before is not known here: see <see cref="OtlpDraft"/>. Pure.
/// </summary>
internal sealed class OtlpTranslator
{
    private const ulong NanosPerMicro = 1_000;
    private const uint NoRecordedValue = 1;

    private readonly SortedDictionary<string, OtlpSource> _sources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SeriesKind> _kinds = [];
    private readonly OtlpRefusals _refusals = new();
    private readonly Func<string, SeriesKind?> _kindOf;
    private readonly (long Received, long Oldest, long Newest) _times;

    private OtlpTranslator((long, long, long) times, Func<string, SeriesKind?> kindOf)
    {
        _times = times;
        _kindOf = kindOf;
    }

    /// <param name="export">What to translate; its attributes are taken out of it.</param>
    /// <param name="receivedUs">The time of points that have none, Unix microseconds.</param>
    /// <param name="oldestUs">Older points are refused.</param>
    /// <param name="newestUs">Later points are refused.</param>
    /// <param name="kindOf">The kind a metric has in the database, null when it is new.</param>
    public static OtlpTranslation Translate(
        ExportMetricsServiceRequest export, long receivedUs, long oldestUs, long newestUs, Func<string, SeriesKind?> kindOf)
    {
        var translator = new OtlpTranslator((receivedUs, oldestUs, newestUs), kindOf);
        foreach (var resource in export.ResourceMetrics)
            translator.Take(resource);
        return new OtlpTranslation([.. translator._sources.Values.Where(source => source.Points.Count > 0)], translator._refusals);
    }

    private void Take(ResourceMetrics resource)
    {
        if (OtlpResource.Instance(resource.Resource) is not { } instance)
        {
            _refusals.Add("service.instance.id", new Fault(RejectionCode.NameTooLong, $"has more than {WireLimits.MaxInstanceLength} characters."),
                resource.ScopeMetrics.SelectMany(scope => scope.Metrics).Sum(CountOf));
            return;
        }

        if (!_sources.TryGetValue(instance, out var source))
            _sources.Add(instance, source = new OtlpSource(instance, OtlpResource.Info(resource.Resource), []));
        foreach (var scope in resource.ScopeMetrics)
        {
            foreach (var metric in scope.Metrics)
                Take(source, new OtlpMetric(scope.Scope, metric), metric);
        }
    }

    private void Take(OtlpSource source, OtlpMetric identity, Metric metric)
    {
        if ((identity.Check() ?? CheckKind(identity)) is { } fault)
        {
            _refusals.Add(metric.Name, fault, CountOf(metric));
            return;
        }

        switch (metric.DataCase)
        {
            case Metric.DataOneofCase.Gauge:
                Numbers(source, identity, metric.Gauge.DataPoints);
                break;
            case Metric.DataOneofCase.Sum:
                Numbers(source, identity, metric.Sum.DataPoints);
                break;
            case Metric.DataOneofCase.Histogram:
                foreach (var point in metric.Histogram.DataPoints)
                {
                    var place = Place(identity, point.Attributes, point.Flags, point.StartTimeUnixNano, point.TimeUnixNano);
                    place.Fault ??= HistogramBuckets.Check(point);
                    Keep(source, metric, place, at => new OtlpPoint.Explicit(at.Spec!, at.AtUs, identity.Stored.Scale, at.Stream, point));
                }

                break;
            case Metric.DataOneofCase.ExponentialHistogram:
                foreach (var point in metric.ExponentialHistogram.DataPoints)
                {
                    var place = Place(identity, point.Attributes, point.Flags, point.StartTimeUnixNano, point.TimeUnixNano);
                    place.Fault ??= HistogramBuckets.Check(point);
                    Keep(source, metric, place, at => new OtlpPoint.Exponential(at.Spec!, at.AtUs, identity.Stored.Scale, at.Stream, point));
                }

                break;
        }
    }

    private void Numbers(OtlpSource source, OtlpMetric identity, RepeatedField<NumberDataPoint> points)
    {
        foreach (var point in points)
        {
            var place = Place(identity, point.Attributes, point.Flags, point.StartTimeUnixNano, point.TimeUnixNano);
            var value = point.ValueCase == NumberDataPoint.ValueOneofCase.AsInt ? point.AsInt : point.AsDouble;
            place.Fault ??= CheckNumber(point, identity, value);
            Keep(source, identity.Metric, place, at => identity.Kind == SeriesKind.Gauge
                ? new OtlpPoint.Gauge(at.Spec!, at.AtUs, identity.Stored.Scale, value)
                : new OtlpPoint.Sum(at.Spec!, at.AtUs, identity.Stored.Scale, at.Stream, point));
        }
    }

    private void Keep(OtlpSource source, Metric metric, in Placed place, Func<Placed, OtlpPoint> point)
    {
        if (place.Fault is { } fault)
        {
            _refusals.Add(metric.Name, fault);
            return;
        }

        _kinds[place.Spec!.Name] = place.Spec.Kind;
        source.Points.Add(point(place));
    }

    // The attributes have become labels and a hash; the point is kept without them.
    private Placed Place(OtlpMetric metric, RepeatedField<KeyValue> attributes, uint flags, ulong startNs, ulong timeNs)
    {
        if ((flags & NoRecordedValue) != 0)
            return new Placed { Fault = new Fault(RejectionCode.FieldMissing, "has a point without a value (the flag \"no recorded value\").") };

        var atUs = timeNs == 0 ? _times.Received : (long)(timeNs / NanosPerMicro);
        if (atUs < _times.Oldest || atUs > _times.Newest)
            return new Placed { Fault = new Fault(RejectionCode.TimeOutOfRange, "has a time that is too old, or ahead of the server's clock.") };

        if (timeNs == 0 && metric.IsCumulative)
            return new Placed { Fault = new Fault(RejectionCode.FieldMissing, "is cumulative and has a point without a time.") };

        var labels = OtlpAttributes.Labels(attributes, out var fault);
        var stream = metric.IsCumulative && fault is null ? metric.StreamOf(attributes, startNs >= timeNs ? 0 : startNs) : (CumulativeStream?)null;
        attributes.Clear();
        return new Placed
        {
            Fault = fault,
            Spec = SeriesSpec.Create(metric.Kind, metric.Stored.Name, metric.Stored.Unit, labels),
            AtUs = atUs,
            Stream = stream,
        };
    }

    private static Fault? CheckNumber(NumberDataPoint point, OtlpMetric metric, double value)
    {
        if (point.ValueCase == NumberDataPoint.ValueOneofCase.None)
            return new Fault(RejectionCode.FieldMissing, "has a point without a value.");
        if (!double.IsFinite(value))
            return new Fault(RejectionCode.NotFinite, "has a value that is not a finite number.");
        if (Math.Abs(metric.Stored.Scale.Of(value)) > FrameValidator.LargestValue)
            return new Fault(RejectionCode.FieldInvalid, $"has a value beyond {FrameValidator.LargestValue}.");

        return metric.Kind == SeriesKind.Counter && value < 0
            ? new Fault(RejectionCode.FieldInvalid, "is monotonic and has a negative value.")
            : null;
    }

    private Fault? CheckKind(OtlpMetric metric)
    {
        var known = _kinds.TryGetValue(metric.Stored.Name, out var kind) ? kind : _kindOf(metric.Stored.Name) ?? metric.Kind;
        return known == metric.Kind ? null : new Fault(RejectionCode.FieldInvalid,
            $"is stored as {metric.Stored.Name}, which is a {known.ToString().ToLowerInvariant()} already and cannot be a {metric.Kind.ToString().ToLowerInvariant()} too.");
    }

    private static long CountOf(Metric metric) => metric.DataCase switch
    {
        Metric.DataOneofCase.Gauge => metric.Gauge.DataPoints.Count,
        Metric.DataOneofCase.Sum => metric.Sum.DataPoints.Count,
        Metric.DataOneofCase.Histogram => metric.Histogram.DataPoints.Count,
        Metric.DataOneofCase.ExponentialHistogram => metric.ExponentialHistogram.DataPoints.Count,
        Metric.DataOneofCase.Summary => metric.Summary.DataPoints.Count,
        _ => 0,
    };

    private record struct Placed
    {
        public Fault? Fault;
        public SeriesSpec? Spec;
        public long AtUs;
        public CumulativeStream? Stream;
    }
}
