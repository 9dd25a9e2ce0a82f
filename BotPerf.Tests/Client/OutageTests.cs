using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using BotPerf.Client;
using BotPerf.Client.Recording;
using BotPerf.Client.Sending;
using BotPerf.Shared.Protocol;
using BotPerf.Tests.Infrastructure;
using Xunit.Abstractions;

namespace BotPerf.Tests.Client;

/// <summary>The server is away, or might as well be. Alone, as memory and times are measured.</summary>
[Collection(ServerCollection.Name)]
public sealed class OutageTests(ITestOutputHelper output)
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task TenMinutes_AHundredExecutionsASecond_LosesNothingWithDefaultSettings()
    {
        await using var ingest = await LoopbackIngest.StartAsync();
        await using var monitor = new PerformanceMonitor(ingest.Options(), logger: null, _clock, _ => null);
        await Eventually.TrueAsync("it is connected", () => monitor.IsConnected);
        await ingest.CloseAsync();

        Work(monitor, seconds: 600);
        Assert.Equal(new DeliveryCounts(60_000, 0, 0, 60_000), monitor.Delivery.Executions);
        output.WriteLine($"{monitor.Delivery.BufferedFrames} frames, {monitor.Delivery.BufferedBytes / 1024} KiB");
        await ingest.OpenAsync();
        await ComesAsync("everything has arrived", () => monitor.Delivery.Executions.Acknowledged == 60_000);

        Assert.Equal(60_000, ingest.Executions);
        Assert.Equal(60_000, ingest.Frames.Sum(frame => frame.Executions?.Series.Count ?? 0));
        Assert.InRange(ingest.Frames.Max(frame => frame.EndUs) - ingest.Frames.Min(frame => frame.EndUs), 598_000_000, long.MaxValue);
        Assert.Empty(monitor.Delivery.Losses);
    }

    [Fact]
    public async Task TenMinutes_WithSpoolAndARestartOfTheBot_LosesNothing()
    {
        using var folder = new TempFolder();
        await using var ingest = await LoopbackIngest.StartAsync();
        await ingest.CloseAsync();
        var options = ingest.Options();
        options.Spool.Folder = folder.Path;

        var first = new PerformanceMonitor(options, logger: null, _clock, _ => null);
        Work(first, seconds: 600);
        var end = first.ShutdownAsync();
        await Eventually.TrueAsync("the bot ends", () =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(10));
            return end.IsCompleted;
        });
        Assert.Equal(new DeliveryCounts(60_000, 0, 0, 0, 60_000), first.Delivery.Executions);

        await ingest.OpenAsync();
        await using var second = new PerformanceMonitor(options, logger: null, _clock, _ => null);
        await ComesAsync("everything has arrived", () => ingest.Executions == 60_000);

        Assert.Equal(60_000, ingest.Frames.Sum(frame => frame.Executions?.Series.Count ?? 0));
        Assert.Empty(second.Delivery.Losses);
        Assert.Equal(0, ingest.Duplicates);
    }

    [Fact]
    public async Task Server_AcceptsAndNeverAnswers_IsLeftAndTriedAgainAndTheBotNeverWaits()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var accepted = new List<TcpClient>();
        var accepting = Task.Run(async () =>
        {
            while (true)
                accepted.Add(await silent.AcceptTcpClientAsync());
        });
        var options = new BotPerfOptions
        {
            Url = new Uri($"http://{silent.LocalEndpoint}"), Key = "bpi_test", Collectors = CollectorOptions.None, Instrumentation = InstrumentationOptions.None,
        };
        var impatient = new PerformanceMonitor(options, logger: null, _clock, _ => null);
        await ComesAsync("it connects anew", () => accepted.Count >= 2);
        var ending = impatient.ShutdownAsync();
        await ComesAsync("it ends", () => ending.IsCompleted);

        var monitor = new PerformanceMonitor(options, logger: null, TimeProvider.System, _ => null);
        var command = monitor.Timer("work_seconds");
        var took = new long[1_000_000];
        for (var i = 0; i < took.Length; i++)
        {
            var began = Stopwatch.GetTimestamp();
            command.Record(TimeSpan.FromMilliseconds(i % 500));
            took[i] = Stopwatch.GetTimestamp() - began;
        }

        Array.Sort(took);
        output.WriteLine($"record p50 {Us(0.5)} µs, p99 {Us(0.99)} µs, the longest {Us(1)} µs");
        var asked = Stopwatch.GetTimestamp();
        await monitor.DisposeAsync();
        var ended = Stopwatch.GetElapsedTime(asked);
        output.WriteLine($"dispose {ended.TotalMilliseconds:F0} ms");
        Assert.InRange(ended, TimeSpan.Zero, TimeSpan.FromSeconds(2.3));
        Assert.Equal(1_000_000, monitor.Delivery.Samples.Dropped);
        silent.Stop();
        await Assert.ThrowsAnyAsync<Exception>(() => accepting);
        accepted.ForEach(one => one.Dispose());

        double Us(double part) => Math.Round(took[(int)((took.Length - 1) * part)] * 1e6 / Stopwatch.Frequency, 2);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(200, 0)]
    [InlineData(200, 3)]
    [InlineData(20_000, 50)]
    public void Queue_FullForEver_CostsNoMoreThanItsLimit(int columns, int events)
    {
        const long Limit = 24 * 1024 * 1024;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var queue = new SendQueue(_clock, new LossLedger(), Limit, TimeSpan.FromDays(7));
        for (ulong seq = 1; seq <= 150_000 && queue.State.Dropped.Executions < 100; seq++)
        {
            queue.Add(new PendingFrame(seq, 0, 0, new byte[columns])
            {
                Executions = 1, Losses = [new LossCount("frames", "queue_full", 1)],
                Lifecycle = [.. Enumerable.Range(0, events).Select(i => new LifecycleEvent { Event = $"event {i}", Detail = { ["version"] = $"{seq}" } })],
            });
        }

        var cost = GC.GetTotalMemory(forceFullCollection: true) - before;
        output.WriteLine($"{queue.State.Frames} frames: {cost / 1024.0 / 1024:F1} MiB");
        Assert.True(queue.State.Dropped.Executions >= 100, "It was never full.");
        Assert.InRange(cost, 0, Limit + 1024 * 1024);
        GC.KeepAlive(queue);
    }

    private void Work(PerformanceMonitor monitor, int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            for (var i = 0; i < 100; i++)
                monitor.TrackCommandExecution($"command {i % 20}", 5 + i, success: i % 50 != 0);
            _clock.Advance(s_second);
            monitor.CutFrame();
        }
    }

    /// <summary>Lets the bot's time pass until it is so.</summary>
    private Task ComesAsync(string what, Func<bool> isSo) => Eventually.TrueAsync(what, () =>
    {
        if (isSo())
            return true;
        _clock.Advance(s_second);
        return false;
    });
}
