using System.Runtime.Versioning;
using BotPerf.Tests.Infrastructure;
using BotPerf.Tests.Storage.App;
using BotPerf.Web.Access;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace BotPerf.Tests.Access;

[UnsupportedOSPlatform("windows")]
public sealed class ApiTokensTests : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly ManualClock _clock = new();
    private ServiceProvider _services = null!;

    public async Task InitializeAsync()
    {
        _services = AppDbTests.Services(new DataFolder(_temp.File("data")), _clock);
        await _services.GetRequiredService<AppDb>().OpenAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Create_Token_IsKeptAsAHashAndFoundByItsText()
    {
        using var tokens = await LoadedAsync();

        var made = await tokens.CreateAsync(" grafana ", Scopes.Read, expiresAt: null, "ada", CancellationToken.None);

        Assert.StartsWith("bpa_", made.Text, StringComparison.Ordinal);
        Assert.True(Math.Log2(62) * (made.Text.Length - 4) >= 160);
        Assert.Equal("grafana", tokens.Find(made.Text)?.Name);
        Assert.Null(tokens.Find(made.Text[..^1] + "!"));
        Assert.Null(tokens.Find("bpa_"));
        await using var context = await Factory.CreateDbContextAsync();
        Assert.Equal(KeyText.Hash(made.Text), (await context.ApiTokens.SingleAsync()).Hash);
        Assert.DoesNotContain(made.Text[8..], string.Concat(
            context.Audit.AsEnumerable().Select(row => row.Subject)), StringComparison.Ordinal);
        Assert.Equal(["token.created"], await context.Audit.Select(row => row.What).ToListAsync());
    }

    [Fact]
    public async Task Load_AfterARestart_KnowsTokensAndTheirLastUse()
    {
        using var before = await LoadedAsync();
        var made = await before.CreateAsync("grafana", Scopes.Operate, expiresAt: null, "ada", CancellationToken.None);
        before.MarkUsed(made.Token.Id);
        await before.WriteUseAsync(CancellationToken.None);

        using var after = await LoadedAsync();

        Assert.Equal(_clock.GetUtcNow().ToUnixTimeMilliseconds(),
            after.Find(made.Text)?.LastUsedAt?.ToUnixTimeMilliseconds());
        Assert.Equal(Scopes.Operate, after.Find(made.Text)?.Scope);
    }

    [Fact]
    public async Task Find_ExpiredOrRevoked_IsNothing()
    {
        using var tokens = await LoadedAsync();
        var brief = await tokens.CreateAsync(
            "brief", Scopes.Read, _clock.GetUtcNow().AddHours(1), "ada", CancellationToken.None);
        var revoked = await tokens.CreateAsync("revoked", Scopes.Read, expiresAt: null, "ada", CancellationToken.None);
        Assert.True(await tokens.RevokeAsync(revoked.Token.Id, "ada", CancellationToken.None));
        Assert.True(await tokens.RevokeAsync(revoked.Token.Id, "ada", CancellationToken.None));
        Assert.False(await tokens.RevokeAsync(4711, "ada", CancellationToken.None));

        Assert.Null(tokens.Find(revoked.Text));
        Assert.NotNull(tokens.Find(brief.Text));
        Assert.True(tokens.IsActive(brief.Token.Id));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Null(tokens.Find(brief.Text));
        Assert.False(tokens.IsActive(brief.Token.Id));

        // The name is free again.
        await tokens.CreateAsync("REVOKED", Scopes.Read, expiresAt: null, "ada", CancellationToken.None);
        await using var context = await Factory.CreateDbContextAsync();
        Assert.Equal(1, await context.Audit.CountAsync(row => row.What == "token.revoked"));
    }

    [Theory]
    [InlineData("", "read", "name")]
    [InlineData("line\nbreak", "read", "name")]
    [InlineData(null, "read", "name")]
    [InlineData("fine", "all", "scope")]
    [InlineData("fine", null, "scope")]
    [InlineData("Taken", "read", null)]
    public async Task Create_WrongWish_NamesTheField(string? name, string? scope, string? field)
    {
        using var tokens = await LoadedAsync();
        await tokens.CreateAsync("taken", Scopes.Read, expiresAt: null, "ada", CancellationToken.None);

        var refused = await Assert.ThrowsAsync<TokenRefusedException>(() =>
            tokens.CreateAsync(name, scope, expiresAt: null, "ada", CancellationToken.None));

        Assert.Equal(field, refused.FieldName);
    }

    public async Task DisposeAsync() => await _services.DisposeAsync();

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _temp.Dispose();
    }

    private IDbContextFactory<AppDbContext> Factory => _services.GetRequiredService<IDbContextFactory<AppDbContext>>();

    private async Task<ApiTokens> LoadedAsync()
    {
        var tokens = new ApiTokens(
            Factory, _services.GetRequiredService<AppDbReader>(), _services.GetRequiredService<AuditTrail>(), _clock,
            NullLogger<ApiTokens>.Instance);
        await tokens.LoadAsync(CancellationToken.None);
        return tokens;
    }
}
