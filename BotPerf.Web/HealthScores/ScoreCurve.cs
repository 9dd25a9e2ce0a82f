namespace BotPerf.Web.HealthScores;

/// <summary>
/// How many points a figure costs: none up to <paramref name="Free"/>, then evenly up to 25 at the warning threshold, where
/// Good ends, up to 75 at the critical one, where Poor ends, and on at that rate up to all 100. Continuous. Pure.
/// </summary>
/// <param name="Critical">Null: the figure alone is never critical, and costs 50 at most.</param>
public readonly record struct ScoreCurve(double Free, double Warning, double? Critical)
{
    private const double AtWarning = HealthBands.Most - HealthBands.Good;
    private const double AtCritical = HealthBands.Most - HealthBands.Poor;
    private const double MostWithoutCritical = HealthBands.Most - HealthBands.Fair;

    /// <summary>Half of a warning threshold costs nothing.</summary>
    public static ScoreCurve Of(double warning, double? critical) => new(warning / 2, warning, critical);

    public double Points(double value)
    {
        if (!(value > Free))
            return 0;
        if (value <= Warning)
            return AtWarning * (value - Free) / (Warning - Free);

        return Critical is { } critical
            ? Math.Min(HealthBands.Most, AtWarning + (AtCritical - AtWarning) * (value - Warning) / (critical - Warning))
            : Math.Min(MostWithoutCritical, AtWarning * (value - Free) / (Warning - Free));
    }
}
