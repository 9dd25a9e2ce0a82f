using BotPerf.Shared.Metrics;
using BotPerf.Shared.Protocol;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Ingest;
using BotPerf.Web.Live;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Tests.Ingest;

/// <summary>After a restart everything that was acknowledged is there again, and once.</summary>
public sealed class JournalReplayTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualClock _clock = new();
    private readonly FrameMaker _session = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Restart_UnsealedFrames_AreInMemoryAgainExactly()
    {
        Picture before;
        await using (var core = await IngestCore.OpenAsync(_folder, _clock))
        {
            for (var i = 0; i < 5; i++)
            {
                await core.PushAsync(Everything(core.NowUs + i, i));
                if (i == 2)
                    await core.SealAsync();
            }

            before = Picture.Of(core);
        }

        await using var again = await IngestCore.OpenAsync(_folder, _clock);
        var after = Picture.Of(again);

        Assert.Equal(before.Series, after.Series);
        Assert.Equal(before.Executions, after.Executions);
        Assert.Equal(before.Errors, after.Errors);
        Assert.Equal(before.Marks, after.Marks);
        Assert.Equal(before.Recent, after.Recent);
        Assert.Equal(5, after.Marks.Count);
    }

    [Fact]
    public async Task Restart_SealedMinutes_LiveChartsAndGaugesTellThemAsTheHistoryDoes()
    {
        var began = StartOfMinute();
        await using (var core = await IngestCore.OpenAsync(_folder, _clock))
        {
            // Four minutes that are sealed, and twenty seconds that stay in the journal.
            for (var second = 0; second < 260; second++)
            {
                _clock.Advance(TimeSpan.FromSeconds(1));
                var frame = _session.Commands(core.NowUs, "help", 0.1, 0.1, 0.1, 0.9);
                _session.Count(frame, MetricNames.CommandErrors, 1, LabelNames.Command, "help");
                await core.PushAsync(_session.Gauge(frame, MetricNames.RssBytes, 1_000 + second / 60));
            }

            await core.SealAsync((_, minute) => minute < core.NowMinute);
        }

        await using var again = await IngestCore.OpenAsync(_folder, _clock);
        var instance = again.Instance();
        var points = PointBuilder.Build([instance], began, began + 259);

        Assert.Equal(4 * 260, points.Sum(point => point.Commands));
        Assert.Equal(260, points.Sum(point => point.Errors));
        Assert.All(points, point => Assert.Equal(4, point.Commands));
        Assert.All(points, point => Assert.InRange(point.P95Ms!.Value, 885, 915));
        Assert.All(points, point => Assert.InRange(point.P50Ms!.Value, 98, 102));
        Assert.Equal([1_000d, 1_001, 1_002, 1_003, 1_004], points.Select(point => point.RssBytes!.Value).Distinct());
        var range = StepRange.Of(DateTimeOffset.FromUnixTimeSeconds(began), _clock.GetUtcNow(), 1);
        var history = (await again.History.OfAsync(
            IngestCore.Bot, null, MetricNames.CommandDuration, new Dictionary<string, string>(), range, CancellationToken.None))!;
        Assert.Equal(
            Assert.Single(history.Series).Points.Cast<HistogramPoint>().Select(point => point.Count),
            points.GroupBy(point => point.T / 60).Select(minute => minute.Sum(point => point.Commands!.Value)));
        Assert.Equal((1_004, again.NowUs), (Assert.Single(instance.Latest).Value, Assert.Single(instance.Latest).AtUs));
    }

    [Fact]
    public async Task Restart_InstanceSilentForMinutes_KeepsItsLastValueWithItsAgeAndNoSecondAfterIt()
    {
        var began = StartOfMinute();
        await using (var core = await IngestCore.OpenAsync(_folder, _clock))
        {
            _clock.Advance(TimeSpan.FromSeconds(20));
            await core.PushAsync(_session.Gauge(_session.Commands(core.NowUs, "help", 0.1, 0.2, 0.3), MetricNames.RssBytes, 500));
            await core.SealAsync();
        }

        _clock.Advance(TimeSpan.FromMinutes(5));
        await using var again = await IngestCore.OpenAsync(_folder, _clock);
        var points = PointBuilder.Build([again.Instance()], began, began + 119);

        Assert.Equal(3, points.Sum(point => point.Commands));
        Assert.All(points.Skip(20), point => Assert.Null(point.Commands));
        var reading = InstanceReading.Of(again.Instance(), again.NowUs, TimeSpan.Zero);
        Assert.Equal((began + 20) * 1_000_000, reading.Worst(MetricNames.RssBytes)!.Value.AtUs);
    }

    [Fact]
    public async Task Seal_LateFramesAfterIt_AreAddedToTheSealedMinute()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var minute = core.NowUs;
        await core.PushAsync(_session.Commands(minute, "help", 0.1, 0.2));
        await core.SealAsync();
        _clock.Advance(TimeSpan.FromMinutes(5));
        await core.PushAsync(_session.Commands(minute, "help", 0.3));
        await core.SealAsync();

        var sketch = core.Totals()["command_duration_seconds command=help"].Sketch!;
        Assert.Equal((3, 0.1, 0.3), (sketch.Count, sketch.Min, sketch.Max));
        Assert.Equal(0.6, sketch.Sum, 1e-12);
        Assert.Equal(3, core.ExecutionsInDetail());
        Assert.Empty(core.Instance().Open);
    }

    [Fact]
    public async Task Restart_CounterNamedLikeTheCommands_DoesNotKeepTheServerFromStarting()
    {
        await using (var core = await IngestCore.OpenAsync(_folder, _clock))
        {
            await core.PushAsync(_session.Count(_session.Next(core.NowUs), MetricNames.CommandDuration, 1));
            await core.SealAsync();
        }

        await using var again = await IngestCore.OpenAsync(_folder, _clock);
        Assert.Equal(1, again.Totals()[MetricNames.CommandDuration].Sum);
    }

    [Fact]
    public async Task Restart_OneDamagedMinute_StartsAndSealsTheOthers()
    {
        await using (var core = await IngestCore.OpenAsync(_folder, _clock))
        {
            await core.PushAsync(_session.Commands(core.NowUs, "help", 0.1));
            await core.SealAsync();
            await core.Writer.WriteAsync(new Damaging(core.Instance().Entry.Id, core.Instance().Recent.Find(core.NowMinute - 1)!.Minute));
        }

        await using var again = await IngestCore.OpenAsync(_folder, _clock);
        Assert.False((await again.PushAsync(_session.Commands(again.NowUs, "help", 0.1))).Duplicate);
        await again.SealAsync();
        Assert.Empty(again.Instance().Open);
        Assert.Equal(1, again.Totals().Values.Single(total => total.Sketch is not null).Sketch!.Count);
        using var connection = again.Database.OpenReader();
        using var aside = connection.CreateCommand();
        aside.CommandText = "SELECT payload FROM damaged_row";
        Assert.Equal([1, 2, 3], (byte[])aside.ExecuteScalar()!);
    }

    [Fact]
    public async Task Seal_TransactionDoesNotBegin_ReadersGoOn()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        await core.PushAsync(_session.Commands(core.NowUs, "help", 0.1));
        var seal = new SealWork([(core.Instance(), core.Instance().Open.Keys.Single())]);

        seal.RolledBack();

        Assert.Equal(0, core.Instance().Seals.Version % 2);
        var table = await core.Commands.TableAsync(
            IngestCore.Bot, null, _clock.GetUtcNow().AddMinutes(-5), _clock.GetUtcNow(), CancellationToken.None);
        Assert.Equal(1, Assert.Single(table.Rows).Count);
    }

    private long StartOfMinute()
    {
        _clock.Advance(TimeSpan.FromSeconds(60 - _clock.GetUtcNow().ToUnixTimeSeconds() % 60));
        return _clock.GetUtcNow().ToUnixTimeSeconds();
    }

    private Frame Everything(long endUs, int i)
    {
        var frame = _session.Commands(endUs, $"command{i % 2}", 0.1 * (i + 1), 0.7);
        _session.Count(frame, "votes", i + 0.5);
        _session.Gauge(frame, MetricNames.RssBytes, 1_000 + i);
        frame.Errors.Add(new BotPerf.Shared.Protocol.ErrorGroup { Type = "IOException", Message = "disk", Count = 2, Series = 1 });
        frame.Executions.Error.Add([1, 0]);
        frame.Lifecycle.Add(new LifecycleEvent { AtUs = endUs, Event = $"event{i}" });
        frame.Losses.Add(new Loss { What = "samples", Reason = "queue_full", Count = 3 });
        return frame;
    }

    private sealed class Damaging(InstanceId instance, long minute) : WriteWork
    {
        public override void Execute(TelemetryStatements statements) =>
            statements.Rollups.Write(instance, new RollupSpan(Grain.Minute, minute), [1, 2, 3], []);
    }

    private sealed record Picture(
        IReadOnlyList<string> Series, long Executions, IReadOnlyList<string> Errors, IReadOnlyList<string> Marks, string Recent)
    {
        public static Picture Of(IngestCore core)
        {
            var instance = core.Instance();
            var recent = instance.Recent.Find(core.NowMinute) ?? instance.Recent.Find(core.NowMinute - 1)!;
            return new Picture(
                [.. core.Totals().OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key}: {Text(one.Value)}")],
                core.ExecutionsInDetail(),
                [.. instance.Open.Values.SelectMany(open => open.Executions.Errors.Zip(open.Executions.ErrorCounts)).Select(error => error.ToString())],
                [.. instance.Marks.Select(mark => mark.Event)],
                $"{recent.Commands} {recent.Lost} {recent.Durations!.Quantile(0.5)} {recent.Durations.Count}");
        }

        private static string Text(SeriesAggregate one) =>
            $"{one.Samples} {one.Sum:0.######} {one.Last} {one.Min} {one.Max} "
            + (one.Sketch is { } sketch ? $"{sketch.Count} {sketch.Sum:0.######} {string.Join(',', sketch.Keys.ToArray())}" : "");
    }
}
