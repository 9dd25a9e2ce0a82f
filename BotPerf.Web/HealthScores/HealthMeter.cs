using BotPerf.Web.Bots;
using BotPerf.Web.Live;

namespace BotPerf.Web.HealthScores;

/// <summary>Looks at a bot: from memory alone, cheap enough to do it for thousands every minute.</summary>
internal sealed class HealthMeter(LiveStore live, ForgottenInstances forgotten, EvidenceClock evidence, TimeProvider time)
{
    /// <summary>The current minute and those before it.</summary>
    public const int WindowMinutes = 5;

    private const long MicrosPerMinute = 60_000_000;

    // Where five minutes hold too few executions, a quarter of an hour or an hour may hold enough.
    private static readonly int[] s_longer = [WindowMinutes, 15, 60];

    /// <summary>Has the figures kept in memory that it looks at. Once, at start, before the first instance is there.</summary>
    public void Begin() => live.Watched.Set(this, EvidenceSums.Metrics.ToDictionary(metric => metric, _ => WindowMinutes));

    /// <summary>Why a bot cannot be scored at this moment; null when it can.</summary>
    public string? WhyNot(Bot bot)
    {
        var instances = live.Bot(bot.Id)?.Instances ?? [];
        if (bot.Settings.IsOff)
            return "The recording is switched off.";
        if (instances.Count == 0)
            return "It has never sent anything.";

        var (heard, stopped) = (false, true);
        foreach (var instance in instances)
        {
            var freshness = FreshnessOf(instance, bot);
            if (IsPresent(instance, freshness))
                return null;
            heard |= instance.Rhythm.LastUs >= Micros(evidence.Since);
            stopped &= freshness == Freshness.Stopped;
        }

        return stopped ? "It has stopped."
            : heard ? "It is offline: nothing comes from it."
            : "Nothing has come from it since BotPerf began to listen.";
    }

    /// <param name="bot">Which bot.</param>
    /// <param name="last">The score before; null: there is none.</param>
    /// <returns>Null while <see cref="WhyNot"/> says why.</returns>
    public HealthScore? Look(Bot bot, HealthScore? last)
    {
        if (WhyNot(bot) is not null)
            return null;

        var now = time.GetUtcNow();
        var minute = Micros(now) / MicrosPerMinute;
        var sums = new EvidenceSums(WindowMinutes);
        var present = new List<LiveInstance>();
        var silent = 0;
        foreach (var instance in live.Bot(bot.Id)?.Instances ?? [])
        {
            var freshness = FreshnessOf(instance, bot);
            if (IsPresent(instance, freshness))
                present.Add(instance);
            else if (IsMissed(instance, freshness, now))
                silent++;
        }

        foreach (var instance in present)
            Add(sums, instance, present.Count > 1 ? instance.Entry.Name : "", minute);
        AddExecutions(sums, present, minute);
        sums.AddInstances(silent, silent + present.Count);
        return HealthScorer.Score(sums.Build(), now, last);
    }

    private static void Add(EvidenceSums sums, LiveInstance instance, string name, long minute)
    {
        lock (instance.Gate)
        {
            foreach (var kept in instance.Kept.All)
                AddAll(kept.Minute, kept.Series);
            foreach (var open in instance.Open.Values)
                AddAll(open.Minute, open.Series);
        }

        void AddAll(long at, IReadOnlyList<SeriesMinute> series)
        {
            // A clock may be a little ahead.
            if (at <= minute - WindowMinutes || at > minute + 1)
                return;
            for (var i = 0; i < series.Count; i++)
                sums.Add(name, series[i].Series, series[i].Aggregate);
        }
    }

    private static void AddExecutions(EvidenceSums sums, List<LiveInstance> present, long minute)
    {
        var (executions, errors) = (0L, 0.0);
        var looked = 0;
        foreach (var over in s_longer)
        {
            for (; looked < over; looked++)
            {
                foreach (var instance in present)
                {
                    lock (instance.Gate)
                    {
                        if (instance.Recent.Find(minute - looked) is not { } summary)
                            continue;
                        executions += summary.Commands;
                        errors += summary.Errors;
                    }
                }
            }

            sums.AddExecutions(executions, errors, over);
            if (executions >= HealthScorer.LeastExecutions)
                return;
        }
    }

    private Freshness FreshnessOf(LiveInstance instance, Bot bot) => forgotten.Contains(instance.Entry.Id, instance.Rhythm.LastUs) || instance.Stopped
        ? Freshness.Stopped
        : instance.Rhythm.At(Micros(time.GetUtcNow()), bot.Settings.FlushInterval);

    private bool IsPresent(LiveInstance instance, Freshness freshness) =>
        freshness is Freshness.Live or Freshness.Late && instance.Rhythm.LastUs >= Micros(evidence.Since);

    // One that introduced itself, was heard within the hour, and has been given the time to come back after BotPerf's own start.
    private bool IsMissed(LiveInstance instance, Freshness freshness, DateTimeOffset now) =>
        freshness == Freshness.Offline && instance.Entry.Info is not null
        && instance.Rhythm.LastUs >= Micros(now.AddHours(-1)) && now - evidence.Since > TimeSpan.FromMinutes(2);

    private static long Micros(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
