using System.Diagnostics;
using BotPerf.Client;
using BotPerf.Shared.Protocol;
using BotPerf.Tests.Infrastructure;
using Microsoft.AspNetCore.SignalR;

namespace BotPerf.Tests.Client;

public sealed class DeliveryTests
{
    [Fact]
    public async Task Monitor_ConnectedServer_GetsEveryExecutionOnceWithItsName()
    {
        await using var ingest = await LoopbackIngest.StartAsync();
        await using var monitor = ingest.Monitor();

        for (var i = 0; i < 250; i++)
            monitor.TrackCommandExecution("help", 1 + i, success: i % 10 != 0, module: "General", kind: "slash", acknowledgedAfterMs: 1);
        await monitor.ShutdownAsync();

        Assert.Equal(250, ingest.Executions);
        Assert.Equal(250, ingest.Frames.Sum(frame => frame.Executions?.Series.Count ?? 0));
        Assert.Equal("Bearer bpi_test", ingest.Authorizations.First());
        Assert.Equal("test", ingest.Hellos.First().Instance);
        var durations = ingest.Definitions.Single(pair => pair.Value.Name == "command_duration_seconds");
        Assert.Equal(["command", "help", "module", "General", "kind", "slash"], durations.Value.Labels);
        var errors = ingest.Definitions.Single(pair => pair.Value.Name == "command_errors_total").Key;
        Assert.Equal(25, FrameReader.Counted(ingest.Frames, errors));
        Assert.Equal("stop", ingest.Frames.Last().Lifecycle.Last().Event);
        Assert.Equal(new DeliveryCounts(250, 250, 0, 0), monitor.Delivery.Executions);
        Assert.Equal(new DeliveryCounts(250, 250, 0, 0), monitor.Delivery.Samples);
    }

    [Fact]
    public async Task Monitor_ServerGoneAndBack_ReplaysEachFrameOnceWithItsOwnTimes()
    {
        await using var ingest = await LoopbackIngest.StartAsync();
        await using var monitor = ingest.Monitor();
        monitor.TrackCommandExecution("before", 5);
        await Eventually.TrueAsync("the executions arrive", () => ingest.Executions == 1);

        await ingest.CloseAsync();
        for (var i = 0; i < 3; i++)
        {
            monitor.TrackCommandExecution("during", 5);
            var frames = monitor.Delivery.BufferedFrames;
            await Eventually.TrueAsync("a frame waits", () => monitor.Delivery.BufferedFrames > frames);
        }

        await ingest.OpenAsync();
        await Eventually.TrueAsync("the executions arrive", () => ingest.Executions == 4);
        await monitor.ShutdownAsync();

        Assert.Equal(ingest.Frames.Select(frame => frame.Seq).Distinct(), ingest.Frames.Select(frame => frame.Seq));
        Assert.Equal(Enumerable.Range(1, ingest.Frames.Count).Select(seq => (ulong)seq), ingest.Frames.Select(frame => frame.Seq));
        var ends = ingest.Frames.Select(frame => frame.EndUs).ToArray();
        Assert.Equal(ends.Order(), ends);
        Assert.Equal(new DeliveryCounts(4, 4, 0, 0), monitor.Delivery.Executions);
    }

    [Fact]
    public async Task Monitor_AnswerLostAfterStoring_SendsAgainAndIsTakenOnce()
    {
        await using var ingest = await LoopbackIngest.StartAsync();
        var cut = 0;
        ingest.LosesAnswer = frame => frame.Executions is not null && Interlocked.Exchange(ref cut, 1) == 0;
        await using var monitor = ingest.Monitor();

        monitor.TrackCommandExecution("help", 5);
        await Eventually.TrueAsync("the execution is acknowledged", () => monitor.Delivery.Executions.Acknowledged == 1);

        Assert.Equal(1, ingest.Executions);
        Assert.True(ingest.Duplicates > 0);
    }

    [Fact]
    public async Task Monitor_ServerThatNeverAnswers_EndsWithinTwoSeconds()
    {
        await using var ingest = await LoopbackIngest.StartAsync();
        var hang = new TaskCompletionSource<PushAck?>();
        ingest.BeforeStore = _ => hang.Task;
        var monitor = ingest.Monitor();
        monitor.TrackCommandExecution("help", 5);
        await Eventually.TrueAsync("a frame waits", () => monitor.Delivery.BufferedFrames > 0 && monitor.IsConnected);

        var began = Stopwatch.GetTimestamp();
        await monitor.DisposeAsync();

        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(2.2));
        Assert.Equal(new DeliveryCounts(1, 0, 1, 0), monitor.Delivery.Executions);
        Assert.Contains(monitor.Delivery.Losses, loss => loss is { What: "executions", Reason: "shutdown", Count: 1 });
        hang.SetResult(null);
    }

    [Fact]
    public async Task Monitor_NobodyListens_EndsWithinTwoSecondsAndCountsAllAsDropped()
    {
        var ingest = await LoopbackIngest.StartAsync();
        await ingest.DisposeAsync();
        var monitor = ingest.Monitor();
        monitor.TrackCommandExecution("help", 5);

        var began = Stopwatch.GetTimestamp();
        await monitor.DisposeAsync();

        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(2.2));
        Assert.Equal(new DeliveryCounts(1, 0, 1, 0), monitor.Delivery.Executions);
        Assert.Contains(monitor.Delivery.Losses, loss => loss is { What: "executions", Reason: "shutdown", Count: 1 });
    }

    [Fact]
    public async Task Monitor_ServerSaysLater_SendsTheSameAgain()
    {
        await using var ingest = await LoopbackIngest.StartAsync();
        var refusals = 3;
        ingest.BeforeStore = frame => Task.FromResult(
            Interlocked.Decrement(ref refusals) >= 0 ? new PushAck(frame.Seq, 0, [], false, RetryAfterMs: 10) : null);
        await using var monitor = ingest.Monitor();

        monitor.TrackCommandExecution("help", 5);
        await Eventually.TrueAsync("the execution is acknowledged", () => monitor.Delivery.Executions.Acknowledged == 1);

        Assert.True(refusals < 0);
        Assert.Equal(1, ingest.Executions);
        Assert.Single(ingest.Hellos);
    }

    [Fact]
    public async Task Monitor_ServerRefusesOneOfManyCommands_LosesOnlyThatAndTellsTheServerAndStaysConnected()
    {
        await using var ingest = await LoopbackIngest.StartAsync();
        ingest.BeforeStore = frame => frame.Series.Any(one => one.Labels.Contains("bad"))
            ? throw new HubException("field_invalid: series: command_duration_seconds cannot be that")
            : Task.FromResult<PushAck?>(null);
        await using var monitor = ingest.Monitor();

        monitor.CutFrame();
        for (var i = 0; i < 100; i++)
            monitor.TrackCommandExecution(i == 30 ? "bad" : $"command {i}", 5, success: i % 10 != 0, acknowledgedAfterMs: 1);
        monitor.CutFrame();
        await Eventually.TrueAsync("the one is given up", () => monitor.Delivery.Executions.Dropped == 1);
        monitor.TrackCommandExecution("good", 5);
        await monitor.ShutdownAsync();

        Assert.Equal(new DeliveryCounts(101, 100, 1, 0), monitor.Delivery.Executions);
        Assert.Equal(100, ingest.Executions);
        Assert.Equal(100, ingest.Frames.Sum(frame => frame.Executions?.Series.Count ?? 0));
        Assert.Single(ingest.Hellos);
        Assert.Contains(ingest.Frames.SelectMany(frame => frame.Losses), loss => loss is { What: "executions", Reason: "refused", Count: 1 });
    }

    [Fact]
    public async Task Monitor_ServerRefusesEverything_CountsItAllAndStaysConnected()
    {
        await using var ingest = await LoopbackIngest.StartAsync();
        ingest.BeforeStore = frame => throw new HubException("field_invalid: nothing is right");
        await using var monitor = ingest.Monitor();

        for (var i = 0; i < 300; i++)
            monitor.TrackCommandExecution($"command {i}", 5);
        await Eventually.TrueAsync("all is given up", () => monitor.Delivery.Executions.Dropped == 300);

        Assert.Equal(new DeliveryCounts(300, 0, 300, 0), monitor.Delivery.Executions);
        Assert.Single(ingest.Hellos);
    }

    [Fact]
    public async Task Monitor_ServerTakesSmallFramesOnly_SendsInPartsAndLosesNothing()
    {
        await using var ingest = await LoopbackIngest.StartAsync();
        ingest.BeforeStore = frame => frame.CalculateSize() > 4_000
            ? throw new HubException("too_large: at most 4000 bytes")
            : Task.FromResult<PushAck?>(null);
        await using var monitor = ingest.Monitor();

        for (var i = 0; i < 500; i++)
            monitor.TrackCommandExecution($"command {i}", 5);
        await Eventually.TrueAsync("all is acknowledged", () => monitor.Delivery.Executions.Acknowledged == 500);

        Assert.Equal((500, 500), (ingest.Executions, ingest.Frames.Sum(frame => frame.Executions?.Series.Count ?? 0)));
        Assert.Equal(0, monitor.Delivery.Executions.Dropped);
    }

    [Fact]
    public async Task Monitor_ServerClockHoursAhead_SendsTimesOfTheServerWithinOneMinute()
    {
        await using var ingest = await LoopbackIngest.StartAsync();
        ingest.ClockAhead = TimeSpan.FromHours(3);
        await using var monitor = ingest.Monitor();

        monitor.TrackCommandExecution("help", 5);
        await Eventually.TrueAsync("the executions arrive", () => ingest.Executions == 1);

        var end = DateTimeOffset.UnixEpoch.AddMicroseconds(ingest.Frames.First(frame => frame.Executions is not null).EndUs);
        Assert.InRange((end - TimeProvider.System.GetUtcNow()).TotalHours, 2.99, 3.01);
        Assert.All(ingest.Frames, frame => Assert.Equal(
            (frame.EndUs - 1) / 60_000_000, (frame.EndUs - frame.IntervalUs) / 60_000_000));
    }

    [Fact]
    public async Task Monitor_ServerClockIsSetAfterHello_AgreesAnewAndLosesNothing()
    {
        await using var ingest = await LoopbackIngest.StartAsync();
        await using var monitor = ingest.Monitor();
        monitor.TrackCommandExecution("before", 5);
        await Eventually.TrueAsync("the first execution arrives", () => ingest.Executions == 1);

        // From now on only times of the new clock are taken, and only a Hello tells it.
        ingest.ClockAhead = TimeSpan.FromHours(1);
        ingest.BeforeStore = frame => frame.EndUs / 1_000_000 > TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 1_800
            ? Task.FromResult<PushAck?>(null)
            : throw new HubException("time_out_of_range: end_us is an hour ago");
        monitor.TrackCommandExecution("after", 5);

        await Eventually.TrueAsync("the second execution arrives", () => ingest.Executions == 2);
        Assert.Equal(2, ingest.Hellos.Count);
        Assert.Equal(new DeliveryCounts(2, 2, 0, 0), monitor.Delivery.Executions);
    }

    [Theory]
    [InlineData(false, false, 0)]
    [InlineData(true, false, 3)]
    [InlineData(true, true, 3)]
    public async Task Monitor_IdsOfTheChat_LeaveOnlyWhenAllowedAndHashedWhenAsked(bool allowed, bool hashed, int expected)
    {
        await using var ingest = await LoopbackIngest.StartAsync();
        await using (var monitor = ingest.Monitor(options =>
        {
            options.SendGuildIds = options.SendChannelIds = options.SendUserIds = allowed;
            options.HashIds = hashed;
        }))
        {
            using var command = monitor.BeginCommand("help");
            command.From("guild-1234", "channel-1234", "user-1234");
        }

        var texts = ingest.Frames.SelectMany(frame => frame.Executions?.Texts.AsEnumerable() ?? []).ToArray();
        Assert.Equal(expected, texts.Length);
        Assert.Equal(allowed && !hashed, texts.Contains("user-1234"));
        Assert.Equal(allowed && !hashed, ingest.Frames.Any(frame => frame.ToString().Contains("-1234", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Monitor_TenThousandSeries_DefinitionsFitIntoFrames()
    {
        await using var ingest = await LoopbackIngest.StartAsync();
        await using var monitor = ingest.Monitor();
        var filler = new string('x', 150);

        for (var metric = 0; metric < 6; metric++)
        {
            for (var i = 0; i < 1_500; i++)
                monitor.Counter($"metric_{metric}_total", ("label", $"{filler}{i}")).Add(1);
        }

        monitor.TrackCommandExecution("help", 5);
        await Eventually.TrueAsync("everything has arrived", () => ingest.Executions == 1 && monitor.Delivery.BufferedFrames == 0);

        Assert.Equal(9_000, ingest.Definitions.Values.Count(one => one.Name.StartsWith("metric_", StringComparison.Ordinal)));
        Assert.Equal(9_000, ingest.Frames.Sum(frame => frame.Counters?.Delta.Sum() ?? 0));
        Assert.DoesNotContain(monitor.Delivery.Losses, loss => loss.Reason == "refused");
    }
}
