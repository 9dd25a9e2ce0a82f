using BotPerf.Shared.Protocol;
using BotPerf.Shared.Sketches;

namespace BotPerf.Web.Storage.Telemetry;

/// <summary>The bytes of a histogram's sketch in a roll-up row.</summary>
internal static class SketchCodec
{
    public const byte SingleValue = 4;     // minimum, maximum and sum / samples are one value
    public const byte Dense = 8;           // the keys of a sketch follow each other: only the first is written

    public static void Write(ByteWriter writer, Sketch sketch)
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

    /// <summary>Adds a stored sketch to another.</summary>
    /// <param name="sketch">Grows by it.</param>
    /// <param name="reader">At the byte after <paramref name="head"/>.</param>
    /// <param name="head">The entry's first byte.</param>
    public static void AddTo(Sketch sketch, ref ByteReader reader, byte head)
    {
        var totals = new SketchHead(ref reader, head);
        if (totals.IsSingle)
        {
            sketch.Add(totals.Sum);
            return;
        }

        sketch.AddTotals(totals.Sum, totals.Min, totals.Max);
        sketch.Reserve(Math.Min(totals.Bins, reader.Left));
        var key = totals.KeyBefore;
        var hint = -1;
        for (var i = 0; i < totals.Bins; i++)
        {
            key = totals.NextKey(key, ref reader);
            var count = reader.Whole();
            if (count > 0)
                sketch.AddBin(key, count, ref hint);
        }
    }
}

/// <summary>What stands before the bins of a stored sketch.</summary>
internal readonly struct SketchHead
{
    /// <param name="reader">At the byte after <paramref name="head"/>.</param>
    /// <param name="head">The entry's first byte.</param>
    public SketchHead(ref ByteReader reader, byte head)
    {
        Sum = Min = Max = reader.Double();
        IsSingle = (head & SketchCodec.SingleValue) != 0;
        if (IsSingle)
            return;

        Min = reader.Double();
        Max = reader.Double();
        if (!(Min <= Max))
            throw new InvalidDataException("A roll-up row holds a sketch whose minimum is above its maximum.");
        IsDense = (head & SketchCodec.Dense) != 0;
        Bins = reader.Count(SketchBuckets.MaxKey + 1);
        KeyBefore = IsDense ? reader.Count(SketchBuckets.MaxKey) - 1 : 0;
        if (KeyBefore + (IsDense ? Bins : 0) > SketchBuckets.MaxKey)
            throw BeyondLast();
    }

    public double Sum { get; }
    public double Min { get; }
    public double Max { get; }
    public bool IsSingle { get; }
    public bool IsDense { get; }
    public int Bins { get; }

    /// <summary>What the first bin's key is counted from.</summary>
    public int KeyBefore { get; }

    public int NextKey(int key, ref ByteReader reader)
    {
        if (IsDense)
            return key + 1;

        key += reader.Count(SketchBuckets.MaxKey);
        return key <= SketchBuckets.MaxKey ? key : throw BeyondLast();
    }

    private static InvalidDataException BeyondLast() => new("A roll-up row holds a sketch with a key beyond the last.");
}
