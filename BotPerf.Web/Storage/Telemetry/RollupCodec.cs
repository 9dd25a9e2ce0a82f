using System.Runtime.InteropServices;
using BotPerf.Shared.Protocol;
using BotPerf.Shared.Sketches;

namespace BotPerf.Web.Storage.Telemetry;

/// <summary>
/// The bytes of a roll-up row: every series' aggregate for one instance and one minute, hour or day, in rising order of the
/// series' ids. Each entry carries its length, so that a query for the commands steps over everything else. Rows longer
/// than a minute also say in which minute a series last did something.
/// </summary>
internal static class RollupCodec
{
    private const byte MinuteFormat = 1;
    private const byte LongFormat = 2;

    // An entry begins with its kind (two bits) and what could be left out.
    private const byte KindMask = 3;
    private const byte SingleValue = 4;     // minimum, maximum and sum / samples are one value
    private const byte Dense = 8;           // the keys of a sketch follow each other: only the first is written

    public static void Write(
        ByteWriter writer, IReadOnlyDictionary<int, SeriesAggregate> aggregates, RollupSpan span, ByteWriter scratch)
    {
        var isMinute = span.Grain == Grain.Minute;
        writer.Byte(isMinute ? MinuteFormat : LongFormat);
        var previous = 0;
        foreach (var id in aggregates.Keys.Order())
        {
            if (aggregates[id].Sketch is { IsEmpty: true })
                continue;

            scratch.Clear();
            if (!isMinute)
                scratch.Varint((ulong)(aggregates[id].LastMinute - span.Minute));
            WriteEntry(scratch, aggregates[id]);
            writer.Varint((ulong)(id - previous));
            writer.Varint((ulong)scratch.Length);
            writer.Bytes(scratch.Written);
            previous = id;
        }
    }

    /// <summary>Adds what a row holds to <paramref name="target"/>.</summary>
    /// <param name="target">By the series' ids.</param>
    /// <param name="payload">The row.</param>
    /// <param name="span">What the row is of.</param>
    /// <param name="wanted">Only these series; null for all.</param>
    public static void MergeInto(
        Dictionary<int, SeriesAggregate> target, ReadOnlySpan<byte> payload, RollupSpan span, IReadOnlySet<int>? wanted = null)
    {
        var reader = new ByteReader(payload);
        var format = reader.Byte();
        if (format != (span.Grain == Grain.Minute ? MinuteFormat : LongFormat))
            throw new InvalidDataException("A roll-up row has an unknown format.");

        var id = 0;
        while (!reader.AtEnd)
        {
            id += reader.Count(int.MaxValue - id);
            var entry = new ByteReader(reader.Take(reader.Count()));
            if (wanted is not null && !wanted.Contains(id))
                continue;

            var last = format == MinuteFormat ? span.Minute : span.Minute + entry.Count(span.Minutes - 1);
            ref var aggregate = ref CollectionsMarshal.GetValueRefOrAddDefault(target, id, out var isKnown);
            if (isKnown)
                MergeEntry(aggregate!, ref entry);
            else
                aggregate = ReadNew(target, id, ref entry);
            aggregate!.Saw(last);
        }
    }

    // A damaged entry leaves no empty place behind.
    private static SeriesAggregate ReadNew(Dictionary<int, SeriesAggregate> target, int id, ref ByteReader entry)
    {
        try
        {
            return ReadEntry(ref entry);
        }
        catch (InvalidDataException)
        {
            target.Remove(id);
            throw;
        }
    }

    private static void WriteEntry(ByteWriter writer, SeriesAggregate aggregate)
    {
        switch (aggregate.Kind)
        {
            case SeriesKind.Counter:
                writer.Byte((byte)SeriesKind.Counter);
                writer.Double(aggregate.Sum);
                writer.Varint((ulong)aggregate.Samples);
                break;
            case SeriesKind.Gauge:
                WriteGauge(writer, aggregate);
                break;
            default:
                WriteSketch(writer, aggregate.Sketch!);
                break;
        }
    }

    private static void WriteGauge(ByteWriter writer, SeriesAggregate gauge)
    {
        var single = gauge.Min.Equals(gauge.Max) && gauge.Last.Equals(gauge.Min);
        writer.Byte((byte)((byte)SeriesKind.Gauge | (single ? SingleValue : 0)));
        writer.Varint((ulong)gauge.Samples);
        writer.Varint((ulong)gauge.LastAtUs);
        writer.Double(gauge.Last);
        if (single)
            return;

        writer.Double(gauge.Min);
        writer.Double(gauge.Max);
        writer.Double(gauge.Sum);
    }

    private static void WriteSketch(ByteWriter writer, Sketch sketch)
    {
        if (sketch.Count == 1)
        {
            writer.Byte((byte)SeriesKind.Histogram | SingleValue);
            writer.Double(sketch.Sum);
            return;
        }

        // A key's distance takes a byte, and so does the zero of a key that is not there: whichever is less.
        var span = sketch.Keys[^1] - sketch.Keys[0] + 1;
        var dense = span <= 2 * sketch.Keys.Length;
        writer.Byte((byte)((byte)SeriesKind.Histogram | (dense ? Dense : 0)));
        writer.Double(sketch.Sum);
        writer.Double(sketch.Min);
        writer.Double(sketch.Max);
        writer.Varint((ulong)(dense ? span : sketch.Keys.Length));
        if (dense)
            WriteDense(writer, sketch);
        else
            WriteSparse(writer, sketch);
    }

    private static void WriteDense(ByteWriter writer, Sketch sketch)
    {
        writer.Varint(sketch.Keys[0]);
        var next = (int)sketch.Keys[0];
        for (var i = 0; i < sketch.Keys.Length; i++, next++)
        {
            for (; next < sketch.Keys[i]; next++)
                writer.Varint(0);
            writer.Varint((ulong)sketch.Counts[i]);
        }
    }

    private static void WriteSparse(ByteWriter writer, Sketch sketch)
    {
        var previous = 0;
        for (var i = 0; i < sketch.Keys.Length; i++)
        {
            writer.Varint((ulong)(sketch.Keys[i] - previous));
            writer.Varint((ulong)sketch.Counts[i]);
            previous = sketch.Keys[i];
        }
    }

    private static SeriesAggregate ReadEntry(ref ByteReader reader)
    {
        var head = reader.Byte();
        switch ((SeriesKind)(head & KindMask))
        {
            case SeriesKind.Counter:
                return SeriesAggregate.Counter(reader.Double(), Whole(ref reader));
            case SeriesKind.Gauge:
                return ReadGauge(ref reader, (head & SingleValue) != 0);
            case SeriesKind.Histogram:
                var sketch = new Sketch(capacity: 0);
                AddSketch(sketch, ref reader, head);
                return SeriesAggregate.Histogram(sketch);
            default:
                throw new InvalidDataException("A roll-up row holds a series of unknown kind.");
        }
    }

    private static void MergeEntry(SeriesAggregate aggregate, ref ByteReader reader)
    {
        if (aggregate.Sketch is null)
        {
            var other = ReadEntry(ref reader);
            if (other.Kind != aggregate.Kind)
                throw OtherKind();
            aggregate.Merge(other);
            return;
        }

        var head = reader.Byte();
        if ((SeriesKind)(head & KindMask) != SeriesKind.Histogram)
            throw OtherKind();
        AddSketch(aggregate.Sketch, ref reader, head);
    }

    private static InvalidDataException OtherKind() =>
        new("A roll-up row holds a series as another kind than the row before.");

    private static SeriesAggregate ReadGauge(ref ByteReader reader, bool single)
    {
        var samples = Whole(ref reader);
        var lastAt = Whole(ref reader);
        var last = reader.Double();
        return single
            ? SeriesAggregate.Gauge(last, last, last, last * samples, samples, lastAt)
            : SeriesAggregate.Gauge(last, reader.Double(), reader.Double(), reader.Double(), samples, lastAt);
    }

    private static void AddSketch(Sketch sketch, ref ByteReader reader, byte head)
    {
        var sum = reader.Double();
        if ((head & SingleValue) != 0)
        {
            sketch.Add(sum);
            return;
        }

        sketch.AddTotals(sum, reader.Double(), reader.Double());
        var dense = (head & Dense) != 0;
        var bins = reader.Count(SketchBuckets.MaxKey + 1);
        sketch.Reserve(Math.Min(bins, reader.Left));
        var key = dense ? reader.Count(SketchBuckets.MaxKey) - 1 : 0;
        var hint = -1;
        for (var i = 0; i < bins; i++)
        {
            key += dense ? 1 : reader.Count(SketchBuckets.MaxKey);
            var count = Whole(ref reader);
            if (key > SketchBuckets.MaxKey)
                throw new InvalidDataException("A roll-up row holds a sketch with a key beyond the last.");
            if (count > 0)
                sketch.AddBin(key, count, ref hint);
        }
    }

    private static long Whole(ref ByteReader reader) =>
        reader.Varint() is var value && value <= long.MaxValue
            ? (long)value
            : throw new InvalidDataException("A roll-up row holds a count that cannot be.");
}
