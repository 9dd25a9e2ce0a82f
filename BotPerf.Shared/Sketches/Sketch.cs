namespace BotPerf.Shared.Sketches;

/// <summary>
/// A distribution that can be merged: exact count, sum, minimum and maximum, and percentiles within 1 % over any set of
/// instances and any span of time. Merging is addition, so no order and no grouping changes the result; an average of
/// percentiles is never taken. Sparse: it costs what its values need. Not safe for threads.
/// </summary>
internal sealed class Sketch
{
    private ushort[] _keys;
    private long[] _counts;
    private int _used;

    public Sketch(int capacity = 8)
    {
        _keys = new ushort[capacity];
        _counts = new long[capacity];
    }

    public long Count { get; private set; }
    public double Sum { get; private set; }

    /// <summary>+∞ while empty.</summary>
    public double Min { get; private set; } = double.PositiveInfinity;

    /// <summary>-∞ while empty.</summary>
    public double Max { get; private set; } = double.NegativeInfinity;

    public bool IsEmpty => Count == 0;
    public double Average => Count == 0 ? double.NaN : Sum / Count;

    /// <summary>The bins that hold something, in rising order of their keys.</summary>
    public ReadOnlySpan<ushort> Keys => _keys.AsSpan(0, _used);

    /// <summary>How many values each of <see cref="Keys"/> holds.</summary>
    public ReadOnlySpan<long> Counts => _counts.AsSpan(0, _used);

    public void Add(double value)
    {
        AddBin(SketchBuckets.KeyOf(value), 1);
        AddTotals(value, value, value);
    }

    /// <summary>Adds to one bin; the caller accounts for sum, minimum and maximum with <see cref="AddTotals"/>.</summary>
    public void AddBin(int key, long count)
    {
        var hint = -1;
        AddBin(key, count, ref hint);
    }

    /// <summary>Makes room for so many bins while there are none.</summary>
    public void Reserve(int bins)
    {
        if (_used > 0 || _keys.Length >= bins)
            return;
        _keys = new ushort[bins];
        _counts = new long[bins];
    }

    /// <param name="hint">Where the bin before was found, -1 at first: rising keys are then found without a search.</param>
    public void AddBin(int key, long count, ref int hint)
    {
        var index = hint + 1;
        // Rising keys onto an empty sketch, as a row is read: each goes to the end.
        if (index == _used && (_used == 0 || key > _keys[_used - 1]))
            Insert(index, (ushort)key);
        else if (index >= _used || _keys[index] != key)
        {
            index = _keys.AsSpan(0, _used).BinarySearch((ushort)key);
            if (index < 0)
            {
                index = ~index;
                Insert(index, (ushort)key);
            }
        }

        _counts[index] += count;
        Count += count;
        hint = index;
    }

    public void AddTotals(double sum, double min, double max)
    {
        Sum += sum;
        if (min < Min)
            Min = min;
        if (max > Max)
            Max = max;
    }

    public void Merge(Sketch other)
    {
        if (other.Count == 0)
            return;

        var hint = -1;
        for (var i = 0; i < other._used; i++)
            AddBin(other._keys[i], other._counts[i], ref hint);
        AddTotals(other.Sum, other.Min, other.Max);
    }

    /// <summary>
    /// The value at a quantile by nearest rank, NaN while empty: within 1 % of the exact one, and the exact minimum and
    /// maximum at the ends.
    /// </summary>
    /// <param name="quantile">From 0 to 1.</param>
    public double Quantile(double quantile)
    {
        if (Count == 0)
            return double.NaN;

        var rank = Rank(quantile, Count);
        if (rank == 1)
            return Min;
        if (rank == Count)
            return Max;

        long seen = 0;
        for (var i = 0; i < _used; i++)
        {
            seen += _counts[i];
            if (seen >= rank)
                return Math.Clamp(SketchBuckets.Estimate(_keys[i]), Min, Max);
        }

        return Max;
    }

    /// <summary>Which of so many values, in rising order and from 1, stands at a quantile.</summary>
    public static long Rank(double quantile, long count) => Math.Clamp((long)Math.Ceiling(quantile * count), 1, count);

    public void Clear()
    {
        _used = 0;
        Count = 0;
        Sum = 0;
        Min = double.PositiveInfinity;
        Max = double.NegativeInfinity;
    }

    private void Insert(int index, ushort key)
    {
        if (_used == _keys.Length)
        {
            var capacity = Math.Max(8, _used * 2);
            Array.Resize(ref _keys, capacity);
            Array.Resize(ref _counts, capacity);
        }

        _keys.AsSpan(index, _used - index).CopyTo(_keys.AsSpan(index + 1));
        _counts.AsSpan(index, _used - index).CopyTo(_counts.AsSpan(index + 1));
        _keys[index] = key;
        _counts[index] = 0;
        _used++;
    }
}
