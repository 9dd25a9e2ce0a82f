using System.Globalization;
using BotPerf.Web.Bots;
using BotPerf.Web.Scheduling;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>Lets go of what a rule no longer keeps; slice by slice, so that ingest never waits long.</summary>
internal sealed class Retention(
    TelemetryCatalog catalog, RollupReads reads, HourMaker maker, TelemetryWriter writer, TimeProvider time, ILogger<Retention> log)
{
    private const long MicrosPerDay = 86_400_000_000;

    // Longer than the oldest frame that ingest takes: what is sent again until then is known to have been taken.
    private const int SessionDays = KeepRule.LeastHourDays;

    /// <param name="ruleOf">How long is kept what a bot sends.</param>
    /// <param name="progress">Told of each bot.</param>
    /// <param name="cancellationToken">Ends it after a slice; the rest goes the next time.</param>
    public async Task<JobResult> LetGoAsync(
        Func<BotId, KeepRule> ruleOf, JobProgress progress, CancellationToken cancellationToken)
    {
        var done = new LetGoCount();
        var failed = new List<Exception>();
        var stored = reads.Stored().ToLookup(day => day.Instance);
        var all = catalog.Instances().GroupBy(instance => instance.Bot).ToList();
        for (var i = 0; i < all.Count; i++)
        {
            progress.Report((double)i / all.Count, $"bot {i + 1:N0} of {all.Count:N0}");
            try
            {
                var days = all[i].SelectMany(instance => stored[instance.Id])
                    .Select(day => new StoredDay(day.Kind, day.Day, day.Rows, day.Bytes)).ToList();
                var cut = RetentionPlan.Of(ruleOf(all[i].Key), days, time.GetUtcNow().ToUnixTimeSeconds() / 60);
                foreach (var instance in all[i])
                    await LetGoAsync(instance.Id, cut, done, cancellationToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // The other bots' turn comes all the same.
                RollupsLog.NotLetGo(log, all[i].Key, error);
                failed.Add(error);
            }
        }

        if (done.Any)
            RollupsLog.LetGo(log, done.Minutes, done.Hours, done.Executions);
        await ForgetSessionsAsync(cancellationToken);
        progress.Report(null, "giving room back");
        var pages = await GiveBackAsync(cancellationToken);
        if (failed.Count > 0)
            throw new InvalidOperationException($"Of {failed.Count:N0} bots not everything could be let go: {failed[0].Message}", failed[0]);
        return new JobResult(done.Minutes + done.Hours + done.Executions, string.Create(CultureInfo.InvariantCulture,
            $"{done.Minutes:N0} minutes, {done.Hours:N0} hours, {done.Executions:N0} executions; {pages * TelemetrySchema.PageSize / 1024 / 1024:N0} MiB given back"));
    }

    private async Task LetGoAsync(InstanceId instance, RetentionCut cut, LetGoCount done, CancellationToken cancellationToken)
    {
        done.Minutes += await LetGoAsync(instance, Grain.Minute, cut.Minutes, cancellationToken);
        done.Hours += await LetGoAsync(instance, Grain.Hour, cut.Hours, cancellationToken);
        LetGoExecutionsWork slice;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            await writer.WriteAsync(slice = new LetGoExecutionsWork(instance, cut.Executions, log));
            done.Executions += slice.Rows;
        }
        while (!slice.IsOver);

        // What happened to a bot is shown beside its figures: it stays as long as any that are finer than a day.
        LetGoLifecycleWork events;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            await writer.WriteAsync(events = new LetGoLifecycleWork(instance, Math.Min(cut.Minutes, Math.Min(cut.Hours, cut.Executions))));
        }
        while (!events.IsOver);
    }

    private async Task ForgetSessionsAsync(CancellationToken cancellationToken)
    {
        var nowUs = time.GetUtcNow().ToUnixTimeMilliseconds() * 1_000;
        ForgetSessionsWork slice;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            await writer.WriteAsync(slice = new ForgetSessionsWork(catalog, nowUs - (SessionDays * MicrosPerDay), nowUs));
        }
        while (!slice.IsOver);
    }

    private async Task<long> LetGoAsync(InstanceId instance, Grain grain, long before, CancellationToken cancellationToken)
    {
        var rows = 0L;
        for (var made = false; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var slice = new LetGoWork(instance, grain, before);
            await writer.WriteAsync(slice);
            rows += slice.Rows;
            if (slice.IsDue && !made)
            {
                // What cannot be made stays due, and its finer rows stay; the job that makes them tells of it.
                await maker.TryMakeAsync(new JobProgress(), cancellationToken);
                made = true;
            }
            else if (slice.IsDue || slice.IsOver)
            {
                // What is due again already came late; it goes the next time.
                return rows;
            }
        }
    }

    private async Task<long> GiveBackAsync(CancellationToken cancellationToken)
    {
        var pages = 0L;
        VacuumWork slice;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            await writer.WriteAsync(slice = new VacuumWork());
            pages += slice.Pages;
        }
        while (slice.Pages > 0);
        return pages;
    }

    private sealed class LetGoCount
    {
        public long Minutes { get; set; }
        public long Hours { get; set; }
        public long Executions { get; set; }

        public bool Any => Minutes + Hours + Executions > 0;
    }
}
