using System.Globalization;

namespace BotPerf.Web.Wording;

/// <summary>How figures read on every page: three significant digits, a unit, and a dash where there is no evidence.</summary>
internal static class Format
{
    public const string None = "–";

    private const double KiB = 1024;
    private const double MiB = 1024 * KiB;
    private const double GiB = 1024 * MiB;

    /// <summary>Three significant digits with thousands separators: 0.0123, 1.23, 12.3, 1,230.</summary>
    public static string Number(double? value)
    {
        if (value is not { } number || !double.IsFinite(number)) return None;
        if (number == 0) return "0";

        var digits = 3 - (int)Math.Floor(Math.Log10(Math.Abs(number))) - 1;
        if (digits >= 0)
            return Rounded(number, Math.Min(digits, 15)).ToString("#,0." + new string('#', Math.Min(digits, 15)), CultureInfo.InvariantCulture);

        var step = Math.Pow(10, -digits);
        return (Rounded(number / step, 0) * step).ToString("#,0", CultureInfo.InvariantCulture);
    }

    // A half is a half, in whichever order its sum was added up: two places that show one figure show the same digits.
    private static double Rounded(double number, int digits) =>
        Math.Round(Math.Round(number, Math.Min(digits + 8, 15)), digits, MidpointRounding.AwayFromZero);

    /// <summary>Exact up to 99,999, then 123 k, 1.23 M.</summary>
    public static string Count(long value) => Math.Abs(value) switch
    {
        < 100_000 => Exact(value),
        < 999_500 => Number(value / 1e3) + " k",
        < 999_500_000 => Number(value / 1e6) + " M",
        _ => Number(value / 1e9) + " G",
    };

    /// <summary>Three significant digits, and a letter where there would be many zeros: 99,900, 123 k, 1.23 M.</summary>
    public static string Short(double? value) => value is >= 99_950 and { } number
        ? Count((long)Math.Clamp(number, 100_000, 1e18))
        : Number(value);

    public static string Exact(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <param name="milliseconds">245 → "245 ms", 0.5 → "500 µs", 1,234 → "1.23 s", 90,000 → "1.5 min".</param>
    public static string Duration(double? milliseconds) => milliseconds switch
    {
        null or double.NaN or double.PositiveInfinity or double.NegativeInfinity => None,
        0 => "0 ms",
        < 0.9995 => Number(milliseconds * 1000) + " µs",
        < 999.5 => Number(milliseconds) + " ms",
        < 59_950 => Number(milliseconds / 1000) + " s",
        _ => Number(milliseconds / 60_000) + " min",
    };

    /// <summary>For hovering over: not rounded to three digits.</summary>
    public static string ExactDuration(double milliseconds) =>
        milliseconds.ToString("#,0.####", CultureInfo.InvariantCulture) + " ms";

    /// <param name="fraction">0.0123 → "1.23 %".</param>
    public static string Percent(double? fraction) => fraction is null ? None : Number(fraction * 100) + " %";

    /// <summary>Of what has to be all but whole: 0.9996 → "99.96 %", never "100 %". Rounded towards the worse.</summary>
    public static string Share(double? fraction)
    {
        if (fraction is not (>= 0.1 and < 1 and { } share))
            return Percent(fraction);

        // One, or as many digits as its distance from the whole needs for two of its own.
        var decimals = share <= 0.99 ? 1 : Math.Clamp((int)Math.Ceiling(-Math.Log10((1 - share) * 100)) + 1, 1, 6);
        var scale = Math.Pow(10, decimals);
        // What binary numbers take from 99.99 must not make it 99.98.
        var rounded = Math.Floor(Math.Round(share * 100 * scale, 3)) / scale;
        return rounded.ToString("0.######", CultureInfo.InvariantCulture) + " %";
    }

    public static string PerMinute(double? rate) => rate is null ? None : Short(rate) + " /min";

    public static string Bytes(double? bytes) => bytes switch
    {
        null or double.NaN => None,
        < MiB => Number(bytes / KiB) + " KiB",
        < 999.5 * MiB => Number(bytes / MiB) + " MiB",
        < 999.5 * GiB => Number(bytes / GiB) + " GiB",
        _ => Number(bytes / GiB / 1024) + " TiB",
    };

    /// <summary>A figure in one of the units that gauges name.</summary>
    public static string Value(double? value, string unit) => unit switch
    {
        "percent" => value is null ? None : Number(value) + " %",
        "fraction" => Percent(value),
        "bytes" => Bytes(value),
        "ms" => Duration(value),
        "perMinute" => PerMinute(value),
        _ => Number(value),
    };

    /// <summary>"just now", "12 s ago", "3 min ago", "2 h ago", "5 d ago". A clock that runs ahead reads "just now".</summary>
    public static string Ago(TimeSpan age) => age < TimeSpan.FromSeconds(5) ? "just now" : Span(age) + " ago";

    /// <summary>"2026-11-21 09:30 UTC", for messages to people whose time zone is not known.</summary>
    public static string Utc(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>One unit, rounded down: 59 s, 59 min, 47 h, 12 d.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 60 } => $"{Math.Max(0, (int)span.TotalSeconds)} s",
        { TotalMinutes: < 60 } => $"{(int)span.TotalMinutes} min",
        { TotalHours: < 48 } => $"{(int)span.TotalHours} h",
        _ => $"{(int)span.TotalDays} d",
    };

    /// <summary>A figure for SVG and CSS: two decimals, a point.</summary>
    public static string Css(double value) => Math.Round(value, 2).ToString(CultureInfo.InvariantCulture);
}
