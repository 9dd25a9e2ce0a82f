using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Access;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BotPerf.Tests.Access;

/// <summary>The people of a server on real SQLite, without its web and with a clock that stands still.</summary>
internal sealed class AccessFixture : IAsyncDisposable
{
    public const string Password = "a long enough passphrase 1";

    private readonly TempFolder _temp = new();
    private readonly ServiceProvider _services;

    private AccessFixture()
    {
        Folder = new DataFolder(_temp.File("data"));
        Folder.Create();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton(Folder);
        services.AddAppDb();
        services.AddDataProtection(Folder);
        services.AddAccounts();
        services.AddSingleton<AccountLinks>();
        services.AddSingleton<People>();
        services.AddSingleton<AuditLog>();
        services.AddApiTokens();
        services.AddSingleton<Rights>();
        _services = services.BuildServiceProvider();
    }

    public ManualClock Clock { get; } = new();

    public DataFolder Folder { get; }

    public static async Task<AccessFixture> OpenAsync()
    {
        var fixture = new AccessFixture();
        await fixture.Get<AppDb>().OpenAsync(CancellationToken.None);
        return fixture;
    }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public Task<AppDbContext> ContextAsync() => Get<IDbContextFactory<AppDbContext>>().CreateDbContextAsync();

    public AsyncServiceScope Scope() => _services.CreateAsyncScope();

    /// <returns>The account's number.</returns>
    public async Task<int> AddAsync(string email, string role)
    {
        await using (var scope = Scope())
            await scope.ServiceProvider.GetRequiredService<Accounts>()
                .CreateAsync(email, role, Password, "a test", CancellationToken.None);
        return (await Get<People>().ListAsync(email, 0, 1, CancellationToken.None))[0].Id;
    }

    public async Task<IReadOnlyList<string>> DeedsAsync()
    {
        await using var context = await ContextAsync();
        return await context.Audit.OrderBy(row => row.Id).Select(row => row.What).ToListAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _temp.Dispose();
    }
}
