using System.Runtime.Versioning;
using BotPerf.Shared.Metrics;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Alerts;
using BotPerf.Web.Storage;

namespace BotPerf.Tests.Alerts;

[UnsupportedOSPlatform("windows")]
public sealed class OwnTroubleTests : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly ManualClock _clock = new();
    private readonly Dictionary<string, double> _well = new() { [MetricNames.CpuPercent] = 10 };

    private AlertServer _server = null!;
    private BotId _bot;

    public async Task InitializeAsync()
    {
        _server = await AlertServer.StartAsync(new DataFolder(_temp.File("data")), _clock);
        _bot = await _server.AddBotAsync("Aurora");
        await _server.AddLogChannelAsync();
        await RunAsync(60);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Storage_ThatTakesNoWritesForMinutes_IsToldOnceAndItsEndAndNoBotIsOffline()
    {
        _server.TakesWrites = false;
        await RunAsync(600, sends: false);
        var during = await _server.MessagesAsync();
        var shown = _server.Get<OwnTrouble>().Now;
        _server.TakesWrites = true;
        await RunAsync(60);

        Assert.Equal("BotPerf cannot store what the bots send", Assert.Single(during).Title);
        Assert.StartsWith("botperf.db takes no writes", shown!.Text, StringComparison.Ordinal);
        Assert.Null(_server.Get<OwnTrouble>().Now);
        var messages = await _server.MessagesAsync();
        Assert.Equal(["BotPerf cannot store what the bots send", "BotPerf stores again"], messages.Select(row => row.Title));
        Assert.Single(messages.Select(row => row.Thread).Distinct());
        Assert.Empty(await _server.AlertsAsync());
    }

    [Fact]
    public async Task Storage_ThatRefusesOnce_IsNoTrouble()
    {
        _server.TakesWrites = false;
        await RunAsync(5);
        var shown = _server.Get<OwnTrouble>().Now;
        _server.TakesWrites = true;
        await RunAsync(60);

        Assert.Null(shown);
        Assert.Empty(await _server.MessagesAsync());
    }

    [Fact]
    public async Task Storage_InShortTrouble_IsShownAndNotTold()
    {
        _server.TakesWrites = false;
        await RunAsync(10);
        var shown = _server.Get<OwnTrouble>().Now;
        _server.TakesWrites = true;
        await RunAsync(60);

        Assert.NotNull(shown);
        Assert.Empty(await _server.MessagesAsync());
    }

    // Once in five seconds, as the server's worker does.
    private Task RunAsync(int seconds, bool sends = true) => _server.RunAsync(TimeSpan.FromSeconds(seconds), _ =>
    {
        if (sends)
            _server.Frame(_bot, gauges: _well);
        _server.Get<StorageWatch>().LookAsync(CancellationToken.None).GetAwaiter().GetResult();
    });
}
