using System.Runtime.Versioning;
using BotPerf.Shared.Metrics;
using BotPerf.Tests.Alerts;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Bots;
using BotPerf.Web.HealthScores;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;

namespace BotPerf.Tests.HealthScores;

/// <summary>Scores from real frames, with the real database, on a clock that the test holds in its hand.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class HealthWorkerTests : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualClock _clock = new();
    private AlertServer _server = null!;
    private BotId _bot;

    [Fact]
    public async Task Score_OfABotAtWork_IsThereWithinSecondsAndFollowsItsFigures()
    {
        await StartAsync();
        Assert.Equal("It has never sent anything.", Score.Unknown);

        await RunAsync(TimeSpan.FromSeconds(10), cpu: 20);
        Assert.Equal((100, HealthBand.Excellent), (Score.Score, Score.Band));

        await RunAsync(TimeSpan.FromMinutes(6), cpu: 85);
        Assert.Equal((25.0, "85 %"), (Score[HealthComponent.Cpu].Score, HealthWords.Value(Score[HealthComponent.Cpu].Findings[0].Value, "percent")));
    }

    [Fact]
    public async Task Score_OfABotThatFallsSilent_IsUnknownAtOnceAndNeverAStaleGreen()
    {
        await StartAsync();
        await RunAsync(TimeSpan.FromMinutes(2), cpu: 20);
        Assert.Equal(100, Score.Score);

        // No round of the worker: who asks is told what is true now.
        _clock.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal((null, HealthBand.Unknown), (Score.Score, Score.Band));
        Assert.Equal("It is offline: nothing comes from it.", Score.Unknown);
        Assert.All(Score.Parts, part => Assert.Equal(HealthBand.Unknown, part.Band));
    }

    [Fact]
    public async Task Score_AfterBotPerfsOwnRestart_IsUnknownUntilTheBotIsHeard()
    {
        await StartAsync();
        await RunAsync(TimeSpan.FromMinutes(1), cpu: 20);
        var heard = _clock.GetUtcNow();
        _clock.Advance(TimeSpan.FromSeconds(2));
        _server = await _server.RestartAsync();
        _server.Know(_bot, heard);
        _clock.Advance(TimeSpan.FromSeconds(2));
        await TickAsync();

        Assert.Equal("Nothing has come from it since BotPerf began to listen.", Score.Unknown);

        await RunAsync(TimeSpan.FromSeconds(10), cpu: 20);
        Assert.Equal(100, Score.Score);
    }

    [Fact]
    public async Task Score_ThatIsNotMadeAnyMore_IsNotTold()
    {
        await StartAsync();
        await RunAsync(TimeSpan.FromMinutes(1), cpu: 20);

        // The bot sends on; the worker makes no rounds.
        for (var i = 0; i < 50; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(5));
            _server.Frame(_bot, gauges: Cpu(20));
        }

        Assert.Null(Score.Score);
    }

    [Fact]
    public async Task Score_OfABotWhoseRecordingIsOff_IsUnknown()
    {
        await StartAsync();
        await RunAsync(TimeSpan.FromMinutes(1), cpu: 20);

        await _server.Get<BotSettingsStore>().SetAsync(_bot, BotSettings.None with { Enabled = false }, "a test", CancellationToken.None);

        Assert.Equal("The recording is switched off.", Score.Unknown);
    }

    [Fact]
    public async Task Score_OneOfTwoInstancesSilent_CostsPointsAndTheOthersAreScored()
    {
        await StartAsync();
        await RunAsync(TimeSpan.FromMinutes(3), () =>
        {
            _server.Frame(_bot, "a", Cpu(20));
            _server.Frame(_bot, "b", Cpu(20));
        });
        Introduce();
        await RunAsync(TimeSpan.FromMinutes(2), () => _server.Frame(_bot, "a", Cpu(20)));

        var silent = Assert.Single(Score[HealthComponent.Discord].Deductions);
        Assert.Equal((HealthChecks.InstancesSilent, 0.5, 75), (silent.Check, silent.Value, silent.Points));
        Assert.Equal(100, Score[HealthComponent.Cpu].Score);
    }

    [Fact]
    public async Task Score_OfAQuietBot_RestsOnAnHourOfItsCommands()
    {
        await StartAsync();
        var minute = 0;
        await RunAsync(TimeSpan.FromMinutes(50), () =>
        {
            // One command a minute, every fifth fails.
            var now = (int)(_clock.GetUtcNow().ToUnixTimeSeconds() / 60);
            _server.Frame(_bot, gauges: Cpu(20), commandSeconds: now == minute ? [] : [0.2], errors: now != minute && now % 5 == 0 ? 1 : 0);
            minute = now;
        });

        var rate = Score[HealthComponent.Commands].Findings.Single(finding => finding.Check == HealthChecks.ErrorRate);
        Assert.Equal(60, rate.Minutes);
        Assert.InRange(rate.Samples, 45, 51);
        Assert.InRange(rate.Value, 0.17, 0.23);
        Assert.DoesNotContain(Score[HealthComponent.Commands].Findings, finding => finding.Check == HealthChecks.Duration);
    }

    [Fact]
    public async Task History_TenMinutesARow_IsTheirAverageAndGoesWithTheBot()
    {
        await StartAsync();
        await RunAsync(TimeSpan.FromMinutes(25), cpu: 20);

        var points = await HistoryAsync();
        Assert.Equal(2, points.Count);
        Assert.All(points, point => Assert.Equal((100, null), (point.Overall, point.Parts[(int)HealthComponent.Discord])));
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero), points[0].At);

        await _server.Get<BotRegistry>().DeleteAsync(_bot, "a test", CancellationToken.None);
        await RunAsync(TimeSpan.FromMinutes(11), () => { });
        Assert.Empty(await HistoryAsync());
    }

    [Fact]
    public async Task History_OfASlotThatTheServerBeforeHasWritten_StaysAsThatSawIt()
    {
        await StartAsync();
        var slot = _clock.GetUtcNow().ToUnixTimeSeconds() / 60 / HealthSlots.Minutes * HealthSlots.Minutes;
        await _server.Get<HealthLedger>().WriteAsync(
            [new HealthScoreRow { BotId = _bot.Value, Minute = slot, Overall = 200 }], replaces: false, CancellationToken.None);
        await RunAsync(TimeSpan.FromMinutes(15), cpu: 20);

        Assert.Equal(20, Assert.Single(await HistoryAsync()).Overall);
    }

    [Fact]
    public async Task History_OlderThanKept_IsLetGoAndTheRestStays()
    {
        await StartAsync();
        var ledger = _server.Get<HealthLedger>();
        var minute = _clock.GetUtcNow().ToUnixTimeSeconds() / 60;
        var other = await _server.AddBotAsync("Other");
        await ledger.WriteAsync([.. new[] { _bot, other }.SelectMany(bot => Enumerable.Range(0, 100).Select(day =>
            new HealthScoreRow { BotId = bot.Value, Minute = minute - (day * 1_440), Overall = 900 }))], replaces: true, CancellationToken.None);

        var gone = await ledger.LetGoAsync(minute - (90 * 1_440), CancellationToken.None);

        Assert.Equal(18, gone);
        Assert.Equal(91, (await ledger.ReadAsync(other, 0, minute + 1, CancellationToken.None)).Count);
    }

    [Fact]
    public async Task Trend_OfAStoredWeek_IsTold()
    {
        await StartAsync();
        var minute = _clock.GetUtcNow().ToUnixTimeSeconds() / 60 / 10 * 10;
        await _server.Get<HealthLedger>().WriteAsync([.. Enumerable.Range(0, 1_000).Select(i => new HealthScoreRow
        {
            BotId = _bot.Value, Minute = minute - (i * 10), Overall = 700 + (i * 2 / 10), Cpu = 1_000, Commands = 900 - (i * 2 / 10),
        })], replaces: true, CancellationToken.None);
        await _server.Get<HealthTrendBook>().RefreshAsync(CancellationToken.None);

        var direction = _server.Get<HealthQueries>().Of(_bot)!.Direction;

        Assert.Equal(HealthTrend.Worse, direction.Overall);
        Assert.Equal(HealthTrend.Stable, direction[HealthComponent.Cpu]);
        Assert.Equal(HealthTrend.Better, direction[HealthComponent.Commands]);
        Assert.Equal(HealthTrend.Unknown, direction[HealthComponent.Discord]);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    private HealthScore Score => _server.Get<HealthQueries>().Of(_bot)!.Score;

    private Task<IReadOnlyList<HealthPoint>> HistoryAsync() => _server.Get<HealthQueries>().HistoryAsync(
        _bot, _clock.GetUtcNow().AddDays(-1), _clock.GetUtcNow(), 10, CancellationToken.None);

    private async Task StartAsync()
    {
        _server = await AlertServer.StartAsync(new DataFolder(_folder.File("data")), _clock);
        _bot = await _server.AddBotAsync("Aurora");
    }

    private Task RunAsync(TimeSpan lasting, double cpu) => RunAsync(lasting, () => _server.Frame(_bot, gauges: Cpu(cpu)));

    private async Task RunAsync(TimeSpan lasting, Action send)
    {
        for (var passed = TimeSpan.Zero; passed < lasting; passed += TimeSpan.FromSeconds(5))
        {
            _clock.Advance(TimeSpan.FromSeconds(5));
            send();
            await TickAsync();
        }
    }

    private void Introduce()
    {
        foreach (var instance in _server.Get<BotPerf.Web.Live.LiveStore>().Bot(_bot)!.Instances)
            instance.Entry.Info = new BotPerf.Shared.Protocol.InstanceInfo { Version = "1" };
    }

    private Task TickAsync() => _server.Get<HealthWorker>().TickAsync(CancellationToken.None);

    private static Dictionary<string, double> Cpu(double percent) => new() { [MetricNames.CpuPercent] = percent };
}
