using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Access;
using BotPerf.Web.Hosting;
using BotPerf.Web.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace BotPerf.Tests.Hosting;

/// <summary>The real server inside the tests' process, on a free port of the loopback and a folder of its own.</summary>
internal sealed class LocalServer : IAsyncDisposable
{
    public const string Email = "ada@example.org";
    public const string Password = "a long enough passphrase 1";

    private readonly TempFolder _folder = new();
    private readonly WebApplication _app;

    private LocalServer(bool demo, Action<WebApplication>? map)
    {
        Folder = new DataFolder(_folder.File("data"));
        Folder.Create();
        _app = BotPerf.Web.Program.Build(new ServerSettings(Folder.Path, "http://127.0.0.1:0", demo), Folder);
        map?.Invoke(_app);
    }

    public DataFolder Folder { get; }

    public WebApplication App => _app;

    public Uri Url => new(_app.Urls.First());

    public Welcome? Welcome => Get<ServerStart>().Welcome;

    public static async Task<LocalServer> StartAsync(bool demo = false, Action<WebApplication>? map = null)
    {
        var server = new LocalServer(demo, map);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>A server on which Ada is the administrator.</summary>
    public static async Task<LocalServer> StartWithAdaAsync(Action<WebApplication>? map = null)
    {
        var server = await StartAsync(map: map);
        await server.AddAccountAsync(Email, Roles.Admin);
        return server;
    }

    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    public async Task AddAccountAsync(string email, string role)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<Accounts>()
            .CreateAsync(email, role, Password, "a test", CancellationToken.None);
    }

    public async Task SetPasswordAsync(string email, string password)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        Assert.True(await scope.ServiceProvider.GetRequiredService<Accounts>()
            .SetPasswordAsync(email, password, "a test", CancellationToken.None));
    }

    public Visitor NewVisitor() => new(Url);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }
}
