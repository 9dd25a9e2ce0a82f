using BotPerf.Shared.Metrics;
using BotPerf.Shared.Sketches;
using BotPerf.Web.Alerts;
using BotPerf.Web.Bots;
using BotPerf.Web.Scheduling.Calendar;
using BotPerf.Web.HealthScores;
using BotPerf.Web.Insights.Comparing;
using BotPerf.Web.Insights.Suggestions;
using BotPerf.Web.Live;
using BotPerf.Web.Rollups;

namespace BotPerf.Web.Digests.Content;

/// <summary>Asks the queries of the pages what a digest tells.</summary>
internal sealed class DigestReader(
    BotRegistry bots, LiveStore live, BotHistoryQueries history, MetricReads metrics, ComparisonQueries comparisons, AlertQueries alerts,
    RuleBook rules, SuggestionQueries suggestions, HealthQueries health, TimeProvider time)
{
    /// <summary>In one digest; of more bots the first by name.</summary>
    public const int MostBots = 500;

    private const int MostAlerts = 200;
    private const int MostSuggestions = 20;
    private const int SlotMinutes = 10;
    private const int HourSeconds = 3_600;

    /// <param name="period">What is told of.</param>
    /// <param name="zone">Whose days they are.</param>
    /// <param name="only">Only these bots; empty: all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ReadsBusyException">Not at this moment.</exception>
    public async Task<Digest> OfAsync(CalendarPeriod period, TimeZoneInfo zone, IReadOnlyCollection<int> only, CancellationToken cancellationToken)
    {
        var facts = new List<BotFacts>();
        var offline = rules.All.Where(rule => rule.Enabled && rule.Signal.Kind == SignalKind.Offline).Select(rule => rule.Id).ToHashSet();
        foreach (var bot in bots.All.Where(bot => only.Count == 0 || only.Contains(bot.Id.Value)).OrderBy(bot => bot.Name, StringComparer.OrdinalIgnoreCase).Take(MostBots))
            facts.Add(await OfAsync(bot, period, zone, offline, cancellationToken));
        return DigestBuilder.Of(period, zone, time.GetUtcNow(), facts);
    }

    private async Task<BotFacts> OfAsync(
        Bot bot, CalendarPeriod period, TimeZoneInfo zone, IReadOnlySet<int> offline, CancellationToken cancellationToken)
    {
        var open = await alerts.WithinAsync(bot.Id, period.From, period.To, MostAlerts, cancellationToken);
        var waiting = await suggestions.ListAsync(new SuggestionFilter(bot.Id, [SuggestionState.Open]), MostSuggestions, cancellationToken);
        // A bot that never sent anything costs nothing more.
        if (live.Bot(bot.Id)?.Instances.Count is null or 0)
            return new BotFacts(bot.Id, bot.Name, DigestUsage.None, DigestUsage.None, [], offline, open, [], waiting, 0, null, HealthTrend.Unknown, WasThere: false);

        var steps = await history.OfAsync(bot.Id, null, Steps(period, zone), cancellationToken);
        var before = await history.OfAsync(bot.Id, null, StepRange.Days(period.Before, period.From, zone), cancellationToken);
        var (usage, usageBefore) = (Usage(steps), Usage(before));
        IReadOnlyList<CommandChange> changes = usage.Uses == 0 || usageBefore.Uses == 0 ? [] : (await comparisons.OfAsync(
            new ComparedSide(bot.Id, null, period.Before, period.From), new ComparedSide(bot.Id, null, period.From, period.To), null, cancellationToken)).Each;
        var dropped = await metrics.OfAsync(bot.Id, null, [MetricNames.ClientDropped], StepRange.Days(period.From, period.To, zone), cancellationToken);
        var scores = await health.HistoryAsync(bot.Id, period.From, period.To, SlotMinutes, cancellationToken);
        return new BotFacts(
            bot.Id, bot.Name, usage, usageBefore, Columns(steps, period, zone), offline, open, changes, waiting,
            dropped.Of(MetricNames.ClientDropped).Where(line => LossFigures.Counts(line.Series)).Sum(line => line.Total.Sum),
            scores.Where(point => point.At < period.To).Average(point => point.Overall), health.Of(bot).Direction.Overall, WasThere: steps.Count > 0);
    }

    // A quarter of an hour fits the hours of every zone.
    private static StepRange Steps(CalendarPeriod period, TimeZoneInfo zone) => period.Cadence == Cadence.Daily
        ? StepRange.Of(period.From, period.To, 15)
        : StepRange.Days(period.From, period.To, zone);

    private static DigestUsage Usage(IReadOnlyList<BotStep> steps)
    {
        var durations = new Sketch();
        foreach (var step in steps)
            durations.Merge(step.Durations);
        return durations.IsEmpty
            ? DigestUsage.None
            : new DigestUsage(durations.Count, steps.Sum(step => step.Errors), durations.Quantile(0.95) * 1_000);
    }

    private static long?[] Columns(IReadOnlyList<BotStep> steps, CalendarPeriod period, TimeZoneInfo zone)
    {
        var first = period.From.ToUnixTimeSeconds();
        var columns = new long?[period.Cadence == Cadence.Daily
            ? (int)Math.Ceiling((period.To.ToUnixTimeSeconds() - first) / (double)HourSeconds)
            : period.Next.DayNumber - period.First.DayNumber];
        foreach (var step in steps)
        {
            var column = period.Cadence == Cadence.Daily
                ? (int)((step.T - first) / HourSeconds)
                : DateOnly.FromDateTime(LocalClock.Of(DateTimeOffset.FromUnixTimeSeconds(step.T), zone)).DayNumber - period.First.DayNumber;
            if (column >= 0 && column < columns.Length)
                columns[column] = (columns[column] ?? 0) + step.Durations.Count;
        }

        return columns;
    }
}
