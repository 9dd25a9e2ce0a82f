using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;
using CsvHelper;

namespace BotPerf.Web.Reports.Files;

/// <summary>Every command in every hour or day of the window. Written as it is read: memory holds some steps, however long the window.</summary>
internal sealed class CsvSteps(CommandStepQueries queries)
{
    public const string Figures = "uses,rate_per_minute,errors,error_rate,avg_ms,min_ms,max_ms,p50_ms,p90_ms,p95_ms,p99_ms,deadline_misses";

    private const int HourMinutes = 60;

    /// <summary>Hours up to so long a window; beyond, days. The month in which an hour comes twice is in hours as the others.</summary>
    public static readonly TimeSpan HoursUpTo = TimeSpan.FromDays(31) + TimeSpan.FromHours(1);

    /// <summary>In hours, or in the days of the report's zone; of the first, what lies in the window.</summary>
    public static StepRange RangeOf(Report report) => (report.Window.To - report.Window.From <= HoursUpTo
        ? StepRange.Of(report.Window.From, report.Window.To, HourMinutes)
        : StepRange.Days(report.Window.From, report.Window.To, ZoneName.Find(report.Zone) ?? TimeZoneInfo.Utc)).BeginningAt(report.Window.From);

    public async Task WriteAsync(Report report, CsvWriter csv, CancellationToken cancellationToken)
    {
        foreach (var column in ("bot_id,bot,from,command,module,kind," + Figures).Split(','))
            csv.WriteField(column);
        csv.EndRecord();
        foreach (var bot in report.Bots)
        {
            using var steps = queries.Read(new BotId(bot.Id), RangeOf(report), cancellationToken).GetEnumerator();
            // Reading is work for a thread of its own.
            while (await Task.Run(steps.MoveNext, cancellationToken))
            {
                foreach (var row in steps.Current.Rows)
                {
                    Command(csv.Cells((double)bot.Id).Cells(bot.Name).Cells(steps.Current.At), row);
                    csv.EndRecord();
                }

                await csv.FlushAsync(cancellationToken);
            }
        }
    }

    public static void Command(CsvWriter csv, CommandRow row) => FiguresOf(csv.Cells(row.Name, row.Module, row.Kind), row);

    /// <summary>The cells of <see cref="Figures"/>; empty ones where there is no row.</summary>
    public static CsvWriter FiguresOf(CsvWriter csv, CommandRow? row) => csv.Cells(
        row?.Count, row?.RatePerMinute, row?.Errors, row?.ErrorRate, row?.AvgMs, row?.MinMs, row?.MaxMs, row?.P50Ms, row?.P90Ms, row?.P95Ms, row?.P99Ms,
        row?.DeadlineMisses);
}
