using BotPerf.Web.Scheduling.Calendar;

namespace BotPerf.Web.Digests.Sending;

/// <summary>What is to be done for a subscription now.</summary>
/// <param name="Due">The period to tell of; null: nothing.</param>
/// <param name="Missed">Older ones that nobody was told of, newest first: they are written down and never told.</param>
internal sealed record DigestStep(CalendarPeriod? Due, IReadOnlyList<CalendarPeriod> Missed)
{
    public static readonly DigestStep Nothing = new(null, []);
}

/// <summary>Decides which digest is due. Pure: the caller owns the ledger and the clock.</summary>
internal static class DigestPlan
{
    /// <summary>Of a longer time away no more is written down.</summary>
    public const int MostMissed = 31;

    /// <param name="schedule">When it is told.</param>
    /// <param name="since">When somebody asked for it: what was due before is nobody's.</param>
    /// <param name="known">The newest period in the ledger, whatever became of it; null: none.</param>
    /// <param name="now">The present.</param>
    /// <returns>However long the server was away: one period at most, the newest.</returns>
    public static DigestStep Next(PeriodSchedule schedule, DateTimeOffset since, DateOnly? known, DateTimeOffset now)
    {
        var newest = PeriodCalendar.Newest(schedule, now);
        if (!IsOpen(newest))
            return DigestStep.Nothing;

        var missed = new List<CalendarPeriod>();
        for (var one = PeriodCalendar.Earlier(schedule, newest); missed.Count < MostMissed && IsOpen(one); one = PeriodCalendar.Earlier(schedule, one))
        {
            if (!PeriodCalendar.IsLeftOut(one))
                missed.Add(one);
        }

        return new DigestStep(newest, missed);

        bool IsOpen(CalendarPeriod period) => period.DueAt > since && !(period.First <= known);
    }
}
