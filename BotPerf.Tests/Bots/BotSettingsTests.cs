using System.Runtime.Versioning;
using BotPerf.Shared.Protocol;
using BotPerf.Tests.Infrastructure;
using BotPerf.Tests.Storage.App;
using BotPerf.Web.Bots;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace BotPerf.Tests.Bots;

[UnsupportedOSPlatform("windows")]
public sealed class BotSettingsTests : IAsyncLifetime, IDisposable
{
    private const string By = "ada@example.org";
    private readonly TempFolder _temp = new();
    private readonly ManualClock _clock = new();
    private ServiceProvider _services = null!;
    private BotRegistry _bots = null!;
    private BotSettingsStore _store = null!;
    private BotId _bot;

    public async Task InitializeAsync()
    {
        _services = AppDbTests.Services(new DataFolder(_temp.File("data")), _clock);
        await _services.GetRequiredService<AppDb>().OpenAsync(CancellationToken.None);
        _bots = NewRegistry();
        _store = new BotSettingsStore(
            _bots, _services.GetRequiredService<AuditTrail>(), _clock, NullLogger<BotSettingsStore>.Instance);
        _bot = (await _bots.CreateAsync("Aurora", By, CancellationToken.None)).Bot.Id;
    }

    public async Task DisposeAsync() => await _services.DisposeAsync();

    public void Dispose()
    {
        _bots.Dispose();
        SqliteConnection.ClearAllPools();
        _temp.Dispose();
    }

    [Fact]
    public async Task Set_EverySetting_SurvivesARestart()
    {
        await SetAsync(new BotSettings(false, 2_000, 0.5, new Dictionary<string, bool>
        {
            [CollectorNames.System] = true, [CollectorNames.Network] = false,
        }));

        using var restarted = NewRegistry();
        await restarted.LoadAsync(CancellationToken.None);

        var settings = restarted.Find(_bot)!.Settings;
        Assert.Equal((false, 2_000, 0.5), (settings.Enabled, settings.FlushIntervalMs, settings.DetailSamplingRate));
        Assert.Equal([("network", false), ("system", true)], settings.Collectors.OrderBy(one => one.Key).Select(one => (one.Key, one.Value)));
        Assert.Equal(new Switching(By, _clock.GetUtcNow()), settings.Switched);
    }

    [Fact]
    public async Task Set_TheSameAgain_LeavesNoTrace()
    {
        var told = 0;
        _store.Changed += _ => told++;
        await SetAsync(BotSettings.None with { FlushIntervalMs = 2_000 });

        await SetAsync(BotSettings.None with { FlushIntervalMs = 2_000 });

        Assert.Equal(1, told);
        await using var context = await _services.GetRequiredService<IDbContextFactory<AppDbContext>>().CreateDbContextAsync();
        Assert.Equal(
            "Aurora: flush interval bot's own → 2000 ms", (await context.Audit.SingleAsync(row => row.What == "settings.changed")).Subject);
    }

    [Fact]
    public async Task WasOffAt_OffAndOnAgain_IsTheTimeBetween()
    {
        var off = _clock.GetUtcNow();
        await SetAsync(BotSettings.None with { Enabled = false });
        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.True((await SetAsync(BotSettings.None with { Enabled = false, FlushIntervalMs = 2_000 })).WasOffAt(Second(_clock.GetUtcNow())));
        var on = _clock.GetUtcNow();
        var settings = await SetAsync(BotSettings.None with { FlushIntervalMs = 2_000 });

        Assert.False(settings.WasOffAt(Second(off) - 1));
        Assert.True(settings.WasOffAt(Second(off) + 1));
        Assert.True(settings.WasOffAt(Second(on)));
        Assert.False(settings.WasOffAt(Second(on) + 1));
    }

    [Fact]
    public async Task Set_BotThatIsNotThere_IsRefused() =>
        await Assert.ThrowsAsync<BotRefusedException>(() =>
            _store.SetAsync(new BotId(999), BotSettings.None with { Enabled = false }, By, CancellationToken.None));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public async Task Set_SamplingThatIsNoNumber_IsRefusedByName(double rate)
    {
        var refused = await Assert.ThrowsAsync<BotRefusedException>(() => SetAsync(BotSettings.None with { DetailSamplingRate = rate }));

        Assert.Equal("detailSamplingRate", refused.FieldName);
    }

    private BotRegistry NewRegistry() => ActivatorUtilities.CreateInstance<BotRegistry>(_services);

    private Task<BotSettings> SetAsync(BotSettings settings) => _store.SetAsync(_bot, settings, By, CancellationToken.None);

    private static long Second(DateTimeOffset at) => at.ToUnixTimeSeconds();
}
