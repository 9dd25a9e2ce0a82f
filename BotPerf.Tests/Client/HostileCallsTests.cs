using BotPerf.Client;

namespace BotPerf.Tests.Client;

/// <summary>Whatever the bot passes on from its users, the SDK does not throw, and counts what it cannot keep.</summary>
public sealed class HostileCallsTests
{
    private const int Threads = 32;
    private const int CallsOfAThread = 31_250;

    private static readonly string?[] s_names =
        [null, "", "   ", "help", new string('x', 1 << 20), "\ud800", "a\udc00b", "\0\u001f\r\n", "=cmd()", "名前", "🤖🤖"];

    private static readonly double[] s_numbers =
        [0, -0.0, 1, 12.5, -1, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, double.Epsilon, 1e300];

    [Fact]
    public async Task Calls_OfEveryKindOnManyThreads_NeverThrowAndAddUp()
    {
        var options = new BotPerfOptions { Collectors = CollectorOptions.None, Instrumentation = InstrumentationOptions.None };
        await using var monitor = new PerformanceMonitor(options, logger: null, TimeProvider.System, _ => null);

        var failures = await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Factory.StartNew(
            () => Attack(monitor, new Random(thread)), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        await monitor.ShutdownAsync();

        Assert.All(failures, Assert.Null);
        var delivery = monitor.Delivery;
        Assert.InRange(delivery.Executions.Recorded, 1, Threads * CallsOfAThread);
        Assert.Equal(delivery.Executions.Recorded, delivery.Executions.Dropped + delivery.Executions.Buffered);
        Assert.Equal(delivery.Samples.Recorded, delivery.Samples.Dropped + delivery.Samples.Buffered);
        Assert.Contains(delivery.Losses, loss => loss is { What: "executions", Reason: "not_finite", Count: > 0 });
        Assert.Contains(delivery.Losses, loss => loss is { What: "executions", Reason: "duration_negative", Count: > 0 });
        Assert.Contains(delivery.Losses, loss => loss is { What: "samples", Reason: "not_finite", Count: > 0 });
    }

    [Fact]
    public async Task Calls_OfAlertsHealersHistoryAndReports_NeverThrow()
    {
        var options = new BotPerfOptions { Collectors = CollectorOptions.None };
        await using var monitor = new PerformanceMonitor(options, logger: null, TimeProvider.System, _ => null);
        monitor.CommandExecution += (_, _) => throw new Unspeakable();
        monitor.DatabaseQuery += (_, _) => throw new Unspeakable();
        monitor.Alert += (_, _) => throw new Unspeakable();

        foreach (var name in s_names)
        {
            monitor.TrackCommandExecution(name!, 2_000, error: new Unspeakable(), module: name);
            monitor.TrackDatabaseQuery(name!, 2_000);
            monitor.OnHeal(name!, (_, _) => throw new Unspeakable());
            monitor.OnHeal(name!, (_, _) => Task.FromResult<string>(null!));
            Assert.Equal("", (await monitor.HealAsync(name!, name)).Detail);
            monitor.OnHeal(name!, null);
            Assert.Empty(monitor.GetHistory(name!, TimeSpan.MinValue));
            Assert.False(monitor.AcknowledgeAlert(name!));
            monitor.TrimWhenHealing((Action)null!).Dispose();
        }

        monitor.CutFrame();
        Assert.Equal(0, monitor.ClearAlerts(TimeSpan.MaxValue));
        Assert.Equal(s_names.Length, monitor.GetMetrics().Executions);
        foreach (var report in new[]
        {
            monitor.Reports.Performance(), monitor.Reports.CogStats(), monitor.Reports.CommandStats(int.MinValue),
            monitor.Reports.Health(), monitor.Reports.TestReporting(),
        })
            Assert.InRange(report.ToText().Length, 1, 2_000);
    }

    private static Exception? Attack(PerformanceMonitor monitor, Random random) => Record.Exception(() =>
    {
        for (var i = 0; i < CallsOfAThread; i++)
            Call(monitor, random, i);
    });

    private static void Call(PerformanceMonitor monitor, Random random, int i)
    {
        switch (random.Next(21))
        {
            case 0: monitor.TrackCommandExecution(Name()!, Number(), random.Next(2) == 0, Name(), Name(), Number()); break;
            case 1: monitor.TrackCommandExecution(Name()!, TimeSpan.FromTicks(random.NextInt64(long.MinValue, long.MaxValue))); break;
            case 2: monitor.TrackCommandExecution($"command{i}", 1, error: new Unspeakable()); break;
            case 3: monitor.TrackMessageProcessing(Number(), Name()!, false); break;
            case 4: monitor.TrackDatabaseQuery(Name()!, Number()); break;
            case 5: monitor.TrackWebSocketLatency(Number(), Name()!); break;
            case 6: monitor.TrackRateLimit(Name()!, Number(), Number(), Number()); break;
            case 7: monitor.UpdateConnectionPoolMetrics(new ConnectionPoolMetrics { QueryWaitTimesMs = s_numbers }, Name()!); break;
            case 8: monitor.Counter(Name()!, (Name()!, new Unspeakable())).Add(Number()); break;
            case 9: monitor.Gauge("some_gauge", ("label", Name())).Set(Number()); break;
            case 10: monitor.Histogram("some_bytes", ("label", random.Next())).Record(Number()); break;
            case 11: monitor.Timer("some_seconds").Record(TimeSpan.MinValue); break;
            case 12: monitor.TrackLifecycle(Name()!, (Name()!, Name()), (Name()!, Name())); break;
            case 13: monitor.TrackCache(Name()!, Whole(), Whole(), Whole(), Whole(), Whole()); break;
            case 14: monitor.TrackCircuit(Name()!, (CircuitState)random.Next(-2, 5)); break;
            case 15: monitor.TrackQueueLength(Whole()); monitor.TrackActiveConversations(Whole()); break;
            case 16: monitor.TrackDataStore(Name()!, Name()!, Number(), Whole(), random.Next(2) == 0); break;
            case 17: monitor.TrackApiCall(Name()!, Number()); monitor.BeginApiCall(Name()!).Fail(); break;
            case 18: monitor.TrackHeartbeat(Number(), Name()!); monitor.TrackDispatch(Name()!); break;
            case 19: monitor.TrackGatewayReady(random.Next(-5, 5)); monitor.TrackGatewayDisconnected(random.Next(-5, 5), Name()); break;
            default: Scope(monitor, random); break;
        }

        string? Name() => s_names[random.Next(s_names.Length)];
        long Whole() => random.Next(4) switch { 0 => long.MinValue, 1 => long.MaxValue, 2 => 0, _ => random.Next(100) };
        double Number() => s_numbers[random.Next(s_numbers.Length)];
    }

    private static void Scope(PerformanceMonitor monitor, Random random)
    {
        var command = monitor.BeginCommand(s_names[random.Next(s_names.Length)]!);
        command.Fail(new Unspeakable());
        var waiting = command.WaitingForUser();
        command.Dispose();
        waiting.Dispose();
        command.Dispose();
        command.Acknowledged();
    }

    private sealed class Unspeakable : Exception
    {
        public override string Message => throw new InvalidOperationException();
        public override string StackTrace => throw new InvalidOperationException();
        public override string ToString() => throw new InvalidOperationException();
    }
}
