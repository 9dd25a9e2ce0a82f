using BotPerf.Client;
using BotPerf.Tests.Infrastructure;

namespace BotPerf.Tests.Client;

public sealed class AllocationTests
{
    private const int Calls = 2_000;

    public static TheoryData<string> HotCalls => [.. s_calls.Keys];

    private static readonly Dictionary<string, Action<PerformanceMonitor, Handles>> s_calls = new()
    {
        ["counter"] = (_, handles) => handles.Counter.Add(),
        ["gauge"] = (_, handles) => handles.Gauge.Set(5),
        ["histogram"] = (_, handles) => handles.Histogram.Record(0.125),
        ["timer"] = (_, handles) => handles.Timer.Begin().Dispose(),
        ["command"] = (monitor, _) => monitor.TrackCommandExecution("help", 12.5, true, "General", "slash", 3),
        ["failed command"] = (monitor, _) => monitor.TrackCommandExecution("help", 12.5, success: false),
        ["message"] = (monitor, _) => monitor.TrackMessageProcessing(3.5, "text"),
        ["query"] = (monitor, _) => monitor.TrackDatabaseQuery("SELECT", 8, success: false),
        ["latency"] = (monitor, _) => monitor.TrackWebSocketLatency(87, "gateway:0"),
        ["rate limit"] = (monitor, _) => monitor.TrackRateLimit("POST /channels", 4, 5, 800),
        ["cache"] = (monitor, _) => monitor.TrackCache("responses", 10, 2, 1, 100, 12_345),
        ["circuit"] = (monitor, _) => monitor.TrackCircuit("gemini", CircuitState.HalfOpen),
        ["queue length"] = (monitor, _) => monitor.TrackQueueLength(7),
        ["conversations"] = (monitor, _) => monitor.TrackActiveConversations(7),
        ["data store"] = (monitor, _) => monitor.TrackDataStore("conversations", "save", 3, 512, success: false),
        ["api call"] = (monitor, _) => monitor.TrackApiCall("gemini", 350),
        ["heartbeat"] = (monitor, _) => monitor.TrackHeartbeat(42, "gateway:0"),
        ["dispatch"] = (monitor, _) => monitor.TrackDispatch("gateway:0"),
        ["late command"] = (monitor, _) => monitor.TrackCommandExecution("slow", 4_000, acknowledgedAfterMs: 3_500),
        ["data store scope"] = (monitor, _) => monitor.BeginDataStore("conversations", "load").Dispose(),
        ["api call scope"] = (monitor, _) => monitor.BeginApiCall("gemini").Dispose(),
        ["command scope"] = (monitor, _) =>
        {
            using var command = monitor.BeginCommand("help", "General", "slash");
            command.Acknowledged();
            using (command.WaitingForUser())
                command.From(1, 2, 3);
        },
        ["message scope"] = (monitor, _) => monitor.BeginMessage("text").Dispose(),
        ["query scope"] = (monitor, _) => monitor.BeginQuery("SELECT").Dispose(),
    };

    [Theory]
    [MemberData(nameof(HotCalls))]
    public async Task HotCall_Repeated_AllocatesNothing(string call)
    {
        var options = new BotPerfOptions { Collectors = CollectorOptions.None, Instrumentation = InstrumentationOptions.None };
        await using var monitor = new PerformanceMonitor(options, logger: null, new ManualClock(), _ => null);
        var handles = new Handles(
            monitor.Counter("sent_total"), monitor.Gauge("open"), monitor.Histogram("size_bytes"), monitor.Timer("api_seconds"));
        var run = s_calls[call];
        Repeat();
        monitor.CutFrame(); // Leaves the arrays in the size they have now.
        Repeat();
        monitor.CutFrame();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Repeat();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Repeat()
        {
            for (var i = 0; i < Calls; i++)
                run(monitor, handles);
        }
    }

    internal sealed record Handles(Counter Counter, Gauge Gauge, Histogram Histogram, MetricTimer Timer);
}
