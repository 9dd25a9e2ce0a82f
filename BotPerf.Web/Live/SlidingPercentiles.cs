using BotPerf.Shared.Sketches;

namespace BotPerf.Web.Live;

/// <summary>Percentiles over a window that moves: seconds come in at its front and leave at its end.</summary>
internal sealed class SlidingPercentiles
{
    private readonly int[] _bins = new int[SketchBuckets.MaxKey + 1];
    private int _low = SketchBuckets.MaxKey;
    private int _high;

    public long Count { get; private set; }

    public void Add(ushort[]? bins) => Apply(bins, 1);

    public void Remove(ushort[]? bins) => Apply(bins, -1);

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

    private void Apply(ushort[]? bins, int sign)
    {
        for (var i = 0; i < bins?.Length; i += 2)
        {
            _bins[bins[i]] += sign * bins[i + 1];
            Count += sign * bins[i + 1];
            _low = Math.Min(_low, bins[i]);
            _high = Math.Max(_high, bins[i]);
        }
    }
}
