namespace BotPerf.Web.Storage.Telemetry;

/// <summary>Rows of one grain that follow each other.</summary>
/// <param name="From">In minutes, whole in the grain.</param>
/// <param name="To">Exclusive.</param>
internal readonly record struct RollupRun(Grain Grain, long From, long To);

/// <summary>What is known of an instance's rows in a range.</summary>
/// <param name="DueHours">Hours whose rows do not hold everything, as numbers since 1970.</param>
/// <param name="DueDays">The same of days.</param>
internal sealed record RollupBooks(IReadOnlySet<long> DueHours, IReadOnlySet<long> DueDays, KeptFrom Kept);

/// <summary>
/// Chooses the rows that answer a range: each sealed minute in exactly one of them, as coarse as the steps of the answer
/// allow. Pure.
/// </summary>
internal static class RollupPlan
{
    /// <param name="fromMinute">Where only hours or days are left, the whole one in which this lies is taken.</param>
    /// <param name="toMinute">Exclusive.</param>
    /// <param name="stepOf">The step a minute belongs to; a row is taken when all its minutes belong to one.</param>
    /// <param name="books">What is due and what was let go.</param>
    public static IReadOnlyList<RollupRun> Of(long fromMinute, long toMinute, Func<long, long> stepOf, RollupBooks books)
    {
        var plan = new Runs();
        for (var day = fromMinute / Grains.DayMinutes; day * Grains.DayMinutes < toMinute; day++)
        {
            var begin = day * Grains.DayMinutes;
            var end = begin + Grains.DayMinutes;
            var due = books.DueDays.Contains(day) || AnyHourDue(books, day);
            if (begin < books.Kept.Hours)
            {
                plan.Add(Grain.Day, begin, end);
                if (due)
                    AddHours(plan, begin, end, begin, end, stepOf, books);
            }
            else if (!due && begin >= fromMinute && end <= toMinute && stepOf(begin) == stepOf(end - 1))
            {
                plan.Add(Grain.Day, begin, end);
            }
            else
            {
                AddHours(plan, begin, end, fromMinute, toMinute, stepOf, books);
            }
        }

        return plan.All;
    }

    private static void AddHours(
        Runs plan, long begin, long end, long fromMinute, long toMinute, Func<long, long> stepOf, RollupBooks books)
    {
        for (var hour = begin; hour < end; hour += Grains.HourMinutes)
        {
            var after = hour + Grains.HourMinutes;
            if (after <= fromMinute || hour >= toMinute)
                continue;

            var due = books.DueHours.Contains(hour / Grains.HourMinutes);
            if (hour < books.Kept.Minutes)
            {
                plan.Add(Grain.Hour, hour, after);
                if (due)
                    plan.Add(Grain.Minute, hour, after);
            }
            else if (!due && hour >= fromMinute && after <= toMinute && stepOf(hour) == stepOf(after - 1))
            {
                plan.Add(Grain.Hour, hour, after);
            }
            else
            {
                plan.Add(Grain.Minute, Math.Max(hour, fromMinute), Math.Min(after, toMinute));
            }
        }
    }

    private static bool AnyHourDue(RollupBooks books, long day)
    {
        if (books.DueHours.Count == 0)
            return false;
        for (var hour = day * 24; hour < (day + 1) * 24; hour++)
        {
            if (books.DueHours.Contains(hour))
                return true;
        }

        return false;
    }

    // Neighbours of one grain are read together.
    private sealed class Runs
    {
        private readonly List<RollupRun> _runs = [];

        public IReadOnlyList<RollupRun> All => _runs;

        public void Add(Grain grain, long from, long to)
        {
            if (_runs.Count > 0 && _runs[^1] is var last && last.Grain == grain && last.To == from)
                _runs[^1] = last with { To = to };
            else
                _runs.Add(new RollupRun(grain, from, to));
        }
    }
}
