namespace BotPerf.Web.Baselines;

/// <summary>A time in which a figure was out of the ordinary.</summary>
/// <param name="From">Unix seconds: the beginning of its first step.</param>
/// <param name="To">Exclusive.</param>
/// <param name="IsAbove">More than usual; else less.</param>
/// <param name="Deviations">How far it was from the usual at worst; never below 0.</param>
/// <param name="WorstAt">The beginning of the step in which it was farthest.</param>
/// <param name="Value">Then, in the figure's unit; like the range.</param>
/// <param name="Low">The least that was usual then.</param>
/// <param name="High">The most that was usual then.</param>
internal sealed record Anomaly(
    long From, long To, bool IsAbove, double Deviations, long WorstAt, double Value, double Low, double High);

/// <param name="Of">Whose figure it is.</param>
/// <param name="StepSeconds">How long the steps are in which it was seen.</param>
internal sealed record SeenAnomaly<T>(T Of, Anomaly What, int StepSeconds);

/// <summary>
/// Finds when a figure was out of the ordinary, as a rule with the condition anomaly does: 4 in two steps at least, which of
/// five minutes is 10 minutes; an hour may be alone, and is then held to more. Pure.
/// </summary>
internal static class AnomalyFinder
{
    /// <summary>From so many on it is out of the ordinary, and below <see cref="Recovery"/> it is usual again.</summary>
    public const double Least = 4;

    public const double Recovery = 2;

    /// <summary>Of an hour that is alone.</summary>
    public const double LeastAlone = 5;

    private const int LeastSteps = 2;
    private const int HourSeconds = 3_600;

    // So long it has to be usual again to be over.
    private const int OverSeconds = 600;

    // A count scatters by the root of itself: what is within so many of these is chance.
    private const double Chance = 4;

    /// <param name="usual">Of the figure.</param>
    /// <param name="points">The beginnings of steps, Unix seconds, and the value of each; oldest first, finite.</param>
    /// <param name="stepSeconds">How long a step is.</param>
    /// <param name="isCounted">The values are counts, per second: a few more or less than usual are nothing.</param>
    /// <returns>Oldest first.</returns>
    public static IReadOnlyList<Anomaly> Find(
        SeasonalBaseline usual, IReadOnlyList<(long Second, double Value)> points, int stepSeconds, bool isCounted)
    {
        var found = new List<Anomaly>();
        var run = new Run();
        foreach (var (second, value) in points)
        {
            var middle = second + stepSeconds / 2;
            var score = usual.Score(middle, value);
            if (run.IsBegun && (second - run.To >= OverSeconds + stepSeconds || score * run.Side < 0 && Math.Abs(score) >= Least))
                run.EndInto(found, stepSeconds, usual);
            var isFar = Math.Abs(score) >= Least && (!isCounted || IsNoChance(value * stepSeconds, usual.At(middle) * stepSeconds));
            if (isFar)
                run.Add(second, value, score, stepSeconds);
            else
                run.Pause(run.IsBegun && score * run.Side >= Recovery ? second + stepSeconds : run.To);
        }

        run.EndInto(found, stepSeconds, usual);
        return found;
    }

    /// <summary>Both, without what is in the first already: seen in two sorts of steps it is one.</summary>
    public static IReadOnlyList<SeenAnomaly<T>> Join<T>(IReadOnlyList<SeenAnomaly<T>> fine, IReadOnlyList<SeenAnomaly<T>> coarse)
        where T : notnull
    {
        var known = fine.ToLookup(one => one.Of);
        return [.. fine, .. coarse.Where(one => !known[one.Of].Any(
            same => same.What.IsAbove == one.What.IsAbove && same.What.From < one.What.To && same.What.To > one.What.From))];
    }

    private static bool IsNoChance(double count, double expected) =>
        Math.Abs(count - expected) >= Chance * Math.Sqrt(Math.Max(1, expected));

    /// <summary>Steps that are far from the usual on one side.</summary>
    private struct Run
    {
        private long _from, _worstAt;
        private double _score, _value;
        private int _held, _longest;

        public long To { get; private set; }

        public readonly bool IsBegun => To > 0;

        public readonly int Side => Math.Sign(_score);

        public void Add(long second, double value, double score, int stepSeconds)
        {
            if (!IsBegun)
                _from = second;
            To = second + stepSeconds;
            _longest = Math.Max(_longest, ++_held);
            if (Math.Abs(score) > Math.Abs(_score))
                (_score, _worstAt, _value) = (score, second, value);
        }

        public void Pause(long to) => (_held, To) = (0, to);

        public void EndInto(List<Anomaly> found, int stepSeconds, SeasonalBaseline usual)
        {
            if (IsBegun && (_longest >= LeastSteps || stepSeconds >= HourSeconds && Math.Abs(_score) >= LeastAlone))
            {
                var (low, high) = usual.Range(_worstAt + stepSeconds / 2);
                found.Add(new Anomaly(_from, To, _score > 0, Math.Abs(_score), _worstAt, _value, low, high));
            }

            this = default;
        }
    }
}
