using BotPerf.Web.Alerts;
using BotPerf.Web.Bots;
using BotPerf.Web.HealthScores;
using BotPerf.Web.Insights.Suggestions;
using BotPerf.Web.Live;
using BotPerf.Web.Rollups;
using BotPerf.Web.Scheduling.Calendar;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;

namespace BotPerf.Web.Digests.Content;

/// <summary>Asks the queries of the pages what a digest tells.</summary>
internal sealed class DigestReader(
    BotRegistry bots, LiveStore live, FigureReader figures, ColumnReader columns, AlertQueries alerts, RuleBook rules,
    SuggestionQueries suggestions, HealthQueries health, JobLedger jobs, TimeProvider time)
{
    /// <summary>In one digest; of more bots those that seem worst.</summary>
    public const int MostBots = 500;

    private const int MostSuggestions = 20;

    // For each bot: what was read of the others stays read.
    private static readonly BusyReads s_busy = new(MostWaits: 5, TimeSpan.FromSeconds(2));

    /// <param name="period">What is told of.</param>
    /// <param name="zone">Whose days they are.</param>
    /// <param name="only">Only these bots; empty: all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ReadsBusyException">Not at this moment.</exception>
    public async Task<Digest> OfAsync(CalendarPeriod period, TimeZoneInfo zone, IReadOnlyCollection<int> only, CancellationToken cancellationToken)
    {
        var asked = bots.All.Where(bot => only.Count == 0 || only.Contains(bot.Id.Value)).ToList();
        var within = await alerts.ByBotAsync(period.From, period.To, cancellationToken);
        var silence = rules.All.Where(rule => rule.Signal.Kind == SignalKind.Offline).ToList();
        var numbers = silence.Select(rule => rule.Id).ToHashSet();
        var facts = new List<BotFacts>();
        foreach (var bot in DigestRank.Of(asked, MostBots, alerts.OpenByBot(), within, bot => FellSilent(bot.Id, period), bot => health.Of(bot).Score.Score))
        {
            facts.Add(new BotFacts(
                bot.Id, bot.Name, await s_busy.RunAsync(() => figures.OfAsync(bot, period, zone, cancellationToken), time, cancellationToken),
                silence.Exists(rule => rule.Concerns(bot.Id)), numbers,
                [.. InstancesOf(bot.Id).Select(one => new HeardInstance(one.Entry.Name, Time(one.Entry.FirstSeenUs), Time(one.Rhythm.LastUs)))],
                within.ContainsKey(bot.Id) ? await alerts.OpenedWithinAsync(bot.Id, period.From, period.To, cancellationToken) : [],
                health.Of(bot).Direction.Overall));
        }

        var now = time.GetUtcNow();
        // Some job runs every quarter of an hour, and of the daily ones more than a month is kept.
        var wasAway = !await jobs.AnyAsync(period.From, period.To, cancellationToken);
        var ordered = DigestBuilder.Of(period, now, wasAway, facts).ToArray();
        for (var i = 0; i < Math.Min(ordered.Length, Digest.MostTold) && ordered[i].Level >= DigestLevel.Warning; i++)
            ordered[i] = await InFullAsync(ordered[i], period, zone, cancellationToken);
        return new Digest(period, zone, now, ordered, asked.Count) { WasAway = wasAway };
    }

    private async Task<DigestBot> InFullAsync(DigestBot bot, CalendarPeriod period, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        var waiting = await suggestions.ListAsync(new SuggestionFilter(bot.Id, [SuggestionState.Open]), MostSuggestions, cancellationToken);
        return bot with
        {
            Columns = await s_busy.RunAsync(() => columns.OfAsync(bot.Id, period, zone, cancellationToken), time, cancellationToken),
            Suggestions = [.. waiting.OrderByDescending(one => one.Confidence).ThenBy(one => one.Id).Select(one => new DigestSuggestion(one.Id, one.Title))],
        };
    }

    // From somewhere in the two periods on, up to the end of what is told of at least.
    private bool FellSilent(BotId bot, CalendarPeriod period) =>
        InstancesOf(bot).Select(one => Time(one.Rhythm.LastUs)).DefaultIfEmpty().Max() is var last && last >= period.Before && last < period.To;

    private IReadOnlyList<LiveInstance> InstancesOf(BotId bot) => live.InstancesOf(bot, name: null);

    private static DateTimeOffset Time(long us) => DateTimeOffset.UnixEpoch.AddMicroseconds(us);
}
