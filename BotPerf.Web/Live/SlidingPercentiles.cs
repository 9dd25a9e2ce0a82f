using BotPerf.Shared.Sketches;

namespace BotPerf.Web.Live;

/// <summary>Percentiles over a window that moves: seconds come in at its front and leave at its end.</summary>
internal sealed class SlidingPercentiles(int seconds)
{
    private readonly int[] _bins = new int[SketchBuckets.MaxKey + 1];

    // What leaves is what came in, even when a late frame has changed the second meanwhile.
    private readonly Queue<List<ushort[]>> _window = [];
    private List<ushort[]> _newest = [];
    private int _low = SketchBuckets.MaxKey;
    private int _high;

    public long Count { get; private set; }

    /// <summary>Begins the next second; the oldest leaves when the window is full.</summary>
    public void Advance()
    {
        List<ushort[]> leaving = _window.Count == seconds ? _window.Dequeue() : [];
        leaving.ForEach(bins => Apply(bins, -1));
        leaving.Clear();
        _window.Enqueue(_newest = leaving);
    }

    public void Add(ushort[]? bins)
    {
        if (bins is null)
            return;

        _newest.Add(bins);
        Apply(bins, 1);
    }

    /// <summary>In milliseconds; null while the window is empty.</summary>
    public double? QuantileMs(double quantile)
    {
        if (Count == 0)
            return null;

        var rank = Math.Clamp((long)Math.Ceiling(quantile * Count), 1, Count);
        long seen = 0;
        for (var key = _low; key <= _high; key++)
        {
            seen += _bins[key];
            if (seen >= rank)
                return SketchBuckets.Estimate(key) * 1_000;
        }

        return SketchBuckets.Estimate(_high) * 1_000;
    }

    private void Apply(ushort[] bins, int sign)
    {
        for (var i = 0; i < bins.Length; i += 2)
        {
            _bins[bins[i]] += sign * bins[i + 1];
            Count += sign * bins[i + 1];
            _low = Math.Min(_low, bins[i]);
            _high = Math.Max(_high, bins[i]);
        }
    }
}
