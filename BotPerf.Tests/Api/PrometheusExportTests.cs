using System.Text;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Api.Prometheus;
using BotPerf.Web.Bots;
using BotPerf.Web.Live;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;
using BotPerf.Web.Storage.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Tests.Api;

/// <summary>Which instances are exported, at times that a test can reach.</summary>
public sealed class PrometheusExportTests : IAsyncLifetime
{
    private readonly ManualClock _clock = new(TimeProvider.System.GetUtcNow());
    private LocalServer _server = null!;
    private SentEvents _bot = null!;

    private BotId Id => _server.Get<BotRegistry>().All.Single().Id;

    public async Task InitializeAsync()
    {
        _server = await LocalServer.StartAsync();
        _bot = await SentEvents.NewBotAsync(_server);
        await _bot.PostEveryKindAsync("one");
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Up_BotToldToSendOnceAMinute_IsUpBetweenItsFrames()
    {
        await SendsOnceAMinuteAsync();

        _clock.Advance(TimeSpan.FromSeconds(100));

        Assert.Contains("bot_up{bot=\"Aurora\"} 1\n", await TextAsync(), StringComparison.Ordinal);
        Assert.Contains("bot_memory_rss_bytes{", await TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forget_BotToldToSendOnceAMinute_IsStillThereBetweenItsFrames()
    {
        await _bot.PostEveryKindAsync("two");
        await SendsOnceAMinuteAsync();
        _clock.Advance(TimeSpan.FromSeconds(100));

        var said = await Forgotten().ForgetAsync(
            Id, Instance("two"), TimeSpan.FromMinutes(1), "ada", CancellationToken.None);

        Assert.Contains("is still there", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_InstanceSilentForMoreThanAnHour_IsLeftOut()
    {
        _clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Contains("bot_up{bot=\"Aurora\"} 0\n", await TextAsync(), StringComparison.Ordinal);
        Assert.Contains("bot_command_duration_seconds_count{", await TextAsync(), StringComparison.Ordinal);

        _clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal("", await TextAsync());
    }

    [Fact]
    public async Task Text_ForgottenInstance_IsLeftOutAndTheOtherKeepsItsLabel()
    {
        await _bot.PostEveryKindAsync("two");
        await _bot.PostAsync("two", new { type = "lifecycle", @event = "stop" });
        Assert.Contains("bot_command_errors_total{bot=\"Aurora\",instance=\"two\"", await TextAsync(), StringComparison.Ordinal);
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(await _server.Get<ForgottenInstances>().ForgetAsync(
            Id, Instance("two"), TimeSpan.Zero, "ada", CancellationToken.None));

        var text = await TextAsync();
        Assert.DoesNotContain("two", text, StringComparison.Ordinal);
        Assert.Contains("bot_command_errors_total{bot=\"Aurora\",instance=\"one\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_AskedOftenForOneBot_IsMadeOnceASecond()
    {
        var page = new PrometheusPage(Export(), _clock);

        var first = await page.OfAsync(Id, CancellationToken.None);
        var second = await page.OfAsync(Id, CancellationToken.None);
        _clock.Advance(TimeSpan.FromSeconds(1));
        var third = await page.OfAsync(Id, CancellationToken.None);

        Assert.Same(first, second);
        Assert.NotSame(first, third);
    }

    private Task SendsOnceAMinuteAsync() => _server.Get<BotSettingsStore>().SetAsync(
        Id, BotSettings.None with { FlushIntervalMs = 60_000 }, "ada", CancellationToken.None);

    private InstanceId Instance(string name) =>
        _server.Get<LiveStore>().Bot(Id)!.Instances.Single(one => one.Entry.Name == name).Entry.Id;

    private ForgottenInstances Forgotten() => new(
        _server.Get<IDbContextFactory<AppDbContext>>(), _server.Get<AppDbReader>(), _server.Get<AuditTrail>(),
        _server.Get<LiveStore>(), _clock);

    private PrometheusExport Export() => new(
        _server.Get<BotRegistry>(), _server.Get<LiveStore>(), _server.Get<ForgottenInstances>(),
        _server.Get<TelemetryCatalog>(), _clock);

    private async Task<string> TextAsync()
    {
        var pieces = await new PrometheusPage(Export(), _clock).AllAsync(openMetrics: false, CancellationToken.None);
        return string.Concat(pieces.Select(piece => Encoding.UTF8.GetString(piece.Span)));
    }
}
