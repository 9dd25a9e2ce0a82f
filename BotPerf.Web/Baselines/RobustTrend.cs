namespace BotPerf.Web.Baselines;

/// <summary>
/// The steady rise or fall of a series: the test of Mann and Kendall says whether there is one, the estimate of Theil and Sen
/// how steep it is. Neither minds outliers, gaps or the shape of the noise. Pure; takes the square of the points' number in time.
/// </summary>
/// <param name="Z">How sure: the test's standard score. 1.96 is passed by chance once in 20 series without a trend, either way.</param>
/// <param name="Slope">The middle of the slopes of all pairs of points, per unit of their place.</param>
/// <param name="Level">The middle of the values.</param>
/// <param name="Monotonic">No pair of points goes the other way, and none is level.</param>
/// <param name="Points">How many there were.</param>
internal readonly record struct RobustTrend(double Z, double Slope, double Level, bool Monotonic, int Points)
{
    private const double Sure = 1.96;

    /// <summary>The slope is between this and <see cref="High"/> with 95 % when the points are independent (Sen's interval).</summary>
    public double Low { get; private init; }

    public double High { get; private init; }

    /// <summary>The score when all pairs of so many points rise.</summary>
    public double MostZ => (Points * (Points - 1) / 2.0 - 1) / Math.Sqrt(Points * (Points - 1.0) * (2.0 * Points + 5) / 18);

    /// <param name="points">At rising places, e.g. minutes; finite values. At least two.</param>
    public static RobustTrend Of(IReadOnlyList<(double At, double Value)> points)
    {
        var n = points.Count;
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 2, nameof(points));
        var slopes = new double[n * (n - 1) / 2];
        var (score, next) = (0, 0);
        for (var i = 0; i < n; i++)
        {
            for (var j = i + 1; j < n; j++)
            {
                score += Math.Sign(points[j].Value - points[i].Value);
                slopes[next++] = (points[j].Value - points[i].Value) / (points[j].At - points[i].At);
            }
        }

        // Ties take from the score's variance: a series of few whole numbers would else never seem sure.
        double ties = points.GroupBy(point => point.Value).Select(group => (double)group.Count()).Sum(t => t * (t - 1) * (2 * t + 5));
        var deviation = Math.Sqrt((n * (n - 1.0) * (2.0 * n + 5) - ties) / 18);
        var middle = Median(slopes);
        var reach = Sure * deviation / 2;
        return new RobustTrend(
            deviation > 0 ? (score - Math.Sign(score)) / deviation : 0, middle, Median([.. points.Select(point => point.Value)]),
            Math.Abs(score) == slopes.Length, n)
        {
            Low = slopes[(int)Math.Max(0, slopes.Length / 2.0 - reach)],
            High = slopes[(int)Math.Min(slopes.Length - 1, slopes.Length / 2.0 + reach)],
        };
    }

    /// <param name="values">At least one; they are sorted in place.</param>
    public static double Median(double[] values)
    {
        Array.Sort(values);
        var middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
