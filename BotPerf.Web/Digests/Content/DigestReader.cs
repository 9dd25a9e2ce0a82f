using BotPerf.Web.Alerts;
using BotPerf.Web.Bots;
using BotPerf.Web.HealthScores;
using BotPerf.Web.Insights.Suggestions;
using BotPerf.Web.Live;
using BotPerf.Web.Rollups;
using BotPerf.Web.Scheduling.Calendar;

namespace BotPerf.Web.Digests.Content;

/// <summary>Asks the queries of the pages what a digest tells.</summary>
internal sealed class DigestReader(
    BotRegistry bots, LiveStore live, FigureReader figures, ColumnReader columns, AlertQueries alerts, RuleBook rules,
    SuggestionQueries suggestions, HealthQueries health, TimeProvider time)
{
    /// <summary>In one digest; of more bots those that seem worst.</summary>
    public const int MostBots = 500;

    /// <summary>How often a bot is tried again while others read.</summary>
    public const int MostWaits = 5;

    private const int MostSuggestions = 20;
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(2);

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
        foreach (var bot in DigestRank.Of(asked, MostBots, alerts.OpenByBot(), within, bot => health.Of(bot).Score.Score))
        {
            facts.Add(new BotFacts(
                bot.Id, bot.Name, await PatientlyAsync(() => figures.OfAsync(bot, period, zone, cancellationToken), cancellationToken),
                silence.Exists(rule => rule.Concerns(bot.Id)), numbers,
                [.. (live.Bot(bot.Id)?.Instances ?? []).Select(one => new HeardInstance(one.Entry.Name, DateTimeOffset.UnixEpoch.AddMicroseconds(one.Rhythm.LastUs)))],
                within.ContainsKey(bot.Id) ? await alerts.OpenedWithinAsync(bot.Id, period.From, period.To, cancellationToken) : [],
                health.Of(bot).Direction.Overall));
        }

        var now = time.GetUtcNow();
        var ordered = DigestBuilder.Of(period, now, facts).ToArray();
        for (var i = 0; i < Math.Min(ordered.Length, Digest.MostTold) && ordered[i].Level >= DigestLevel.Warning; i++)
            ordered[i] = await InFullAsync(ordered[i], period, zone, cancellationToken);
        return new Digest(period, zone, now, ordered, asked.Count);
    }

    private async Task<DigestBot> InFullAsync(DigestBot bot, CalendarPeriod period, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        var waiting = await suggestions.ListAsync(new SuggestionFilter(bot.Id, [SuggestionState.Open]), MostSuggestions, cancellationToken);
        return bot with
        {
            Columns = await PatientlyAsync(() => columns.OfAsync(bot.Id, period, zone, cancellationToken), cancellationToken),
            Suggestions = [.. waiting.OrderByDescending(one => one.Confidence).ThenBy(one => one.Id).Select(one => new DigestSuggestion(one.Id, one.Title))],
        };
    }

    // What was read of the others stays read.
    private async Task<T> PatientlyAsync<T>(Func<Task<T>> read, CancellationToken cancellationToken)
    {
        for (var waits = 0; ; waits++)
        {
            try
            {
                return await read();
            }
            catch (ReadsBusyException) when (waits < MostWaits)
            {
                await Task.Delay(s_wait, time, cancellationToken);
            }
        }
    }
}
