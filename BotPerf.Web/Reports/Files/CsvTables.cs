using BotPerf.Web.Alerts;
using BotPerf.Web.Insights.Comparing;
using BotPerf.Web.Insights.Suggestions;
using BotPerf.Web.Rollups;
using CsvHelper;

namespace BotPerf.Web.Reports.Files;

/// <summary>The sections of a report as tables: RFC 4180, UTF-8 with its mark, a line for each thing, figures in full.</summary>
internal static class CsvTables
{
    /// <summary>Commands step by step: the one that is long.</summary>
    public const string Steps = "steps";

    private const string Ending = ".csv";

    // Every text cell passes Csv.Neutral; figures are never text. With the mark spreadsheets read names in any script.
    private static readonly CsvWriterOptions s_format = new() { Quoting = CsvQuoting.WhenNeededOrWhitespace, WriteByteOrderMark = true };

    public static IEnumerable<string> Of(IReadOnlyList<string> sections) =>
        sections.Contains(ReportSections.Commands) ? sections.Append(Steps) : sections;

    public static string FileOf(string table) => table + Ending;

    public static CsvWriter Open(Stream to) => CsvWriter.Create(to, s_format, leaveOpen: false);

    public static async Task WriteAsync(string table, Report report, CsvWriter csv, CancellationToken cancellationToken)
    {
        Action<BotReport> write = table switch
        {
            ReportSections.Summary => Head<BotReport>(csv, SummaryHead, bot => Summary(csv, bot)),
            ReportSections.Commands => Head<BotReport>(csv, CommandHead, bot => Rows(csv, bot, bot.Commands!, Command)),
            ReportSections.Alerts => Head<BotReport>(csv, AlertHead, bot => Rows(csv, bot, bot.Alerts!.Items, AlertOf)),
            ReportSections.Health => Head<BotReport>(csv, "at,score", bot => Rows(csv, bot, bot.Health!.Points, (csv, point) => csv.Cells(point.At).Cells(point.Score))),
            ReportSections.Suggestions => Head<BotReport>(csv, SuggestionHead, bot => Rows(csv, bot, bot.Suggestions!, SuggestionOf)),
            ReportSections.Comparison => Head<BotReport>(csv, ComparisonHead, bot => Rows(csv, bot, bot.Comparison!.Items, Change)),
            _ => throw new ArgumentOutOfRangeException(nameof(table), table, null),
        };
        foreach (var bot in report.Bots)
            write(bot);
        await csv.FlushAsync(cancellationToken);
    }

    private const string SummaryHead = CsvSteps.Figures + ",uses_before,error_rate_before,p95_ms_before,steps,known_steps,lost";

    private const string CommandHead = "command,module,kind," + CsvSteps.Figures + ",last_used,new,uses_change,error_rate_change,p95_change";

    private const string AlertHead = "alert,severity,rule,target,state,value,worst_value,threshold,unit,started_at,opened_at,resolved_at,acknowledged_by,assignee";

    private const string SuggestionHead = "suggestion,kind,title,target,state,confidence,measure,value,threshold,unit,samples,acted_by,reason,verdict,created_at";

    private const string ComparisonHead = "command,verdict,runs_before,runs_after,p50_ms_before,p50_ms_after,p50_change,p95_ms_before,p95_ms_after,p95_change,effect,"
        + "error_rate_before,error_rate_after";

    private static Action<T> Head<T>(CsvWriter csv, string columns, Action<T> row)
    {
        foreach (var column in ("bot_id,bot," + columns).Split(','))
            csv.WriteField(column);
        csv.EndRecord();
        return row;
    }

    private static void Rows<T>(CsvWriter csv, BotReport bot, IReadOnlyList<T> rows, Action<CsvWriter, T> cells)
    {
        foreach (var row in rows)
        {
            csv.Cells((double)bot.Id).Cells(bot.Name);
            cells(csv, row);
            csv.EndRecord();
        }
    }

    private static void Summary(CsvWriter csv, BotReport bot)
    {
        var (total, before) = (bot.Performance!.Total, bot.Performance.Before);
        CsvSteps.FiguresOf(csv.Cells((double)bot.Id).Cells(bot.Name), total)
            .Cells(before?.Count, before?.ErrorRate, before?.P95Ms, bot.Coverage.Steps, bot.Coverage.Known, bot.Coverage.Lost.Sum(lost => lost.Count))
            .EndRecord();
    }

    private static void Command(CsvWriter csv, ReportedCommand command)
    {
        var trend = Trend.Of(command.Now, command.Before);
        CsvSteps.Command(csv, command.Now);
        csv.Cells(command.Now.LastUsed).Cells(trend.IsNew ? "true" : "false");
        csv.Cells(trend.IsNew ? null : trend.Uses, trend.IsNew ? null : trend.ErrorRate, trend.IsNew ? null : trend.P95);
    }

    private static void AlertOf(CsvWriter csv, ReportedAlert alert) => csv
        .Cells((double)alert.Id).Cells(Alert.WordOf(alert.Severity), alert.Rule, alert.Target, Alert.WordOf(alert.State))
        .Cells(alert.Value, alert.WorstValue, alert.Threshold).Cells(alert.Unit)
        .Cells(alert.StartedAt, alert.OpenedAt, alert.ResolvedAt).Cells(alert.AcknowledgedBy, alert.Assignee);

    private static void SuggestionOf(CsvWriter csv, ReportedSuggestion one) => csv
        .Cells((double)one.Id).Cells(one.Kind, one.Title, one.Target, Suggestion.WordOf(one.State), one.Confidence.ToString().ToLowerInvariant(), one.Measure)
        .Cells(one.Value, one.Threshold).Cells(one.Unit).Cells((double)one.Samples)
        .Cells(one.ActedBy, one.Reason, one.Verdict is { } verdict ? Suggestion.WordOf(verdict) : "").Cells(one.CreatedAt);

    private static void Change(CsvWriter csv, CommandChange change) => csv
        .Cells(change.Name, System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(change.Verdict.ToString()))
        .Cells(change.Before, change.After, change.Median?.BeforeMs, change.Median?.AfterMs, change.Median?.Change, change.Tail?.BeforeMs,
            change.Tail?.AfterMs, change.Tail?.Change, change.Effect, change.ErrorRateBefore, change.ErrorRateAfter);
}
