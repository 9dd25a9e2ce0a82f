using System.Globalization;

namespace BotPerf.Web.Wording;

/// <summary>Tables as CSV (RFC 4180). Chat users choose names, so no text cell can become a formula.</summary>
internal static class Csv
{
    private static readonly char[] s_needsQuotes = [',', '"', '\r', '\n'];

    // Fifteen significant digits, as many as a double is sure of, and never an exponent, which some programs take for text.
    private static readonly string s_exact = "0." + new string('#', 40);

    public static string Write(string header, IEnumerable<IEnumerable<string>> rows) =>
        string.Concat(rows.Select(row => string.Join(',', row) + "\r\n").Prepend(header + "\r\n"));

    /// <summary>
    /// A spreadsheet runs a cell that starts with one of these; an apostrophe before it makes it text. One goes before an
    /// apostrophe, too: whoever takes one away has what was there.
    /// </summary>
    public static string Neutral(string value) =>
        value.Length > 0 && value[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '\'' ? "'" + value : value;

    /// <summary>Neutral, in quotes where it needs them.</summary>
    public static string Text(string value)
    {
        var safe = Neutral(value);
        return safe.IndexOfAny(s_needsQuotes) < 0 ? safe : '"' + safe.Replace("\"", "\"\"") + '"';
    }

    /// <summary>Not rounded; empty when it is not known.</summary>
    public static string Figure(double? value) =>
        value?.ToString(s_exact, CultureInfo.InvariantCulture) ?? "";

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
