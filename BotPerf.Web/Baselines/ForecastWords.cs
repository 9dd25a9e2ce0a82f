namespace BotPerf.Web.Baselines;

/// <summary>A forecast for people. Pure.</summary>
internal static class ForecastWords
{
    /// <summary>"reaches its limit in 5 d (3 d to 9 d)", or why nothing can be said.</summary>
    public static string Of(Forecast forecast) => forecast.Verdict switch
    {
        ForecastVerdict.TooShort => $"known for less than {Forecast.LeastDays} days",
        ForecastVerdict.IsThere => "has reached its limit",
        ForecastVerdict.Reaches => $"reaches its limit in {Span(forecast.Time!.Value)} ({Span(forecast.Soonest ?? TimeSpan.Zero)} to {Latest(forecast)})",
        _ => $"no trend to its limit within {Span(forecast.Horizon)}",
    };

    private static string Latest(Forecast forecast) => forecast.Latest is { } latest ? Span(latest) : $"more than {Span(forecast.Horizon)}";

    // Half a day is all that such a forecast can tell.
    private static string Span(TimeSpan span) => span.TotalDays < 2 ? $"{Math.Max(1, Math.Round(span.TotalHours)):0} h" : $"{Math.Round(span.TotalDays):0} d";
}
