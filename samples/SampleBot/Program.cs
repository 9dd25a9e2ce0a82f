// A bot that pretends to chat, to copy from. Set BOTPERF_URL and BOTPERF_KEY (the page "Bots and keys" shows both), then:
//   dotnet run --project samples/SampleBot
// For tests: --rate EXECUTIONS_PER_SECOND --seconds N --instance NAME; the last line it prints is its delivery statistics.
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using BotPerf.Client;
using Microsoft.Extensions.Logging;

var rate = Number("--rate", 5);
var seconds = Number("--seconds", double.PositiveInfinity);
var time = TimeProvider.System;
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true; // End in our own time: the last measurements go out first.
    stop.Cancel();
};

using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = true;
    stop.Cancel();
});

// What the SDK has to say (a wrong key, a server that is away) it says to a logger, once.
using var logs = LoggerFactory.Create(logging => logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning));
await using var monitor = new PerformanceMonitor(new BotPerfOptions
{
    Instance = Option("--instance"),
    Version = "1.0.0",
    Library = "SampleBot",
}, logs.CreateLogger<PerformanceMonitor>());
foreach (var problem in monitor.Problems)
    Console.WriteLine($"! {problem}");
monitor.TrackLifecycle("ready", ("guilds", "3"));
Console.WriteLine($"Chatting: {rate} commands a second. Ctrl-C ends.");

(string Name, string Module, double UsualMs)[] commands =
    [("help", "General", 20), ("play", "Music", 180), ("ban", "Moderation", 90), ("imagine", "Art", 900)];
var greetings = monitor.Counter("greetings_sent_total", ("language", "en"));
var started = time.GetTimestamp();
var running = new List<Task>();
for (var count = 0L; time.GetElapsedTime(started).TotalSeconds < seconds && !stop.IsCancellationRequested;)
{
    for (var due = (long)(time.GetElapsedTime(started).TotalSeconds * rate); count < due; count++)
        running.Add(HandleAsync(commands[Random.Shared.Next(commands.Length)]));
    running.RemoveAll(task => task.IsCompleted);

    monitor.TrackWebSocketLatency(40 + Random.Shared.NextDouble() * 30, "gateway:0");
    await Task.Delay(TimeSpan.FromMilliseconds(20), time, CancellationToken.None);
}

await Task.WhenAll(running);
await monitor.ShutdownAsync();
Console.WriteLine($"{monitor.GetMetrics().Executions} commands answered. What became of their measurements:");
Console.WriteLine(JsonSerializer.Serialize(monitor.Delivery, JsonSerializerOptions.Web));

async Task HandleAsync((string Name, string Module, double UsualMs) command)
{
    using var scope = monitor.BeginCommand(command.Name, command.Module, "slash");
    try
    {
        await WorkAsync(command.UsualMs / 4);
        scope.Acknowledged();
        using (monitor.BeginQuery("SELECT"))
            await WorkAsync(command.UsualMs / 4);
        await WorkAsync(command.UsualMs / 2);
        if (Random.Shared.Next(50) == 0)
            throw new InvalidOperationException($"{command.Name} found nobody to talk to");
        greetings.Add();
    }
    catch (InvalidOperationException exception)
    {
        scope.Fail(exception);
    }
}

Task WorkAsync(double usualMs) =>
    Task.Delay(TimeSpan.FromMilliseconds(usualMs * (0.5 + Random.Shared.NextDouble())), time, CancellationToken.None);

string? Option(string name) => Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;

double Number(string name, double otherwise) =>
    Option(name) is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : otherwise;
