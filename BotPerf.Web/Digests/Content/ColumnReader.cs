using BotPerf.Web.Rollups;
using BotPerf.Web.Scheduling.Calendar;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Digests.Content;

/// <summary>A bot's uses by the hours of a day, or by days.</summary>
internal sealed class ColumnReader(BotHistoryQueries history)
{
    private const int HourSeconds = 3_600;

    public async Task<IReadOnlyList<long?>> OfAsync(BotId bot, CalendarPeriod period, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        var first = period.From.ToUnixTimeSeconds();
        var isDay = period.Cadence == Cadence.Daily;
        // Hours are kept as hours; where a zone's are a quarter off them, quarters fit.
        var range = !isDay ? StepRange.Days(period.From, period.To, zone) : StepRange.Of(period.From, period.To, first % HourSeconds == 0 ? 60 : 15);
        var columns = new long?[isDay
            ? (int)Math.Ceiling((period.To.ToUnixTimeSeconds() - first) / (double)HourSeconds)
            : period.Next.DayNumber - period.First.DayNumber];
        foreach (var step in await history.OfAsync(bot, null, range, cancellationToken))
        {
            var column = isDay
                ? (int)((step.T - first) / HourSeconds)
                : DateOnly.FromDateTime(LocalClock.Of(DateTimeOffset.FromUnixTimeSeconds(step.T), zone)).DayNumber - period.First.DayNumber;
            if (column >= 0 && column < columns.Length)
                columns[column] = (columns[column] ?? 0) + step.Durations.Count;
        }

        return columns;
    }
}
