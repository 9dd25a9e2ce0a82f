using System.Collections.Concurrent;
using BotPerf.Client;
using BotPerf.Shared.Protocol;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Bots;
using BotPerf.Web.Ingest;

namespace BotPerf.Tests.Client;

/// <summary>A handler of the bot that does not come back holds up neither the server's calls nor the bot's end.</summary>
[Collection(ServerCollection.Name)]
public sealed class SlowHandlerTests : IAsyncLifetime
{
    private const string By = "ada@example.org";
    private readonly TaskCompletionSource _release = new();
    private LocalServer _server = null!;
    private NewBot _made = null!;
    private PerformanceMonitor _monitor = null!;

    public async Task InitializeAsync()
    {
        _server = await LocalServer.StartAsync();
        _made = await _server.Get<BotRegistry>().CreateAsync("Aurora", By, CancellationToken.None);
        _monitor = Monitor();
        await Eventually.TrueAsync("the bot is connected", () => _monitor.IsConnected);
    }

    public async Task DisposeAsync()
    {
        _release.TrySetResult();
        await _monitor.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Alert_HandlerThatBlocks_HoldsNeitherSettingsNorFrames()
    {
        var heard = new ConcurrentQueue<string>();
        _monitor.Alert += (_, alert) =>
        {
            heard.Enqueue(alert.Id);
            WaitForRelease();
        };
        _monitor.CollectionStopped += (_, change) => heard.Enqueue(change.Reason);
        await _server.Get<BotLine>().AlertRaisedAsync(_made.Bot.Id, Alert("7"));
        await Eventually.TrueAsync("the handler blocks", () => heard.Contains("7"));

        _monitor.TrackCommandExecution("help", 5);
        await Eventually.TrueAsync("frames are acknowledged", () => _monitor.Delivery.Executions.Acknowledged == 1);
        await _server.Get<BotLine>().AlertRaisedAsync(_made.Bot.Id, Alert("8"));
        await Eventually.TrueAsync("the next alert is known", () => _monitor.Alerts.Any(alert => alert.Id == "8"));
        await SetAsync(BotSettings.None with { Enabled = false });
        await Eventually.TrueAsync("the bot is off", () => !_monitor.IsEnabled);

        _release.SetResult();
        await Eventually.TrueAsync("all is heard in its order", () => heard.SequenceEqual(["7", "8", "dashboard"]));
    }

    [Fact]
    public async Task CollectionStopped_HandlerThatBlocks_HoldsNeitherSettingsNorTheEnd()
    {
        var stopped = new TaskCompletionSource();
        _monitor.CollectionStopped += (_, _) =>
        {
            stopped.SetResult();
            WaitForRelease();
        };
        await SetAsync(BotSettings.None with { Enabled = false });
        await Eventually.TrueAsync("the handler blocks", () => stopped.Task.IsCompleted);

        await SetAsync(BotSettings.None);
        await Eventually.TrueAsync("the bot is on again", () => _monitor.IsEnabled);
        await _monitor.ShutdownAsync().WaitAsync(Eventually.Patience, TimeProvider.System);
    }

    private PerformanceMonitor Monitor() => new(
        new BotPerfOptions
        {
            Url = _server.Url, Key = _made.Key.Text, Instance = "one", Collectors = CollectorOptions.None,
            Instrumentation = InstrumentationOptions.None,
        },
        logger: null, TimeProvider.System, _ => null);

    private void WaitForRelease() => ((IAsyncResult)_release.Task).AsyncWaitHandle.WaitOne();

    private static AlertMessage Alert(string id) => new(
        id, "cpu", "CPU too high", "critical", "open", "Aurora", "one", 91.5, 85,
        new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero), null, null, null, null);

    private Task<BotSettings> SetAsync(BotSettings settings) =>
        _server.Get<BotSettingsStore>().SetAsync(_made.Bot.Id, settings, By, CancellationToken.None);
}
