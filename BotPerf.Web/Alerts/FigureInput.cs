using System.Globalization;

namespace BotPerf.Web.Alerts;

/// <summary>Figures as people type them, "250 ms", "500 MiB", "5 %", in the unit in which they are stored. Pure.</summary>
internal static class FigureInput
{
    private static readonly (string Word, double Scale)[] s_seconds =
        [("µs", 1e-6), ("us", 1e-6), ("ms", 1e-3), ("s", 1), ("min", 60), ("m", 60), ("h", 3_600), ("d", 86_400)];
    private static readonly (string Word, double Scale)[] s_bytes =
    [
        ("B", 1), ("KiB", 1024), ("MiB", 1024 * 1024), ("GiB", 1024 * 1024 * 1024), ("TiB", 1024d * 1024 * 1024 * 1024),
        ("kB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12), ("K", 1024), ("M", 1024 * 1024), ("G", 1024 * 1024 * 1024),
    ];

    /// <param name="text">A number, with or without one of the unit's words.</param>
    /// <param name="unit">seconds, bytes, percent, fraction, perMinute, or any other.</param>
    /// <returns>In that unit; null: it is not one.</returns>
    public static double? Parse(string? text, string unit)
    {
        var typed = (text ?? "").Trim().Replace('−', '-');
        var end = 0;
        while (end < typed.Length && IsOfNumber(typed, end))
            end++;
        if (!double.TryParse(
            typed[..end].Replace(",", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return null;

        var scale = Scale(typed[end..].TrimStart(), unit);
        return scale is { } by && double.IsFinite(number * by) ? Times(number, by) : null;
    }

    /// <summary>The shortest text that means the same.</summary>
    public static string Of(double? value, string unit)
    {
        if (value is not { } known)
            return "";

        return unit switch
        {
            "seconds" => Shortest(known, [("ms", 1e-3), ("s", 1), ("min", 60), ("h", 3_600)], 1),
            "bytes" => Shortest(known, s_bytes[..5], 1024 * 1024),
            "percent" => $"{Text(known)} %",
            "fraction" => $"{Text(Times(known, 100))} %",
            "perMinute" => $"{Text(known)} /min",
            "deviations" => $"{Text(known)} deviations",
            "times" => $"{Text(known)}×",
            _ => Text(known),
        };
    }

    /// <summary>What may stand behind the number, for people.</summary>
    public static string Hint(string unit) => unit switch
    {
        "seconds" => "such as 250 ms, 2 s or 5 min",
        "bytes" => "such as 500 MiB or 2 GiB",
        "percent" or "fraction" => "such as 5 %",
        "perMinute" => "a minute",
        "deviations" => "such as 4: how many usual deviations from the middle",
        "times" => "such as 6: how many times faster than allowed",
        "" => "a number",
        _ => unit,
    };

    /// <summary>What is to be typed, for people.</summary>
    public static string What(string unit) => unit switch
    {
        "seconds" => $"a time, {Hint(unit)}",
        "bytes" => $"a size, {Hint(unit)}",
        "percent" or "fraction" => $"a share, {Hint(unit)}",
        _ => "a number",
    };

    private static double? Scale(string word, string unit) => unit switch
    {
        "seconds" => word.Length == 0 ? 1 : Find(s_seconds, word),
        "bytes" => word.Length == 0 ? 1 : Find(s_bytes, word) ?? Find(s_bytes, word, StringComparison.OrdinalIgnoreCase),
        "percent" => word is "" or "%" ? 1 : null,
        "fraction" => word switch { "" => 1, "%" => 0.01, _ => null },
        "perMinute" => word is "" or "/min" or "/m" or "per minute" ? 1 : null,
        "deviations" => word is "" or "deviations" or "deviation" or "σ" ? 1 : null,
        "times" => word is "" or "×" or "x" or "times" ? 1 : null,
        _ => word.Length == 0 || word == unit ? 1 : null,
    };

    private static double? Find((string Word, double Scale)[] words, string word, StringComparison comparison = StringComparison.Ordinal) =>
        Array.FindIndex(words, one => string.Equals(one.Word, word, comparison)) is var place and >= 0 ? words[place].Scale : null;

    // Of the units that there is at least one of, the one with the fewest digits; 0 is told in the usual one.
    private static string Shortest(double value, (string Word, double Scale)[] words, double usual)
    {
        if (value == 0)
            return $"0 {words.First(one => one.Scale.Equals(usual)).Word}";

        var fitting = words.Where((one, i) => i == 0 || Math.Abs(value) >= one.Scale).Select(one => (one.Word, Text: Text(Over(value, one.Scale)))).ToList();
        var least = fitting.Min(one => one.Text.Length);
        var best = fitting.Last(one => one.Text.Length == least);
        return $"{best.Text} {best.Word}";
    }

    // A scale below one is divided by its whole inverse: 250 * 0.001 is not 0.25 in binary, 250 / 1000 is.
    private static double Times(double number, double scale) => scale < 1 ? number / Math.Round(1 / scale) : Near(number * scale);

    private static double Over(double number, double scale) => scale < 1 ? Near(number * Math.Round(1 / scale)) : number / scale;

    // 0.07 * 100 reads 7.000000000000001; what a person typed has at most twelve digits.
    private static double Near(double number) => double.Parse(number.ToString("G14", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static string Text(double number) => number.ToString("0.############", CultureInfo.InvariantCulture);

    private static bool IsOfNumber(string text, int at) =>
        char.IsAsciiDigit(text[at]) || text[at] is '.' or ',' or '-' or '+'
        || (text[at] is 'e' or 'E' && at + 1 < text.Length && (char.IsAsciiDigit(text[at + 1]) || text[at + 1] is '-' or '+'));
}
