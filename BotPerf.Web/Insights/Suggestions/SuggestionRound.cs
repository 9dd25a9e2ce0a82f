using BotPerf.Web.Bots;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Insights.Suggestions;

/// <summary>One look at a bot: measures, has suggestions begin and go, gives the verdicts that are due, tells the bot.</summary>
internal sealed class SuggestionRound(
    IDbContextFactory<AppDbContext> contexts, MetricReads reads, BotRegistry bots, SuggestionNews news, ILogger<SuggestionRound> log) : IDisposable
{
    private const int MinutesPerHour = 60;

    // Of a fleet of thousands the hours are too many for one answer.
    private const int CoarseMinutes = 360;

    // The job and whoever presses the button must not find the same twice.
    private readonly SemaphoreSlim _looking = new(1, 1);

    /// <param name="bot">Which bot.</param>
    /// <param name="now">The end of what is measured.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>How many suggestions of it are new, and how many verdicts were given.</returns>
    public async Task<(int New, int Verdicts)> LookAsync(BotId bot, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await _looking.WaitAsync(cancellationToken);
        try
        {
            return await LookAloneAsync(bot, now, cancellationToken);
        }
        finally
        {
            _looking.Release();
        }
    }

    public void Dispose() => _looking.Dispose();

    private async Task<(int New, int Verdicts)> LookAloneAsync(BotId bot, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var from = SuggestionTimes.HourOf(now.AddHours(-SuggestionTimes.WindowHours));
        var measured = new Measured(from, now, Measure(
            SuggestionRules.All, await ReadAsync(bot, SuggestionRules.Metrics, from, now, cancellationToken)));
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var lately = now - SuggestionTimes.Rest;
        var rows = await context.Suggestions.Where(row => row.BotId == bot.Value && (row.OpenKey != null || row.EndedAt > lately)).ToListAsync(cancellationToken);
        if (rows.Count == 0 && measured.All.Count == 0)
            return (0, 0);

        var verdicts = 0;
        foreach (var row in rows.Where(row => row is { State: "done", Verdict: null } && row.VerdictAt <= now).ToList())
            verdicts += await JudgeAsync(row, now, cancellationToken) ? 1 : 0;
        var found = SuggestionLife.Take(bot, rows, measured, now);
        context.Suggestions.AddRange(found.Where(row => row.Id == 0));
        if (bots.Find(bot) is null)
            return (0, 0);

        try
        {
            await context.SaveChangesAsync(CancellationToken.None);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Somebody decided at this moment: theirs stands, and the next look goes on from there.
            log.LookOvertaken(bot);
            return (0, 0);
        }

        await news.TellAsync(bot, [.. found.Select(Suggestion.Of).OfType<Suggestion>()]);
        return (found.Count, verdicts);
    }

    private async Task<bool> JudgeAsync(SuggestionRow row, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (SuggestionRules.Find(row.Kind) is not { } rule)
            return false;

        var before = await SideAsync(SuggestionVerdict.Before(row));
        var after = await SideAsync(SuggestionVerdict.After(row));
        SuggestionVerdict.Give(row, rule, before, after, now);
        return row.Verdict is not null;

        async Task<Measurement?> SideAsync((DateTimeOffset From, DateTimeOffset To) side) => Measure(
            [rule], await ReadAsync(new BotId(row.BotId), rule.Metrics, side.From, side.To, cancellationToken)).GetValueOrDefault((row.Kind, row.Target));
    }

    private async Task<MetricFigures> ReadAsync(
        BotId bot, IReadOnlyList<string> metrics, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        try
        {
            return await reads.OfAsync(bot, null, metrics, StepRange.Of(from, to, MinutesPerHour), cancellationToken);
        }
        catch (TooMuchHistoryException)
        {
            return await reads.OfAsync(bot, null, metrics, StepRange.Of(from, to, CoarseMinutes), cancellationToken);
        }
    }

    private static Dictionary<(string Kind, string Target), Measurement> Measure(IReadOnlyList<SuggestionRule> rules, MetricFigures figures)
    {
        var all = new Dictionary<(string, string), Measurement>();
        foreach (var rule in rules)
        {
            foreach (var one in rule.Of(figures).Where(one => double.IsFinite(one.Value)))
                all[(rule.Kind, one.Target)] = one;
        }

        return all;
    }
}
