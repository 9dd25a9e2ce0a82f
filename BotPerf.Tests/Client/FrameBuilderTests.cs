using BotPerf.Client.Recording;
using BotPerf.Client.Sending;
using BotPerf.Shared.Protocol;
using BotPerf.Tests.Infrastructure;

namespace BotPerf.Tests.Client;

public sealed class FrameBuilderTests
{
    private readonly ManualClock _clock = new();
    private readonly Recorder _recorder;
    private readonly RecordedInterval _interval;

    public FrameBuilderTests()
    {
        _recorder = new Recorder(_clock, detailRate: 1);
        _interval = new RecordedInterval(_recorder);
    }

    [Fact]
    public void Build_NothingHappened_IsOneEmptyFrame()
    {
        var part = Assert.Single(BuildColumns());

        Assert.Empty(part.Bytes);
        Assert.Equal((0, 0L, 0L), (part.SeriesEnd, part.Executions, part.Samples));
    }

    [Fact]
    public void Build_Executions_StandInColumnsWithTimesRelativeToTheEnd()
    {
        var help = _recorder.Command("help", null, null)!;
        var play = _recorder.Command("play", null, null)!;
        var failure = new CommandError("E", "no", "at X");
        _recorder.RecordExecution(help, Ago(900), Ms(20), Ms(5), null, null);
        _recorder.RecordExecution(play, Ago(500), Ms(30), -1, failure, null);
        _recorder.RecordExecution(help, Ago(700), Ms(40), -1, failure, null);

        var frame = Assert.Single(BuildFrames());

        var executions = frame.Executions;
        Assert.Equal([-900_000L, 400_000, -200_000], executions.StartUs);
        Assert.Equal([20_000UL, 30_000, 40_000], executions.DurationUs);
        Assert.Equal([5_001UL, 0, 0], executions.AckUs);
        Assert.Equal([0u, 1, 2], executions.Error);
        Assert.Equal(
            [("E", play.Durations.Number + 1, 1UL), ("E", help.Durations.Number + 1, 1UL)],
            frame.Errors.Select(error => (error.Type, (int)error.Series, error.Count)));
        Assert.Empty(executions.Guild);
        Assert.Equal(3, FrameReader.Sketches(frame).Where(one => one.Series is 0 or 1).Sum(one => one.Sketch.Count));
    }

    [Fact]
    public void Build_MoreThanAFrameHolds_SplitsAndLosesNothing()
    {
        for (var i = 0; i < 3_000; i++)
        {
            var labels = new[] { "label", new string('x', 150) + i };
            var series = _recorder.Series.Histogram($"metric_{i / 1_000}_bytes", "B", labels).Series!;
            for (var value = 1; value < 40; value++)
                series.Record(value * 1.5);
            _recorder.Series.Counter($"metric_{i / 1_000}_total", "", labels).Series!.Add(i);
        }

        var commands = Enumerable.Range(0, 100).Select(i => _recorder.Command($"command {i}", null, null)!).ToArray();
        var stack = new string('s', WireLimits.MaxErrorStackLength);
        var errors = Enumerable.Range(0, 80).Select(i => new CommandError($"E{i}", "message", stack)).ToArray();
        for (var i = 0; i < WireLimits.MaxExecutionsPerSecond; i++)
            _recorder.RecordExecution(commands[i % 100], Ago(i), Ms(i), -1, i % 3 == 0 ? errors[i % 80] : null, null);

        var parts = BuildColumns();
        var frames = parts.Select(part => Frame.Parser.ParseFrom(part.Bytes)).ToArray();

        Assert.All(parts, part => Assert.InRange(part.Bytes.Length, 1, FrameBuilder.TargetBytes));
        Assert.Equal(117_000, frames.SelectMany(FrameReader.Sketches).Sum(one => one.Sketch.Count) - WireLimits.MaxExecutionsPerSecond);
        Assert.Equal((117_000, WireLimits.MaxExecutionsPerSecond), (parts.Sum(part => part.Samples), parts.Sum(part => part.Executions)));
        const int Failures = (WireLimits.MaxExecutionsPerSecond + 2) / 3;
        Assert.Equal(2_999 * 3_000 / 2 + Failures, frames.Sum(frame => frame.Counters?.Delta.Sum() ?? 0));
        Assert.Equal(WireLimits.MaxExecutionsPerSecond, frames.Sum(frame => frame.Executions?.Series.Count ?? 0));
        Assert.Equal(Failures, frames.Sum(frame => frame.Errors.Sum(error => (long)error.Count)));
        Assert.All(frames, frame => Assert.InRange(frame.Errors.Count, 0, WireLimits.MaxErrorGroupsPerFrame));
        Assert.All(frames, frame => Assert.All(frame.Executions?.Error ?? [], error => Assert.InRange((int)error, 0, frame.Errors.Count)));
    }

    [Fact]
    public void Build_IdsNotAllowed_StayInTheBot()
    {
        var help = _recorder.Command("help", null, null)!;
        _recorder.RecordExecution(help, Ago(1), Ms(1), -1, null, new Origin("guild-1", "channel-1", "user-1"));

        var onlyGuild = Assert.Single(BuildFrames(new Privacy(guilds: true, channels: false, users: false, hashKey: null)));
        Assert.Equal(["guild-1"], onlyGuild.Executions.Texts);
        Assert.Equal([0u], onlyGuild.Executions.User);

        var hashed = Assert.Single(BuildFrames(new Privacy(guilds: true, channels: true, users: true, hashKey: [1, 2, 3])));
        Assert.Equal(3, hashed.Executions.Texts.Count);
        Assert.All(hashed.Executions.Texts, text => Assert.Matches("^[0-9a-f]{24}$", text));
        Assert.Empty(Assert.Single(BuildFrames(Privacy.Strict)).Executions.Texts);
    }

    [Fact]
    public void ToBytes_SeriesTheServerLacks_AreDefinedFromThereOn()
    {
        for (var i = 0; i < 5; i++)
            _recorder.Series.Counter($"metric_{i}_total", "").Series!.Add(1);
        var columns = Assert.Single(BuildColumns());
        var pending = new PendingFrame(7, 1_000_000, 500_000, columns.Bytes)
        {
            SeriesEnd = columns.SeriesEnd,
            Losses = [new LossCount("frames", "too_old", 3)],
            Lifecycle = [new LifecycleEvent { Event = "ready", AtUs = 900_000 }],
        };

        var frame = Frame.Parser.ParseFrom(pending.ToBytes(_recorder.Series, known: 2, TimeSpan.FromSeconds(10)));
        var known = Frame.Parser.ParseFrom(pending.ToBytes(_recorder.Series, known: 5, TimeSpan.Zero));

        Assert.Equal((7UL, 11_000_000L, 2u), (frame.Seq, frame.EndUs, frame.FirstSeries));
        Assert.Equal(["metric_2_total", "metric_3_total", "metric_4_total"], frame.Series.Select(one => one.Name));
        Assert.Equal(10_900_000, Assert.Single(frame.Lifecycle).AtUs);
        Assert.Equal(3UL, Assert.Single(frame.Losses).Count);
        Assert.Equal(5, frame.Counters.Series.Count);
        Assert.Empty(known.Series);
    }

    private IReadOnlyList<FrameColumns> BuildColumns(Privacy? privacy = null)
    {
        _interval.Gather();
        return FrameBuilder.Build(
            _interval, new FrameContext(_clock.GetTimestamp(), _clock.TimestampFrequency, privacy ?? Privacy.Strict));
    }

    private IEnumerable<Frame> BuildFrames(Privacy? privacy = null) =>
        BuildColumns(privacy).Select(part => Frame.Parser.ParseFrom(part.Bytes));

    private long Ago(int milliseconds) => _clock.GetTimestamp() - Ms(milliseconds);

    private static long Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds).Ticks;
}
