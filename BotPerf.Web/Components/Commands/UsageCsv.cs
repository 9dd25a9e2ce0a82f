using System.Globalization;

namespace BotPerf.Web.Components.Commands;

/// <summary>The tables as CSV, not rounded to what fits into a cell.</summary>
internal static class UsageCsv
{
    private const string Figures = "uses,rate_per_minute,errors,error_rate,avg_ms,min_ms,max_ms,p50_ms,p95_ms,p99_ms,deadline_misses,"
        + "new,uses_change,p95_change,error_rate_change,last_used";

    public static string Commands(IEnumerable<UsageLine> lines) => Csv.Write(
        "command,module,kind," + Figures,
        lines.Select(line => (string[])[Csv.Text(line.Name), Csv.Text(line.Module), Csv.Text(line.Kind), .. Of(line)]));

    public static string Modules(IEnumerable<UsageLine> lines) => Csv.Write(
        "module,commands," + Figures,
        lines.Select(line => (string[])[Csv.Text(line.Name), line.Commands.ToString(CultureInfo.InvariantCulture), .. Of(line)]));

    private static IEnumerable<string> Of(UsageLine line)
    {
        var (of, trend) = (line.Figures, line.Trend);
        return
        [
            Csv.Figure(of.Count), Csv.Figure(of.RatePerMinute), Csv.Figure(of.Errors), Csv.Figure(of.ErrorRate), Csv.Figure(of.AvgMs),
            Csv.Figure(of.MinMs), Csv.Figure(of.MaxMs), Csv.Figure(of.P50Ms), Csv.Figure(of.P95Ms), Csv.Figure(of.P99Ms),
            Csv.Figure(of.DeadlineMisses), trend.IsNew ? "true" : "false", Changed(trend.Uses), Changed(trend.P95), Changed(trend.ErrorRate),
            Csv.Time(of.LastUsed),
        ];

        string Changed(double change) => trend.IsNew ? "" : Csv.Figure(change);
    }
}
