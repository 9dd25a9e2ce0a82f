using BotPerf.Web.Bots;
using BotPerf.Web.Insights.Suggestions;
using BotPerf.Web.Scheduling;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Hosting.Demo;

/// <summary>
/// Gives the demo's past what people did in it: the faulty bot's slow queries were suggested, somebody mended them, and by
/// now it can be said whether that helped.
/// </summary>
internal sealed class DemoInsights(SuggestionRound round, SuggestionQueries queries, SuggestionDesk desk, JobRunner jobs)
{
    private const string By = "demo";
    private const string Kind = "slow-queries";

    /// <param name="bots">The simulated bots as they are registered.</param>
    /// <param name="range">Their past.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task TellAsync(IReadOnlyList<(DemoBot Demo, Bot Bot)> bots, DemoRange range, CancellationToken cancellationToken)
    {
        var mended = DateTimeOffset.FromUnixTimeSeconds(DemoCalendar.FixMinute(range) * 60);
        // A day before it has to be there, to compare with.
        if (mended.AddDays(-1) >= DateTimeOffset.FromUnixTimeSeconds(range.From * 60))
        {
            foreach (var bot in bots.Where(bot => bot.Demo.IsFaulty))
                await MendAsync(bot.Bot.Id, mended, cancellationToken);
        }

        if (jobs.TryStart("suggestions", JobCause.CatchUp) is { } run)
            await run.Over.WaitAsync(cancellationToken);
    }

    private async Task MendAsync(BotId bot, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await round.LookAsync(bot, at, cancellationToken);
        var open = await queries.ListAsync(new SuggestionFilter(bot, [SuggestionState.Open]), SuggestionQueries.MostAtOnce, cancellationToken);
        foreach (var slow in open.Where(one => one.Kind == Kind))
            await desk.DoneAsync(slow.Id, By, "Gave the table the index it lacked.", at, cancellationToken);
    }
}
