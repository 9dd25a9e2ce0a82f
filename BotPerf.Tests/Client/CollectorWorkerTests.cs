using BotPerf.Client.Collecting;
using BotPerf.Tests.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;

namespace BotPerf.Tests.Client;

public sealed class CollectorWorkerTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task Run_TwoCadences_EachIsMeasuredAtItsOwn()
    {
        var fast = new Counting();
        var slow = new Counting();
        await using var run = new Run(_clock, fast.As("process", seconds: 2), slow.As("system", seconds: 30));

        await run.PassAsync(seconds: 61);

        Assert.Equal((31, 3), (fast.Measured, slow.Measured));
    }

    [Fact]
    public async Task Switch_OffAndOnAgain_EndsAndBeginsAnew()
    {
        var collector = new Counting();
        await using var run = new Run(_clock, collector.As("process", seconds: 1));
        await run.PassAsync(seconds: 2);
        Assert.Equal((3, 1, 0), (collector.Measured, collector.Begun, collector.Ended));

        run.Worker.Switch(new Dictionary<string, bool> { ["process"] = false, ["no such"] = true });
        await run.PassAsync(seconds: 5);
        Assert.Equal((3, 1, 1), (collector.Measured, collector.Begun, collector.Ended));

        run.Worker.Switch(null);
        await run.PassAsync(seconds: 1);
        Assert.Equal((4, 2, 1), (collector.Measured, collector.Begun, collector.Ended));
    }

    [Fact]
    public async Task Switch_OnWhatTheBotLeftOff_Measures()
    {
        var collector = new Counting();
        await using var run = new Run(_clock, collector.As("network", seconds: 1, enabled: false));
        await run.PassAsync(seconds: 3);
        Assert.Equal(0, collector.Begun);

        run.Worker.Switch(new Dictionary<string, bool> { ["network"] = true });
        await run.PassAsync(seconds: 1);

        Assert.Equal(1, collector.Measured);
    }

    [Fact]
    public async Task Run_OneFails_IsLeftOutAndTheOthersGoOn()
    {
        var good = new Counting();
        var bad = new Collector("process", new CollectorSetting(true, TimeSpan.FromSeconds(1)), () => throw new IOException("no /proc"));
        await using var run = new Run(_clock, bad, good.As("runtime", seconds: 1));

        await run.PassAsync(seconds: 3);

        Assert.Equal(4, good.Measured);
    }

    /// <summary>Moves the clock a second at a time, and waits for what each second brings.</summary>
    private sealed class Run : IAsyncDisposable
    {
        private readonly ManualClock _clock;
        private readonly Counting _tick = new();
        private readonly CancellationTokenSource _end = new();
        private readonly Task _running;
        private int _ticks = 1;

        public Run(ManualClock clock, params Collector[] collectors)
        {
            _clock = clock;
            // The last of the round says that the round is over.
            Worker = new CollectorWorker([.. collectors, _tick.As("tick", seconds: 1)], clock, NullLogger.Instance);
            _running = Worker.RunAsync(_end.Token);
        }

        public CollectorWorker Worker { get; }

        public async Task PassAsync(int seconds)
        {
            for (var i = 0; i < seconds; i++)
            {
                _clock.Advance(TimeSpan.FromSeconds(1));
                _ticks++;
                await Eventually.TrueAsync("the round is over", () => _tick.Measured == _ticks);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            await _running;
            _end.Dispose();
        }
    }

    private sealed class Counting : IMeasuring
    {
        private int _measured;

        public int Begun { get; private set; }
        public int Measured => Volatile.Read(ref _measured);
        public int Ended { get; private set; }

        public Collector As(string name, int seconds, bool enabled = true) =>
            new(name, new CollectorSetting(enabled, TimeSpan.FromSeconds(seconds)), () =>
            {
                Begun++;
                return this;
            });

        public void Measure() => Interlocked.Increment(ref _measured);
        public void Dispose() => Ended++;
    }
}
