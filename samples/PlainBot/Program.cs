// A bot without dependency injection. Set BOTPERF_URL and BOTPERF_KEY, then:
//   dotnet run --project samples/PlainBot
using System.Runtime.InteropServices;
using BotPerf.Client;

await using var monitor = new PerformanceMonitor(new BotPerfOptions { Instance = "plain-0", Version = "1.0.0" });
foreach (var problem in monitor.Problems)
    Console.WriteLine($"! {problem}");

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
monitor.TrackLifecycle("ready");

while (!stop.IsCancellationRequested)
{
    using var command = monitor.BeginCommand("help", module: "General", kind: "slash");
    try
    {
        await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(5, 25)), TimeProvider.System, CancellationToken.None);
        command.Acknowledged();
    }
    catch (InvalidOperationException exception)
    {
        command.Fail(exception);
    }
}

await monitor.ShutdownAsync();
var executions = monitor.Delivery.Executions;
Console.WriteLine($"{executions.Recorded} commands answered; the server has {executions.Acknowledged}, {executions.Dropped} were lost.");

void End(PosixSignalContext signal)
{
    signal.Cancel = true; // End in our own time: the last measurements go out first.
    stop.Cancel();
}
