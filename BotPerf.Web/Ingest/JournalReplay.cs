using System.Data.Common;
using System.Diagnostics;
using BotPerf.Shared.Protocol;
using BotPerf.Web.Live;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Ingest;

/// <summary>
/// At start: what the journal holds was acknowledged and not yet sealed; it goes to the live store again, as if it had
/// just been committed. Runs before anybody is served.
/// </summary>
internal sealed class JournalReplay(
    TelemetryDatabase database, TelemetryCatalog catalog, TelemetryReads reads, LiveStore live, TimeProvider time,
    ILogger<JournalReplay> logger) : IHostedService
{
    private const int LifecycleLimit = 10_000;
    private static readonly TimeSpan LifecycleKept = TimeSpan.FromDays(30);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        if (database.OpenOrSetAside(time.GetUtcNow()) is { } aside)
            logger.DamagedSetAside(aside);
        using var connection = database.OpenReader();
        catalog.Load(connection);
        foreach (var instance in catalog.Instances())
            TryRecallLastHour(live.Of(instance), cancellationToken);

        var frames = 0;
        foreach (var row in TelemetryReads.Journal(connection))
        {
            Replay(row);
            frames++;
        }

        RecallLifecycle();
        StorageLog.Replayed(logger, frames, (long)Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Replay(JournalRow row)
    {
        try
        {
            var frame = Frame.Parser.ParseFrom(row.Payload);
            var instance = catalog.InstanceById(row.Instance);
            var session = row.Session is { } id ? catalog.SessionById(id) : null;
            session?.Taken.Add(row.Seq);
            var series = frame.SelfContained
                ? [.. frame.Series.Select(definition => Stored(instance, SeriesResolution.SpecOf(definition)))]
                : (IReadOnlyList<Series>)session!.Series;
            live.Apply(new LiveFrame(instance, session, frame, series, Losses(instance, frame), row.Minute, row.ReceivedUs));
        }
        catch (Exception error)
        {
            IngestLog.JournalRowUnreadable(logger, row.Instance.Value, error);
        }
    }

    private void TryRecallLastHour(LiveInstance instance, CancellationToken cancellationToken)
    {
        try
        {
            RecallLastHour(instance, cancellationToken);
        }
        catch (DbException error)
        {
            // A page of old minutes that cannot be read costs a sparkline, not the start.
            IngestLog.MinuteUnreadable(logger, instance.Entry.Id.Value, time.GetUtcNow().ToUnixTimeSeconds() / 60, error);
        }
    }

    // The minutes of the last hour feed the overview's sparkline and its five-minute figures, the gauges, and as far as they
    // reach back the live charts.
    private void RecallLastHour(LiveInstance instance, CancellationToken cancellationToken)
    {
        var nowSecond = time.GetUtcNow().ToUnixTimeSeconds();
        var now = nowSecond / 60;
        if (instance.Entry.LastSeenUs / 60_000_000 < now - RecentMinutes.Minutes)
            return;

        reads.Minutes(instance.Entry.Id, now - RecentMinutes.Minutes + 1, now + 1, (minute, payload) =>
        {
            var aggregates = new Dictionary<int, SeriesAggregate>();
            try
            {
                RollupCodec.MergeInto(aggregates, payload, new RollupSpan(Grain.Minute, minute));
                new MinuteRecall(instance, minute, nowSecond).Apply([.. aggregates.Select(one => (catalog.SeriesById(one.Key), one.Value))]);
            }
            catch (Exception error) when (error is InvalidDataException or KeyNotFoundException)
            {
                // One damaged row must not keep the server from starting.
                IngestLog.MinuteUnreadable(logger, instance.Entry.Id.Value, minute, error);
            }
        }, cancellationToken);
    }

    private void RecallLifecycle()
    {
        var since = (time.GetUtcNow() - LifecycleKept - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        foreach (var row in reads.Lifecycle(since, LifecycleLimit).Reverse())
        {
            var instance = live.Of(catalog.InstanceById(row.Instance));
            instance.Remember(new LifecycleMark(
                DateTimeOffset.UnixEpoch.AddTicks(row.AtUs * TimeSpan.TicksPerMicrosecond), instance.Entry.Name, row.Event, row.Detail));
        }
    }

    private List<(Series, double)> Losses(InstanceEntry instance, Frame frame) =>
        [.. frame.Losses.Select(loss => (Stored(instance, SeriesResolution.LossOf(loss)), (double)loss.Count))];

    // What the frame defined was stored with it: under its own labels, or beyond the limit under the others'.
    private Series Stored(InstanceEntry instance, SeriesSpec spec) =>
        catalog.FindSeries(instance.Bot, spec)
        ?? catalog.FindSeries(instance.Bot, SeriesResolution.OtherOf(spec))
        ?? catalog.FindSeries(instance.Bot, SeriesResolution.RestOf(spec.Kind))
        ?? throw new InvalidDataException($"The series {spec.Name} {spec.LabelsText} is not in the database.");
}
