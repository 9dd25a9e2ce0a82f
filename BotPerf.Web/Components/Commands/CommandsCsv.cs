using System.Globalization;
using System.Text;
using BotPerf.Web.Rollups;

namespace BotPerf.Web.Components.Commands;

/// <summary>The table as CSV (RFC 4180). Chat users choose command names, so no text cell can become a formula.</summary>
internal static class CommandsCsv
{
    private static readonly char[] NeedsQuotes = [',', '"', '\r', '\n'];

    public static string Write(IEnumerable<CommandRow> rows)
    {
        var csv = new StringBuilder("command,module,kind,uses,rate_per_minute,errors,error_rate,avg_ms,min_ms,max_ms,p50_ms,p95_ms,p99_ms,last_used\r\n");
        foreach (var row in rows)
        {
            csv.Append(Text(row.Name)).Append(',').Append(Text(row.Module)).Append(',').Append(Text(row.Kind)).Append(',')
                .Append(CultureInfo.InvariantCulture, $"{row.Count},{Figure(row.RatePerMinute)},{row.Errors},{Figure(row.ErrorRate)},")
                .Append(CultureInfo.InvariantCulture, $"{Figure(row.AvgMs)},{Figure(row.MinMs)},{Figure(row.MaxMs)},")
                .Append(CultureInfo.InvariantCulture, $"{Figure(row.P50Ms)},{Figure(row.P95Ms)},{Figure(row.P99Ms)},")
                .Append(row.LastUsed.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)).Append("\r\n");
        }

        return csv.ToString();
    }

    /// <summary>A spreadsheet runs a cell that starts with one of these; an apostrophe before it makes it text.</summary>
    internal static string Text(string value)
    {
        var safe = value.Length > 0 && value[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + value : value;
        return safe.IndexOfAny(NeedsQuotes) < 0 ? safe : '"' + safe.Replace("\"", "\"\"") + '"';
    }

    private static string Figure(double value) => Math.Round(value, 6).ToString(CultureInfo.InvariantCulture);
}
