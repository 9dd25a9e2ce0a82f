using BotPerf.Shared.Sketches;

namespace BotPerf.Web.Baselines;

/// <summary>What can be said of the durations after something, beside those before it.</summary>
internal enum ComparisonVerdict
{
    /// <summary>Too few values, or too restless ones, to say any of the others.</summary>
    TooFew,

    /// <summary>The median has changed by less than <see cref="Comparison.SameWithin"/>, whatever chance has done.</summary>
    Same,
    Better,

    /// <summary>The median or the 95th percentile has risen by <see cref="Comparison.Relevant"/> or more, and not by chance.</summary>
    Worse,
}

/// <summary>
/// Two samples of durations, before and after: which is slower, by how much, and how sure that is. Made from sketches, of
/// any number of values. Intervals hold with 99 %: a deploy compares dozens of commands at once. Pure.
/// </summary>
/// <param name="Verdict">Worse if either the median or the tail is; better if one is and the other is not worse.</param>
/// <param name="Before">How many values.</param>
/// <param name="After">How many values.</param>
/// <param name="Median">Null: fewer than <see cref="LeastValues"/> on a side.</param>
/// <param name="Tail">The 95th percentile. Null: fewer than <see cref="LeastForTail"/> on a side.</param>
/// <param name="Slower">How often a run after is slower than one before. Null where the median is.</param>
internal sealed record Comparison(
    ComparisonVerdict Verdict, long Before, long After, QuantileChange? Median, QuantileChange? Tail, Superiority? Slower)
{
    public const int LeastValues = 30;

    /// <summary>Seven values are beyond the percentile: the interval has two ends.</summary>
    public const int LeastForTail = 150;

    /// <summary>What changes by less than a tenth is nobody's regression, however sure it is.</summary>
    public const double Relevant = 0.10;

    public const double SameWithin = 0.25;

    /// <summary>The standard score of 99 %, both sides.</summary>
    public const double Sure = 2.576;

    public static Comparison Of(Sketch before, Sketch after) => Of([before], [after]);

    public static Comparison Of(IEnumerable<double> before, IEnumerable<double> after) => Of(SketchOf(before), SketchOf(after));

    /// <summary>
    /// In pieces of time, e.g. hours: durations of one hour are alike, so there is less in them than their number says. How
    /// much less is read off the pieces; with fewer than three on a side the values are taken as independent.
    /// </summary>
    public static Comparison Of(IReadOnlyList<Sketch> before, IReadOnlyList<Sketch> after)
    {
        var (one, other) = (new SplitSample(before), new SplitSample(after));
        var least = Math.Min(one.Count, other.Count);
        if (least < LeastValues)
            return new Comparison(ComparisonVerdict.TooFew, one.Count, other.Count, null, null, null);

        var median = QuantileChange.Of(one, other, 0.5);
        var tail = least < LeastForTail ? null : QuantileChange.Of(one, other, 0.95);
        return new Comparison(VerdictOf(median, tail), one.Count, other.Count, median, tail, Superiority.Of(one, other));
    }

    private static ComparisonVerdict VerdictOf(QuantileChange median, QuantileChange? tail) => (median, tail) switch
    {
        _ when median.HasRisen || tail is { HasRisen: true } => ComparisonVerdict.Worse,
        _ when median.HasFallen || tail is { HasFallen: true } => ComparisonVerdict.Better,
        _ when median.Low > -SameWithin && median.High < SameWithin => ComparisonVerdict.Same,
        _ => ComparisonVerdict.TooFew,
    };

    private static Sketch SketchOf(IEnumerable<double> values)
    {
        var sketch = new Sketch();
        foreach (var value in values)
            sketch.Add(value);
        return sketch;
    }
}

/// <summary>A percentile before and after.</summary>
/// <param name="Before">In the unit of the values.</param>
/// <param name="After">In the unit of the values.</param>
/// <param name="Change">Of the value before: 0.2 is a fifth slower.</param>
/// <param name="Low">The least change that the values allow.</param>
/// <param name="High">The largest.</param>
internal sealed record QuantileChange(double Before, double After, double Change, double Low, double High)
{
    // Below a nanosecond there is no duration, and no ratio to one.
    private const double Least = 1e-9;

    // A sketch is as far as this from the value.
    private const double Resolution = 0.008;

    public bool HasRisen => Change >= Comparison.Relevant && Low > 0;

    // The ratio of a tenth more, the other way round.
    public bool HasFallen => Change <= 1 / (1 + Comparison.Relevant) - 1 && High < 0;

    // The interval of each side is that of its ranks; the two are joined on the logarithm, where a ratio is a difference,
    // each end by the ends that make it (Zou and Donner's way): neither has to be symmetrical.
    public static QuantileChange Of(SplitSample before, SplitSample after, double quantile)
    {
        var (old, oldLow, oldHigh) = Logs(before, quantile);
        var (now, nowLow, nowHigh) = Logs(after, quantile);
        var change = now - old;
        var down = Math.Sqrt(Square(now - nowLow) + Square(oldHigh - old));
        var up = Math.Sqrt(Square(nowHigh - now) + Square(old - oldLow));
        return new QuantileChange(
            before.Whole.Quantile(quantile), after.Whole.Quantile(quantile), Math.Exp(change) - 1, Math.Exp(change - down) - 1, Math.Exp(change + up) - 1);
    }

    private static (double Value, double Low, double High) Logs(SplitSample sample, double quantile)
    {
        var half = Comparison.Sure * Math.Sqrt(quantile * (1 - quantile) * sample.Alikeness(quantile) / sample.Count);
        return (Log(quantile), Log(Math.Max(0, quantile - half)) - Resolution, Log(Math.Min(1, quantile + half)) + Resolution);

        double Log(double at) => Math.Log(Math.Max(Least, sample.Whole.Quantile(at)));
    }

    private static double Square(double value) => value * value;
}

/// <summary>How often a value after is larger than one before, ties by half: 0.5 is as often as not.</summary>
/// <param name="Share">From 0 to 1.</param>
/// <param name="Low">The least share that the values allow.</param>
/// <param name="High">The largest.</param>
internal sealed record Superiority(double Share, double Low, double High)
{
    /// <summary>Cliff's delta, from -1 (all faster) to 1 (all slower); from 0.147 on it is called small, from 0.33 medium, from 0.474 large.</summary>
    public double Delta => 2 * Share - 1;

    // DeLong's variance: how the places of each side among the other scatter.
    public static Superiority Of(SplitSample before, SplitSample after)
    {
        var (share, spread) = Places(after.Whole, before.Whole);
        var (_, spreadBefore) = Places(before.Whole, after.Whole);
        var half = Comparison.Sure * Math.Sqrt(
            spread * after.Alikeness(0.5) / after.Count + spreadBefore * before.Alikeness(0.5) / before.Count);
        return new Superiority(share, Math.Max(0, share - half), Math.Min(1, share + half));
    }

    // The average place of the values of one sketch among those of another, 0 to 1, and its variance.
    private static (double Average, double Variance) Places(Sketch of, Sketch among)
    {
        var keys = among.Keys;
        var counts = among.Counts;
        var (below, next) = (0L, 0);
        var (sum, squares) = (0.0, 0.0);
        for (var i = 0; i < of.Keys.Length; i++)
        {
            while (next < keys.Length && keys[next] < of.Keys[i])
                below += counts[next++];
            var level = next < keys.Length && keys[next] == of.Keys[i] ? counts[next] : 0;
            var place = (below + level / 2.0) / among.Count;
            sum += place * of.Counts[i];
            squares += place * place * of.Counts[i];
        }

        var average = sum / of.Count;
        return (average, Math.Max(0, squares / of.Count - average * average));
    }
}

/// <summary>A sample in pieces of time.</summary>
internal sealed class SplitSample
{
    private const int LeastPieces = 3;

    private readonly IReadOnlyList<Sketch> _pieces;

    public SplitSample(IReadOnlyList<Sketch> pieces)
    {
        _pieces = [.. pieces.Where(piece => !piece.IsEmpty)];
        foreach (var piece in _pieces)
            Whole.Merge(piece);
    }

    public Sketch Whole { get; } = new();

    public long Count => Whole.Count;

    /// <summary>
    /// By how much the shares below a percentile differ from piece to piece, beside what chance alone does: 1 when values
    /// are independent, 10 when ten of them say as much as one.
    /// </summary>
    public double Alikeness(double quantile)
    {
        if (_pieces.Count < LeastPieces)
            return 1;

        var key = SketchBuckets.KeyOf(Whole.Quantile(quantile));
        var share = (double)UpTo(Whole, key) / Count;
        if (share is <= 0 or >= 1)
            return 1;

        var scatter = _pieces.Sum(piece => piece.Count * Math.Pow((double)UpTo(piece, key) / piece.Count - share, 2)) / (share * (1 - share));
        var free = _pieces.Count - 1;
        return scatter <= free ? 1 : scatter / free * Math.Pow(Student(free) / Comparison.Sure, 2);
    }

    // What few pieces say of themselves is unsure, too: Student's t at the same level, by the first terms of its series.
    private static double Student(int free)
    {
        const double z = Comparison.Sure;
        return z + (Math.Pow(z, 3) + z) / (4 * free) + (5 * Math.Pow(z, 5) + 16 * Math.Pow(z, 3) + 3 * z) / (96.0 * free * free);
    }

    private static long UpTo(Sketch sketch, int key)
    {
        var sum = 0L;
        for (var i = 0; i < sketch.Keys.Length && sketch.Keys[i] <= key; i++)
            sum += sketch.Counts[i];
        return sum;
    }
}
