using System.Runtime.Versioning;
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
public sealed class BotRegistryTests : IAsyncLifetime, IDisposable
{
    private const string By = "ada@example.org";
    private readonly TempFolder _temp = new();
    private readonly ManualClock _clock = new();
    private ServiceProvider _services = null!;
    private BotRegistry _bots = null!;

    public async Task InitializeAsync()
    {
        _services = AppDbTests.Services(new DataFolder(_temp.File("data")), _clock);
        await _services.GetRequiredService<AppDb>().OpenAsync(CancellationToken.None);
        _bots = await LoadAsync();
    }

    [Fact]
    public async Task Create_NewBot_IsFoundByItsKeyNowAndAfterARestart()
    {
        var made = await _bots.CreateAsync("  Music bot ", By, CancellationToken.None);

        Assert.Equal("Music bot", made.Bot.Name);
        Assert.Equal(made.Bot.Id, _bots.FindByKey(made.Key.Text)?.Id);
        var restarted = await LoadAsync();
        Assert.Equal(made.Bot.Id, restarted.FindByKey(made.Key.Text)?.Id);
        Assert.Equal("Music bot", restarted.Find(made.Bot.Id)?.Name);
    }

    [Fact]
    public async Task Create_AnyKey_IsNowhereInTheFolder()
    {
        var made = await _bots.CreateAsync("Secretive", By, CancellationToken.None);

        foreach (var file in Directory.EnumerateFiles(_temp.Path, "*", SearchOption.AllDirectories))
        {
            await using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(open, System.Text.Encoding.Latin1);
            Assert.DoesNotContain(made.Key.Text, await reader.ReadToEndAsync(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("two\nlines")]
    public async Task Create_NameThatWillNotDo_IsRefused(string name) =>
        await Assert.ThrowsAsync<BotRefusedException>(() => _bots.CreateAsync(name, By, CancellationToken.None));

    [Fact]
    public async Task Create_LongestNameAndOneMore_TheSecondIsRefused()
    {
        await _bots.CreateAsync(new string('x', 100), By, CancellationToken.None);

        var refused = await Assert.ThrowsAsync<BotRefusedException>(
            () => _bots.CreateAsync(new string('y', 101), By, CancellationToken.None));
        Assert.Contains("at most 100", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_SameNameAtTheSameTime_OneWins()
    {
        var attempts = await Task.WhenAll(Enumerable.Range(0, 8).Select(async number =>
        {
            try
            {
                await _bots.CreateAsync(number % 2 == 0 ? "Twin" : "TWIN", By, CancellationToken.None);
                return 1;
            }
            catch (BotRefusedException)
            {
                return 0;
            }
        }));

        Assert.Equal(1, attempts.Sum());
        Assert.Single(_bots.All);
    }

    [Fact]
    public async Task Keys_Rotation_TwoAreActiveAndTheOldOneEnds()
    {
        var made = await _bots.CreateAsync("Rotating", By, CancellationToken.None);
        var next = await _bots.IssueKeyAsync(made.Bot.Id, By, CancellationToken.None);
        await Assert.ThrowsAsync<BotRefusedException>(
            () => _bots.IssueKeyAsync(made.Bot.Id, By, CancellationToken.None));
        Assert.NotNull(_bots.FindKey(made.Key.Text));
        Assert.NotNull(_bots.FindKey(next.Text));

        var revoked = new List<int>();
        _bots.KeyRevoked += revoked.Add;
        await _bots.RevokeKeyAsync(made.Bot.Id, made.Key.Key.Id, By, CancellationToken.None);

        Assert.Equal([made.Key.Key.Id], revoked);
        Assert.Null(_bots.FindKey(made.Key.Text));
        Assert.NotNull(_bots.FindKey(next.Text));
        Assert.Null((await LoadAsync()).FindKey(made.Key.Text));
        Assert.False(_bots.Find(made.Bot.Id)!.Keys.Single(key => key.Id == made.Key.Key.Id).IsActive);
    }

    [Theory]
    [InlineData("")]
    [InlineData("bpi_")]
    [InlineData("bpi_00000000000000000000000000000000")]
    [InlineData("bpa_00000000000000000000000000000000")]
    public void FindKey_UnknownText_IsNothing(string text) => Assert.Null(_bots.FindKey(text));

    [Fact]
    public async Task MarkUsed_WrittenLater_ShowsWhen()
    {
        var made = await _bots.CreateAsync("Used", By, CancellationToken.None);
        _clock.Advance(TimeSpan.FromMinutes(5));
        _bots.MarkUsed(made.Key.Key.Id);
        await _bots.WriteUseAsync(CancellationToken.None);

        Assert.Equal(_clock.GetUtcNow(), _bots.Find(made.Bot.Id)!.Keys[0].LastUsedAt);
        Assert.Equal(_clock.GetUtcNow(), (await LoadAsync()).Find(made.Bot.Id)!.Keys[0].LastUsedAt);
    }

    [Fact]
    public async Task Changes_EachOfThem_AreInTheAuditTrailWithoutTheKey()
    {
        var changes = 0;
        _bots.Changed += () => changes++;
        var made = await _bots.CreateAsync("Audited", By, CancellationToken.None);
        await _bots.RevokeKeyAsync(made.Bot.Id, made.Key.Key.Id, By, CancellationToken.None);

        await using var context = await Factory.CreateDbContextAsync();
        var trail = await context.Audit.OrderBy(row => row.Id).ToListAsync();
        Assert.Equal(["bot.created", "key.created", "key.revoked"], trail.Select(row => row.What));
        Assert.All(trail, row => Assert.Equal(By, row.Who));
        Assert.All(trail, row => Assert.DoesNotContain(made.Key.Text, row.Subject, StringComparison.Ordinal));
        Assert.Equal(2, changes);
    }

    public async Task DisposeAsync()
    {
        _bots.Dispose();
        await _services.DisposeAsync();
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _temp.Dispose();
    }

    private IDbContextFactory<AppDbContext> Factory => _services.GetRequiredService<IDbContextFactory<AppDbContext>>();

    private async Task<BotRegistry> LoadAsync()
    {
        var bots = new BotRegistry(Factory, _services.GetRequiredService<AppDbReader>(),
            _services.GetRequiredService<AuditTrail>(), _clock, NullLogger<BotRegistry>.Instance);
        await bots.LoadAsync(CancellationToken.None);
        return bots;
    }
}
