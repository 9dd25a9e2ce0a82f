using BotPerf.Web.Bots;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>What a bot stores of one kind on one day.</summary>
internal readonly record struct StoredDay(StoredKind Kind, long Day, long Rows, long Bytes);

/// <summary>What is older than these minutes, Unix time, may go. Whole hours for minutes, whole days for hours.</summary>
internal readonly record struct RetentionCut(long Minutes, long Hours, long Executions);

/// <summary>Decides how much of a bot is let go: by age, and where it takes too much room, the oldest first. Pure.</summary>
internal static class RetentionPlan
{
    // However small the limit: today and the two days before stay whole, and a month of hours.
    private const int DaysSpared = 2;

    public static RetentionCut Of(KeepRule rule, IReadOnlyList<StoredDay> stored, long nowMinute)
    {
        var today = nowMinute / Grains.DayMinutes;
        // Hours are kept at least as long as the minutes they are made from.
        var byAge = new RetentionCut(
            (nowMinute / Grains.HourMinutes * Grains.HourMinutes) - (rule.MinuteDays * (long)Grains.DayMinutes),
            (today - Math.Max(rule.HourDays, rule.MinuteDays)) * Grains.DayMinutes,
            nowMinute - (rule.ExecutionDays * (long)Grains.DayMinutes));
        if (rule.MaxBytes is not { } most)
            return byAge;

        var bytes = stored.Where(day => !IsCut(day, byAge)).Sum(day => day.Bytes);
        var executions = LetGo(StoredKind.Executions, byAge.Executions, today - DaysSpared);
        var minutes = LetGo(StoredKind.Minutes, byAge.Minutes, today - DaysSpared);
        var hours = LetGo(StoredKind.Hours, byAge.Hours, today - KeepRule.LeastHourDays);
        return new RetentionCut(minutes, hours, executions);

        long LetGo(StoredKind kind, long cut, long spared)
        {
            foreach (var day in stored.Where(day => day.Kind == kind && day.Day < spared && !IsCut(day, byAge)).OrderBy(day => day.Day))
            {
                if (bytes <= most)
                    break;
                bytes -= day.Bytes;
                cut = Math.Max(cut, (day.Day + 1) * Grains.DayMinutes);
            }

            return cut;
        }
    }

    private static bool IsCut(StoredDay day, RetentionCut cut) => (day.Day + 1) * Grains.DayMinutes <= day.Kind switch
    {
        StoredKind.Minutes => cut.Minutes,
        StoredKind.Hours => cut.Hours,
        StoredKind.Executions => cut.Executions,
        _ => 0,
    };
}
