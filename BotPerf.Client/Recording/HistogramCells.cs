using System.Runtime.CompilerServices;
using BotPerf.Shared.Sketches;

namespace BotPerf.Client.Recording;

/// <summary>
/// A histogram's part in one stripe: bins for the octaves it has seen, without gaps. The count is the sum of the bins and
/// so can never disagree with them. Written inside the stripe only.
/// </summary>
internal sealed class HistogramCells
{
    /// <summary>Bins behind the last one that are never used: the next object starts on another cache line.</summary>
    private const int Distance = 16;

    private uint[] _bins = [];
    private int _length;
    private int _firstKey;
    private uint _zeros;
    private double _sum;
    private double _min = double.PositiveInfinity;
    private double _max = double.NegativeInfinity;
#pragma warning disable IDE0044, IDE0051, CS0169, CA1823
    private CacheLine _distance;
#pragma warning restore IDE0044, IDE0051, CS0169, CA1823

    /// <summary>May be read outside the stripe: what it misses is found on the next visit.</summary>
    public bool IsEmpty => Volatile.Read(ref _max) < 0;

    /// <param name="value">Finite and not negative.</param>
    /// <returns>False when there is no memory for a new bin: the value is as if it never came.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Add(double value)
    {
        var key = SketchBuckets.KeyOf(value);
        var index = key - _firstKey;
        var bins = _bins;
        if ((uint)index < (uint)_length && (uint)index < (uint)bins.Length)
            bins[index]++;
        else if (!AddOutside(key))
            return false;

        _sum += value;
        if (value < _min)
            _min = value;
        if (value > _max)
            _max = value;
        return true;
    }

    /// <summary>Copies into <paramref name="copy"/> and starts anew. Short: it runs inside the stripe.</summary>
    public void Take(CellsCopy copy)
    {
        copy.Reset(_length, _firstKey, _zeros, _sum, _min, _max);
        var bins = _bins.AsSpan(0, _length);
        bins.CopyTo(copy.Bins);
        bins.Clear();
        _zeros = 0;
        _sum = 0;
        _min = double.PositiveInfinity;
        _max = double.NegativeInfinity;
    }

    /// <summary>Gives the bins back after a long time without values.</summary>
    public void Release()
    {
        if (!IsEmpty)
            return;
        _bins = [];
        _length = 0;
        _firstKey = 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool AddOutside(int key)
    {
        if (key == SketchBuckets.ZeroKey)
        {
            _zeros++;
            return true;
        }

        try
        {
            Widen(key);
        }
        catch (OutOfMemoryException)
        {
            return false; // The stripe is held: nothing may be thrown through it.
        }

        _bins[key - _firstKey]++;
        return true;
    }

    private void Widen(int key)
    {
        var octave = (key - 1) / SketchBuckets.KeysPerOctave * SketchBuckets.KeysPerOctave + 1;
        var first = _length == 0 ? octave : Math.Min(_firstKey, octave);
        var end = Math.Max(_length == 0 ? 0 : _firstKey + _length, octave + SketchBuckets.KeysPerOctave);
        var wider = new uint[end - first + Distance];
        _bins.AsSpan(0, _length).CopyTo(wider.AsSpan(_length == 0 ? 0 : _firstKey - first));
        _bins = wider;
        _firstKey = first;
        _length = end - first;
    }
}

/// <summary>The scratch pad that cells are copied to while their stripe is held.</summary>
internal sealed class CellsCopy
{
    private readonly uint[] _bins = new uint[SketchBuckets.MaxKey + 1];
    private int _length;
    private int _firstKey;
    private uint _zeros;
    private double _sum;
    private double _min;
    private double _max;

    public Span<uint> Bins => _bins;

    public void Reset(int length, int firstKey, uint zeros, double sum, double min, double max)
    {
        _length = length;
        _firstKey = firstKey;
        _zeros = zeros;
        _sum = sum;
        _min = min;
        _max = max;
    }

    /// <returns>How many values were added.</returns>
    public long AddTo(Sketch sketch)
    {
        var before = sketch.Count;
        var hint = -1;
        if (_zeros > 0)
            sketch.AddBin(SketchBuckets.ZeroKey, _zeros, ref hint);

        var bins = _bins.AsSpan(0, _length);
        for (var i = bins.IndexOfAnyExcept(0u); i >= 0 && i < bins.Length;)
        {
            sketch.AddBin(_firstKey + i, bins[i], ref hint);
            var next = bins[(i + 1)..].IndexOfAnyExcept(0u);
            i = next < 0 ? -1 : i + 1 + next;
        }

        if (sketch.Count > before)
            sketch.AddTotals(_sum, _min, _max);
        return sketch.Count - before;
    }
}
