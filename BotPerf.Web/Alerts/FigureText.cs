namespace BotPerf.Web.Alerts;

/// <summary>Values of alerts as people read them.</summary>
internal static class FigureText
{
    private const double MsPerSecond = 1_000;

    /// <param name="value">In the unit.</param>
    /// <param name="unit">seconds, bytes, percent, fraction, perMinute, times, or a word of the bot's own.</param>
    public static string Of(double? value, string unit) => unit switch
    {
        "seconds" => Format.Duration(value * MsPerSecond),
        "bytes" or "percent" or "fraction" or "perMinute" => Format.Value(value, unit),
        "times" => value is null ? Format.None : Format.Number(value) + "×",
        "" => Format.Number(value),
        _ => value is null ? Format.None : $"{Format.Number(value)} {unit}",
    };
}
