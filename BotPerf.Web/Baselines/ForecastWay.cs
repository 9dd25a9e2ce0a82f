namespace BotPerf.Web.Baselines;

/// <summary>Where a figure goes from now on, and how far it may stray. Pure.</summary>
/// <param name="Level">Where it is now.</param>
/// <param name="Slope">Of a day.</param>
/// <param name="Sign">1: the limit is above; -1: below.</param>
/// <param name="Scatter">Of single values around the line.</param>
/// <param name="Straying">How far the line itself goes in a day, squared.</param>
/// <param name="Unsure">Of the slope, squared.</param>
internal sealed record ForecastWay(double Level, double Slope, int Sign, double Scatter, double Straying, double Unsure)
{
    // The standard score of 80 %, both sides.
    private const double Sure = 1.2816;

    // What the slope loses in a day: after two months a third of it is left.
    private const double Damping = 0.98;

    /// <param name="days">From the newest value on.</param>
    /// <returns>The way itself, and the ends of the interval that are nearer to the limit and farther from it.</returns>
    public (double Value, double Near, double Far) At(double days)
    {
        var damped = (1 - Math.Pow(Damping, days)) / -Math.Log(Damping);
        var reach = Sure * Math.Sqrt(Scatter * Scatter + Straying * days + Unsure * days * days);
        var value = Level + Slope * damped;
        // Nothing grows for ever, but what is to come soonest is not damped.
        var near = Slope * Sign > 0 ? Level + Slope * days : value;
        return (value, near + Sign * reach, value - Sign * reach);
    }
}
