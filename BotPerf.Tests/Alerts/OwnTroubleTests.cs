using System.Runtime.Versioning;
using BotPerf.Shared.Metrics;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Alerts;
using BotPerf.Web.Storage;
using Microsoft.Extensions.Options;

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

    [Fact]
    public async Task RefusedWrites_AfterADamagedFile_AreToldAndTheFileIsStillCalledDamaged()
    {
        var damaged = Path.Combine(_temp.File("data"), "telemetry.db.damaged-20261121");
        await File.WriteAllTextAsync(damaged, "");
        await RunAsync(60);
        _server.TakesWrites = false;
        await RunAsync(60, sends: false);
        var shown = _server.Get<OwnTrouble>().Now;
        _server.TakesWrites = true;
        await RunAsync(60);
        File.Delete(damaged);
        await RunAsync(60);

        Assert.StartsWith("botperf.db takes no writes", shown!.Text, StringComparison.Ordinal);
        Assert.Equal(
            [
                "A part of BotPerf's history is damaged", "BotPerf cannot store what the bots send", "BotPerf stores again",
                "BotPerf's history is no longer called damaged",
            ],
            (await _server.MessagesAsync()).Select(row => row.Title));
    }

    [Fact]
    public async Task RefusedWrites_ThatBecomeAFullDisk_AreOneTrouble()
    {
        _server.TakesWrites = false;
        await RunAsync(60, sends: false);
        _server.Get<IOptions<StorageOptions>>().Value.ReserveBytes = long.MaxValue;
        await RunAsync(60, sends: false);
        var shown = _server.Get<OwnTrouble>().Now;
        (_server.TakesWrites, _server.Get<IOptions<StorageOptions>>().Value.ReserveBytes) = (true, 0);
        await RunAsync(60);

        Assert.StartsWith("The disk of the data folder has", shown!.Text, StringComparison.Ordinal);
        Assert.Equal(["BotPerf cannot store what the bots send", "BotPerf stores again"], (await _server.MessagesAsync()).Select(row => row.Title));
    }

    // Once in five seconds, as the server's worker does.
    private Task RunAsync(int seconds, bool sends = true) => _server.RunAsync(TimeSpan.FromSeconds(seconds), _ =>
    {
        if (sends)
            _server.Frame(_bot, gauges: _well);
        _server.Get<StorageWatch>().LookAsync(CancellationToken.None).GetAwaiter().GetResult();
    });
}
