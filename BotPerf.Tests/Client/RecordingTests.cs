using BotPerf.Client.Recording;
using BotPerf.Shared.Protocol;
using BotPerf.Shared.Sketches;
using BotPerf.Tests.Infrastructure;
using FsCheck;
using FsCheck.Fluent;

namespace BotPerf.Tests.Client;

public sealed class RecordingTests
{
    private readonly Recorder _recorder = new(new ManualClock(), detailRate: 1);

    [Fact]
    public void Record_AnyValuesOnSeveralThreads_EqualsTheSharedSketch()
    {
        var values = Gen.Choose(0, 2_000_000).Select(i => i == 0 ? 0 : Math.Exp(i / 1e5 - 9)).NonEmptyListOf().ToArbitrary();
        var run = 0;
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(50).WithEndSize(1_000), Prop.ForAll(values, list =>
        {
            var series = _recorder.Series.Histogram("some_seconds", "s", "run", $"{run++}").Series!;
            var expected = new Sketch();
            foreach (var value in list)
                expected.Add(value);

            Parallel.ForEach(list, new ParallelOptions { MaxDegreeOfParallelism = 4 }, series.Record);
            var interval = new RecordedInterval(_recorder);
            interval.Gather();

            Assert.Equal(expected.Keys.ToArray(), series.Interval.Keys.ToArray());
            Assert.Equal(expected.Counts.ToArray(), series.Interval.Counts.ToArray());
            Assert.Equal((expected.Min, expected.Max), (series.Interval.Min, series.Interval.Max));
            Assert.Equal(expected.Sum, series.Interval.Sum, expected.Sum * 1e-12);
            Assert.Equal(expected.Count, interval.Samples);
        }));
    }

    [Fact]
    public void Gather_WhileThreadsRecord_LosesAndRepeatsNothing()
    {
        const int Threads = 6, Calls = 200_000;
        var command = _recorder.Command("help", null, null)!;
        var interval = new RecordedInterval(_recorder);
        long details = 0;
        var threads = Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < Calls; i++)
                _recorder.RecordExecution(command, 0, i, -1, i % 2 == 0 ? CommandError.Unspecified : null, null);
        })).ToArray();

        foreach (var thread in threads)
            thread.Start();
        while (threads.Any(thread => thread.IsAlive))
            Collect();
        Collect();

        void Collect()
        {
            interval.Gather();
            details += interval.Details.Count;
            Assert.True(interval.Details.Count <= WireLimits.MaxExecutionsPerSecond);
            interval.Clear();
        }

        const long All = (long)Threads * Calls;
        Assert.Equal(All, command.Durations.Lifetime.Count);
        Assert.Equal(All / 2, command.Errors!.Lifetime);
        Assert.Equal((All, 0), _recorder.Recorded);
        Assert.Equal(All, details + Lost(LossNames.ExecutionDetails, LossNames.DetailLimit));
    }

    [Fact]
    public void Gather_IdleForAMinute_GivesMemoryBackAndStillCounts()
    {
        var series = _recorder.Series.Histogram("some_seconds", "s").Series!;
        var interval = new RecordedInterval(_recorder);
        series.Record(0.5);

        for (var i = 0; i < 100; i++)
            interval.Gather();
        series.Record(7);
        interval.Gather();

        Assert.Equal(2, series.Interval.Count);
        Assert.Equal(7.5, series.Interval.Sum);
    }

    [Fact]
    public void KeepDetail_SampledAtOneInTen_KeepsATenthAndEveryFailure()
    {
        var recorder = new Recorder(new ManualClock(), detailRate: 0.1);
        var command = recorder.Command("help", null, null)!;
        for (var i = 0; i < 1_000; i++)
            recorder.RecordExecution(command, 0, i, -1, i % 100 == 0 ? CommandError.Unspecified : null, null);

        var interval = new RecordedInterval(recorder);
        interval.Gather();

        Assert.Equal(1_000, interval.Executions);
        Assert.Equal(10, interval.Details.Count(detail => detail.Error is not null));
        Assert.InRange(interval.Details.Count, 100, 115);
        Assert.Contains(recorder.Losses.Totals(), loss =>
            loss is { What: LossNames.ExecutionDetails, Reason: LossNames.SampledOut } && loss.Count == 1_000 - interval.Details.Count);
    }

    [Fact]
    public void Series_TooManyLabelValues_GoOnTogetherAndAreToldOnce()
    {
        var told = new List<string>();
        _recorder.Series.LimitReached += told.Add;

        for (var i = 0; i < 10_000; i++)
            _recorder.Series.Counter("sent_total", "", "channel", $"{i}").Series!.Add(1);
        var interval = new RecordedInterval(_recorder);
        interval.Gather();

        Assert.Equal(WireLimits.MaxSeriesPerMetric, _recorder.Series.Count);
        Assert.Equal(10_000, interval.Counters.Sum(counter => counter.Interval));
        Assert.Equal(10_000 - WireLimits.MaxSeriesPerMetric + 1, interval.Counters.Single(
            counter => counter.Identity.Labels[1] == WireLimits.OtherLabel).Interval);
        Assert.Equal(["sent_total"], told);
    }

    [Fact]
    public void Series_TooManyMetrics_NeverExceedTheInstancesLimit()
    {
        for (var metric = 0; metric < 20; metric++)
        {
            for (var i = 0; i < 1_000; i++)
                _recorder.Series.Counter($"metric_{metric}_total", "", "label", $"{i}").Series?.Add(1);
        }

        Assert.InRange(_recorder.Series.Count, 9_000, WireLimits.MaxSeriesPerInstance);
        var count = _recorder.Series.Count;
        Assert.Equal(Enumerable.Range(0, count), _recorder.Series.All.ToArray().Select(series => series.Number));
    }

    [Fact]
    public void Command_SameNames_IsTheSameWithoutAllocation()
    {
        var first = _recorder.Command("help", "General", "slash");
        Assert.NotSame(first, _recorder.Command("help", "General", "prefix"));
        Assert.NotSame(first, _recorder.Command("help", null, "slash"));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var again = _recorder.Command("help", "General", "slash");
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Same(first, again);
    }

    [Fact]
    public void Gauge_SetAndHeld_IsReadOnceAndRepeatedOnlyWhenAsked()
    {
        var held = _recorder.Series.Gauge("guilds", "", holds: true).Series!;
        var measured = _recorder.Series.Gauge("latency_seconds", "s", holds: false).Series!;
        held.Set(5);
        held.Set(3);
        measured.Set(1);

        Assert.Equal(new GaugeReading(3, 3, 5), held.Gather(repeat: false));
        Assert.Equal(new GaugeReading(1, 1, 1), measured.Gather(repeat: false));
        Assert.Null(held.Gather(repeat: false));
        Assert.Equal(new GaugeReading(3, 3, 3), held.Gather(repeat: true));
        Assert.Null(measured.Gather(repeat: true));
    }

    private long Lost(string what, string reason) =>
        _recorder.Losses.Totals().Where(loss => loss.What == what && loss.Reason == reason).Sum(loss => loss.Count);
}
