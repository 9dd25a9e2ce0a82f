namespace BotPerf.Web.Insights.Comparing;

/// <summary>Changes as people read them. Pure.</summary>
internal static class ChangeWords
{
    private const double Small = 0.1;

    public static string Of(ChangeVerdict verdict) => verdict switch
    {
        ChangeVerdict.Worse => "regressed",
        ChangeVerdict.Better => "better",
        ChangeVerdict.Same => "same",
        _ => "unclear",
    };

    /// <summary>Stands before the word, so that colour is not all.</summary>
    public static string Shape(ChangeVerdict verdict) => verdict switch
    {
        ChangeVerdict.Worse => "▲",
        ChangeVerdict.Better => "▼",
        ChangeVerdict.Same => "=",
        _ => "?",
    };

    /// <param name="change">0.2 → "+20 %"; a decimal only where the change is small.</param>
    public static string Part(double change) =>
        $"{WithSign(Math.Round(change * 100, Math.Abs(change) < Small ? 1 : 0, MidpointRounding.AwayFromZero))} %";

    public static string Signed(double value) => WithSign(Math.Round(value, 2, MidpointRounding.AwayFromZero));

    // What is rounded to nothing has no sign.
    private static string WithSign(double rounded) => $"{(rounded > 0 ? "+" : "")}{Format.Number(rounded)}";
}
