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
    private const byte SingleValue = SketchCodec.SingleValue;

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
        Dictionary<int, SeriesAggregate> target, ReadOnlySpan<byte> payload, RollupSpan span, IReadOnlySet<int>? wanted = null) =>
        Merge(target, payload, null, span, wanted);

    /// <summary>
    /// The same where most series come in one row only: their sketches stay in it until somebody merges them, and so does
    /// the row.
    /// </summary>
    public static void Read(
        Dictionary<int, SeriesAggregate> target, byte[] row, RollupSpan span, IReadOnlySet<int>? wanted = null) =>
        Merge(target, row, row, span, wanted);

    private static void Merge(
        Dictionary<int, SeriesAggregate> target, ReadOnlySpan<byte> payload, byte[]? row, RollupSpan span, IReadOnlySet<int>? wanted)
    {
        var reader = new ByteReader(payload);
        var format = reader.Byte();
        if (format != (span.Grain == Grain.Minute ? MinuteFormat : LongFormat))
            throw new InvalidDataException("A roll-up row has an unknown format.");

        var id = 0;
        while (!reader.AtEnd)
        {
            id += reader.Count(int.MaxValue - id);
            var length = reader.Count();
            var begin = reader.Position;
            var entry = new ByteReader(reader.Take(length));
            if (wanted is not null && !wanted.Contains(id))
                continue;

            var last = format == MinuteFormat ? span.Minute : span.Minute + entry.Count(span.Minutes - 1);
            ref var aggregate = ref CollectionsMarshal.GetValueRefOrAddDefault(target, id, out var isKnown);
            if (isKnown)
                MergeEntry(aggregate!, ref entry);
            else
                aggregate = ReadNew(target, id, ref entry, row is null ? default : row.AsMemory(begin, length));
            aggregate!.Saw(last);
        }
    }

    // A damaged entry leaves no empty place behind.
    private static SeriesAggregate ReadNew(
        Dictionary<int, SeriesAggregate> target, int id, ref ByteReader entry, ReadOnlyMemory<byte> kept)
    {
        try
        {
            return ReadEntry(ref entry, kept);
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
                SketchCodec.Write(writer, aggregate.Sketch!);
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

    private static SeriesAggregate ReadEntry(ref ByteReader reader, ReadOnlyMemory<byte> kept = default)
    {
        var head = reader.Byte();
        switch ((SeriesKind)(head & KindMask))
        {
            case SeriesKind.Counter:
                return SeriesAggregate.Counter(reader.Double(), reader.Whole());
            case SeriesKind.Gauge:
                return ReadGauge(ref reader, (head & SingleValue) != 0);
            case SeriesKind.Histogram when !kept.IsEmpty:
                return SeriesAggregate.Histogram(new StoredSketch(kept[reader.Position..], head));
            case SeriesKind.Histogram:
                var sketch = new Sketch(capacity: 0);
                SketchCodec.AddTo(sketch, ref reader, head);
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
        SketchCodec.AddTo(aggregate.Sketch, ref reader, head);
    }

    private static InvalidDataException OtherKind() =>
        new("A roll-up row holds a series as another kind than the row before.");

    private static SeriesAggregate ReadGauge(ref ByteReader reader, bool single)
    {
        var samples = reader.Whole();
        var lastAt = reader.Whole();
        var last = reader.Double();
        return single
            ? SeriesAggregate.Gauge(last, last, last, last * samples, samples, lastAt)
            : SeriesAggregate.Gauge(last, reader.Double(), reader.Double(), reader.Double(), samples, lastAt);
    }
}
