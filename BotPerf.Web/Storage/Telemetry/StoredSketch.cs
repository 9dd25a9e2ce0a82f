using System.Numerics;
using BotPerf.Shared.Sketches;

namespace BotPerf.Web.Storage.Telemetry;

/// <summary>
/// A sketch as it lies in a row: most are asked for a percentile and thrown away, and that is read off the bytes sooner
/// than a sketch is made of them. Answers as the sketch would.
/// </summary>
internal sealed class StoredSketch
{
    private readonly ReadOnlyMemory<byte> _entry;
    private readonly byte _kind;
    private readonly SketchHead _head;
    private readonly int _begin;
    private readonly int _end;

    /// <param name="entry">What follows the entry's first byte.</param>
    /// <param name="kind">The entry's first byte.</param>
    /// <exception cref="InvalidDataException">The entry is damaged; afterwards it is known to be whole.</exception>
    public StoredSketch(ReadOnlyMemory<byte> entry, byte kind)
    {
        (_entry, _kind) = (entry, kind);
        var reader = new ByteReader(entry.Span);
        _head = new SketchHead(ref reader, kind);
        _begin = reader.Position;
        Count = _head.IsSingle ? 1 : Counted(ref reader);
        _end = reader.Position;
    }

    public long Count { get; }
    public double Sum => _head.Sum;
    public double Min => _head.Min;
    public double Max => _head.Max;

    /// <inheritdoc cref="Sketch.Quantile"/>
    public double Quantile(double quantile)
    {
        if (Count == 0)
            return double.NaN;

        var rank = Sketch.Rank(quantile, Count);
        return rank == 1 ? Min
            : rank == Count ? Max
            : Math.Clamp(SketchBuckets.Estimate(_head.IsDense ? KeyFromEnd(Count - rank) : KeyFromBegin(rank)), Min, Max);
    }

    public Sketch Decode()
    {
        var sketch = new Sketch(capacity: 0);
        var reader = new ByteReader(_entry.Span);
        SketchCodec.AddTo(sketch, ref reader, _kind);
        return sketch;
    }

    private long Counted(ref ByteReader reader)
    {
        if (_head.IsDense && SumOfSmall(reader.Rest) is var sum && sum >= 0 && reader.Left == _head.Bins)
        {
            reader.Skip(_head.Bins);
            return sum;
        }

        var (all, key) = (0L, _head.KeyBefore);
        for (var i = 0; i < _head.Bins; i++)
        {
            key = _head.NextKey(key, ref reader);
            all += reader.Whole();
            if (all < 0)
                throw new InvalidDataException("A roll-up row holds a sketch of more values than can be.");
        }

        return all;
    }

    // Hardly ever has a bin of a row a count that takes more than one byte; such bytes are added up many at a time.
    private static long SumOfSmall(ReadOnlySpan<byte> counts)
    {
        if (counts.ContainsAnyInRange((byte)0x80, byte.MaxValue))
            return -1;

        var (sum, lanes) = (0L, Vector<ushort>.Zero);
        var i = 0;
        // A lane holds two counts below 128 of each round, and no sketch has as many bins as would overflow it.
        for (; i <= counts.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(counts[i..]), out var low, out var high);
            lanes += low + high;
        }

        for (var lane = 0; lane < Vector<ushort>.Count; lane++)
            sum += lanes[lane];
        for (; i < counts.Length; i++)
            sum += counts[i];
        return sum;
    }

    private int KeyFromBegin(long rank)
    {
        var reader = new ByteReader(_entry.Span[_begin.._end]);
        var key = _head.KeyBefore;
        for (long seen = 0; seen < rank; seen += reader.Whole())
            key = _head.NextKey(key, ref reader);
        return key;
    }

    // High percentiles lie a few bins before the end. A count's last byte is the one below 0x80.
    private int KeyFromEnd(long above)
    {
        var bins = _entry.Span[_begin.._end];
        var key = _head.KeyBefore + _head.Bins;
        for (var end = bins.Length; ; key--)
        {
            var begin = end - 1;
            while (begin > 0 && bins[begin - 1] >= 0x80)
                begin--;
            above -= begin == end - 1 ? bins[begin] : new ByteReader(bins[begin..end]).Whole();
            if (above < 0)
                return key;
            end = begin;
        }
    }
}
