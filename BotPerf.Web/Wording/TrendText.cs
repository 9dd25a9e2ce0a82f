namespace BotPerf.Web.Wording;

/// <summary>A change as a figure, an arrow and a word. Pure.</summary>
/// <param name="Arrow">▲, ▼ or =.</param>
/// <param name="Figure">12 %, 0.4 points or ×13; empty when it stayed the same.</param>
/// <param name="Word">more, less or as before.</param>
internal readonly record struct TrendText(string Arrow, string Figure, string Word)
{
    // Half a percent, or a twentieth of a point, is nothing one could see.
    private const double LeastPart = 0.005;
    private const double LeastPoints = 0.0005;
    private const double TellAsTimes = 9;

    /// <param name="change">A part (0.12 is 12 % more), or a difference of rates.</param>
    /// <param name="inPoints">The change is a difference of rates.</param>
    public static TrendText Of(double change, bool inPoints)
    {
        if (Math.Abs(change) < (inPoints ? LeastPoints : LeastPart))
            return new TrendText("=", "", "as before");

        var size = Math.Abs(change);
        var figure = inPoints ? Rounded(size * 100) + " pt"
            : change >= TellAsTimes ? "×" + Rounded(change + 1)
            : Rounded(size * 100) + " %";
        return change > 0 ? new TrendText("▲", figure, "more than before") : new TrendText("▼", figure, "less than before");
    }

    // A half is a half, whichever way the division went at its sixteenth digit.
    private static string Rounded(double value)
    {
        var exact = Math.Round(value, 6);
        return Format.Number(Math.Round(exact, exact >= 10 ? 0 : 1, MidpointRounding.AwayFromZero));
    }
}
