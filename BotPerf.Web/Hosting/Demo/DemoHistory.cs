using System.Diagnostics;
using System.Globalization;
using BotPerf.Web.Bots;
using BotPerf.Web.HealthScores;
using BotPerf.Web.Ingest;
using BotPerf.Web.Rollups;
using BotPerf.Web.Scheduling;
using BotPerf.Web.Storage.Telemetry;
using BotPerf.Web.Targets;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Hosting.Demo;

/// <summary>
/// Gives the demo a past, once: in a folder that has none, or where an earlier start was cut off at it. Then hours and days
/// are made of it and what is too old is let go, by the jobs that always do.
/// </summary>
internal sealed class DemoHistory(
    TelemetryCatalog catalog, DemoFill fill, DemoInsights insights, HealthBackfill health, TargetMemory targets, JobRunner jobs,
    IOptions<RetentionOptions> retention, TimeProvider time,
    ILogger<DemoHistory> log)
{
    private const int MinutesPerDay = 1_440;
    private const int Steps = 10;

    /// <param name="bots">The simulated bots as they are registered.</param>
    /// <param name="length">From 1 hour to 90 days.</param>
    /// <param name="cancellationToken">Ends it; another start goes on.</param>
    public async Task FillAsync(IReadOnlyList<(DemoBot Demo, Bot Bot)> bots, TimeSpan length, CancellationToken cancellationToken)
    {
        var begun = bots.SelectMany(bot => catalog.SessionsOf(bot.Bot.Id)).Select(session => DemoRange.Parse(session.Name)).FirstOrDefault(range => range is not null);
        if (begun is null && bots.Any(bot => catalog.CountInstances(bot.Bot.Id) > 0))
        {
            log.HistoryThere();
            return;
        }

        var now = time.GetUtcNow().ToUnixTimeSeconds() / 60;
        var range = begun ?? new DemoRange(
            now - (long)length.TotalMinutes, now, now - (retention.Value.MinuteDays * MinutesPerDay));
        var tellers = Tellers(bots, range);
        if (tellers.All(IsTold))
        {
            log.HistoryThere();
            return;
        }

        var began = Stopwatch.GetTimestamp();
        var told = 0;
        log.HistoryBegins(
            string.Create(CultureInfo.InvariantCulture, $"{(range.To - range.From) / 60.0:0} hours"), DateTimeOffset.FromUnixTimeSeconds(range.To * 60));
        var executions = await fill.FillAsync(
            tellers, range, now - (retention.Value.ExecutionDays * MinutesPerDay), Tell, cancellationToken);
        foreach (var (_, bot) in bots)
            await health.FillAsync(bot.Id, range.From, range.To, cancellationToken);
        // What was not to be kept for so long goes at once.
        foreach (var job in new[] { "aggregate", "retention" })
        {
            if (jobs.TryStart(job, JobCause.CatchUp) is { } run)
                await run.Over.WaitAsync(cancellationToken);
        }

        foreach (var (_, bot) in bots)
            targets.Forget(bot.Id);
        await insights.TellAsync(bots, range, cancellationToken);
        log.HistoryFilled(executions, Stopwatch.GetElapsedTime(began).TotalSeconds);

        void Tell(double share, long sofar)
        {
            if ((int)(share * Steps) <= told)
                return;
            told = (int)(share * Steps);
            log.HistoryGrows(told * 100 / Steps, sofar);
        }
    }

    private static List<DemoTeller> Tellers(IReadOnlyList<(DemoBot Demo, Bot Bot)> bots, DemoRange range)
    {
        var tellers = new List<DemoTeller>();
        for (var bot = 0; bot < bots.Count; bot++)
        {
            var (demo, registered) = bots[bot];
            var calendar = new DemoCalendar(demo, bot, range);
            for (var number = 0; number < demo.Instances.Count; number++)
            {
                tellers.Add(new DemoTeller(
                    new Sender(registered.Id, registered.Keys[0].Id, demo.Instances[number], range.Session, Info: null),
                    new DemoMinutes(demo, number, calendar, range)));
            }
        }

        return tellers;
    }

    private bool IsTold(DemoTeller teller) =>
        catalog.FindSession(teller.Sender.Bot, teller.Sender.Instance, teller.Sender.Session!) is { } session
        && session.Taken.Highest >= teller.Minutes.Last;
}
