using BotPerf.Web.Baselines;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Alerts;

/// <summary>Makes what is usual of a rule's targets from stored hours, and from the minutes of a day how restless they are.</summary>
internal sealed class RuleUsual(RuleReads reads)
{
    private const long HourMinutes = 60;
    private const long DayMinutes = 24 * HourMinutes;
    private const long MostMinutes = SeasonalBaseline.MostDays * DayMinutes;
    private const long LeastMinutes = SeasonalBaseline.LeastDays * DayMinutes;

    /// <param name="rule">One that looks beside the usual.</param>
    /// <param name="parts">What it looks at.</param>
    /// <param name="minute">Unix time: of what is before it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>By bot and target; of those that are known for long enough.</returns>
    public Dictionary<(BotId, string), SeasonalBaseline> Of(AlertRule rule, IReadOnlyList<RulePart> parts, long minute, CancellationToken cancellationToken)
    {
        var known = new Dictionary<(BotId, string), SeasonalBaseline>();
        foreach (var part in parts)
        {
            foreach (var (target, hours) in reads.Hours(rule, part, minute - MostMinutes, minute, cancellationToken))
            {
                if (known.Count < UsualFigures.MostTargets && SeasonalBaseline.Of(hours) is { } usual)
                    known[(part.Bot, target)] = usual;
            }

            if (!known.Keys.Any(key => key.Item1 == part.Bot))
                continue;
            // One bot's day at a time, and no more of it than a preview may hold.
            var minutes = Math.Clamp(RulePreview.MostValues / Math.Max(1, part.Uses.Count), HourMinutes, DayMinutes);
            foreach (var day in reads.Replay(rule, part, minute - minutes, minute, null, cancellationToken))
            {
                if (known.TryGetValue((part.Bot, day.Target.Key), out var usual))
                    known[(part.Bot, day.Target.Key)] = usual.WithRestless(Values(day.Values, minute - minutes));
            }
        }

        return known;
    }

    /// <summary>The same before a time that is played; where less is stored, the time is made to begin later.</summary>
    /// <returns>Null: so much is not stored.</returns>
    public Dictionary<(BotId, string), SeasonalBaseline>? Before(
        AlertRule rule, IReadOnlyList<RulePart> parts, ref long first, long last, CancellationToken cancellationToken)
    {
        var oldest = parts.SelectMany(part => reads.Hours(rule, part, last - MostMinutes, last, cancellationToken).Values)
            .Select(hours => hours[0].Hour * HourMinutes).DefaultIfEmpty(last).Min();
        first = Math.Max(first, oldest + LeastMinutes);
        return first >= last ? null : Of(rule, parts, first, cancellationToken);
    }

    private static IEnumerable<(long, double)> Values(IReadOnlyList<double> values, long first)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (double.IsFinite(values[i]))
                yield return ((first + i + 1) * 60, values[i]);
        }
    }
}
