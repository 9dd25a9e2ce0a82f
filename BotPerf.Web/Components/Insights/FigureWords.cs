using BotPerf.Web.Alerts;
using BotPerf.Web.Insights.Figures;

namespace BotPerf.Web.Components.Insights;

/// <summary>Values of watched figures for people. Pure.</summary>
internal static class FigureWords
{
    private const double SecondsPerMinute = 60;

    /// <param name="line">Whose figure it is.</param>
    /// <param name="value">In its stored unit; a rate per second.</param>
    public static string Of(FigureLine line, double value) => line.Figure.IsCounted
        ? FigureText.Of(value * SecondsPerMinute, "perMinute")
        : FigureText.Of(value, line.Unit);
}
