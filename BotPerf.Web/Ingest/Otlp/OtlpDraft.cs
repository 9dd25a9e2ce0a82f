using BotPerf.Shared.Protocol;
using Google.Protobuf;

namespace BotPerf.Web.Ingest.Otlp;

/// <summary>
/// Makes the frames of one instance's points. A cumulative point counts with what it adds to the one before it in its
/// stream; the first of a stream with all of it, if all of it must have happened since the metric is watched, and none of
/// it can have been counted and forgotten.
/// </summary>
internal sealed class OtlpDraft(OtlpStreams streams, OtlpRefusals refusals, long receivedUs)
{
    private const long MicrosPerSecond = 1_000_000;
    private const long MostValues = 1L << 30;

    // A program that began so lately may be counted from its beginning: what it counted has just happened.
    public static readonly TimeSpan JustBegun = TimeSpan.FromHours(1);

    private readonly SortedDictionary<long, FrameDraft> _drafts = [];
    private long _values;

    /// <summary>One frame for each second, oldest first; an empty one when there is nothing to count, as a sign of life.</summary>
    public IReadOnlyList<FramePart> Build(IReadOnlyList<OtlpPoint> points)
    {
        streams.LookUp(points.Select(point => point.Stream).OfType<CumulativeStream>());
        foreach (var point in points)
            Add(point);
        if (_drafts.Count == 0)
            DraftOf(receivedUs);

        return [.. _drafts.Values.Select(draft => draft.Build(info: null)).Select(frame => new FramePart(frame, frame.ToByteArray()))];
    }

    private void Add(OtlpPoint point)
    {
        switch (point)
        {
            case OtlpPoint.Gauge gauge:
                DraftOf(gauge.AtUs).Set(gauge.Spec, gauge.Unit.Of(gauge.Value));
                break;
            case OtlpPoint.Sum sum when New(sum, sum.Data, Wire.NumberDataPoint.Parser, CumulativeDifference.Of) is { } added:
                DraftOf(sum.AtUs).Increase(sum.Spec, sum.Unit.Of(CumulativeDifference.Value(added)));
                break;
            case OtlpPoint.Explicit histogram
                when New(histogram, histogram.Data, Wire.HistogramDataPoint.Parser, CumulativeDifference.Of) is { } added:
                Observe(histogram, HistogramBuckets.Of(added));
                break;
            case OtlpPoint.Exponential histogram
                when New(histogram, histogram.Data, Wire.ExponentialHistogramDataPoint.Parser, CumulativeDifference.Of) is { } added:
                Observe(histogram, HistogramBuckets.Of(added));
                break;
        }
    }

    private void Observe(OtlpPoint point, HistogramBuckets histogram)
    {
        if (histogram.Count == 0)
            return;
        if ((_values += histogram.Count) > MostValues)
            refusals.Add(point.Spec.Name, new Fault(RejectionCode.FieldInvalid, $"brings the export beyond {MostValues} values."));
        else
            DraftOf(point.AtUs).Observe(point.Spec, BucketSketch.Of(histogram, point.Unit));
    }

    private T? New<T>(OtlpPoint point, T now, MessageParser<T> parser, Func<T, T, T?> difference) where T : class, IMessage<T>
    {
        if (point.Stream is not { } stream)
            return now;
        if (streams.Find(stream.Key) is { } before)
        {
            var added = difference(now, parser.ParseFrom(before));
            if (added is not null)
                streams.Keep(stream.Key, now.ToByteArray());
            return added;
        }

        if (!streams.TryMakeRoom())
        {
            refusals.Add(point.Spec.Name, new Fault(RejectionCode.SeriesLimit, $"is beyond the {OtlpStreams.MostStreams} cumulative streams of an instance."));
            return null;
        }

        var isNew = HasJustBegun(stream) || streams.Vouches(stream);
        streams.Keep(stream.Key, now.ToByteArray());
        streams.Keep(stream.Metric, []);
        if (!isNew)
            refusals.Tell("Series that began before they were first seen here are counted from now on; what they had counted until now is not.");
        return isNew ? now : null;
    }

    private bool HasJustBegun(CumulativeStream stream) =>
        stream.StartNs / 1_000 > (ulong)Math.Max(0, receivedUs - (long)JustBegun.TotalMicroseconds);

    private FrameDraft DraftOf(long atUs)
    {
        if (!_drafts.TryGetValue(atUs / MicrosPerSecond, out var draft))
            _drafts.Add(atUs / MicrosPerSecond, draft = new FrameDraft());
        draft.Saw(atUs);
        return draft;
    }
}
