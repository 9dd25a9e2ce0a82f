using System.Net;

namespace BotPerf.Tests.Infrastructure;

/// <summary>
/// The real server, built, in a process of its own, on a free port of the loopback and a data folder of its own. It can
/// be killed or stopped and started again on the same port and folder.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    public const string AdminEmail = "admin@example.org";
    public const string AdminPassword = "a long enough passphrase 1";
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);

    private readonly IReadOnlyList<string> _arguments;
    private readonly Dictionary<string, string> _environment;
    private readonly TempFolder _folder = new();
    private readonly HttpClient _http;
    private ChildProcess? _process;

    private ServerProcess(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment)
    {
        _arguments = arguments;
        _environment = new Dictionary<string, string>
        {
            ["BOTPERF_ADMIN_EMAIL"] = AdminEmail,
            ["BOTPERF_ADMIN_PASSWORD"] = AdminPassword,
            ["BOTPERF_DATA"] = _folder.Path,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            _environment[name] = value;

        Port = LoopbackPort.Free();
        Url = new Uri($"http://127.0.0.1:{Port}/");
        _http = new HttpClient { BaseAddress = Url };
        _http.DefaultRequestHeaders.ConnectionClose = true;
    }

    public int Port { get; }
    public Uri Url { get; }
    public string DataFolder => _folder.Path;
    public string Output => Process.Output;

    /// <summary>For requests to the server; without cookies or keys.</summary>
    public HttpClient Http => _http;

    private ChildProcess Process => _process ?? throw new InvalidOperationException("The server was not started.");

    /// <summary>A server that is ready.</summary>
    /// <param name="arguments">After <c>--urls</c>.</param>
    /// <param name="environment">On top of the administrator and the data folder.</param>
    public static async Task<ServerProcess> StartAsync(
        IReadOnlyList<string>? arguments = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var server = new ServerProcess(arguments ?? [], environment);
        try
        {
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it on the same port and folder, and waits until it is ready.</summary>
    public async Task StartAgainAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _process = ChildProcess.Start(
            "dotnet",
            [RepositoryFolder.BuiltProgram("BotPerf.Web"), "--urls", Url.GetLeftPart(UriPartial.Authority), .. _arguments],
            _environment, _folder.Path);
        await Eventually.TrueAsync("the server is ready", IsReadyAsync, StartPatience);
        AssertListensOnlyHere();
    }

    /// <summary>Waits until somebody holds a connection, other than these tests.</summary>
    public Task WaitForConnectionAsync() => Eventually.TrueAsync(
        "somebody connects", () => LoopbackPort.ConnectionsTo(Process.Id, Port) > 0, StartPatience);

    public Task Kill9Async() => Process.Kill9Async();

    /// <summary>The exit code.</summary>
    public Task<int> StopGracefullyAsync() => Process.StopGracefullyAsync();

    /// <summary>A verb of the command line, on this server's data folder.</summary>
    public Task<FinishedProcess> CommandLineAsync(params string[] verb) =>
        ChildProcess.RunAsync("dotnet", [RepositoryFolder.BuiltProgram("BotPerf.Web"), .. verb], _environment);

    /// <summary>Somebody who may sign in with this password.</summary>
    public async Task AddUserAsync(string email, string role, string password)
    {
        var added = await ChildProcess.RunAsync(
            "dotnet", [RepositoryFolder.BuiltProgram("BotPerf.Web"), "users", "add", email, "--role", role], _environment, password);
        Assert.True(added.ExitCode == 0, added.Output);
    }

    /// <summary>A new API token.</summary>
    public async Task<string> AddTokenAsync(string name, string scope)
    {
        var added = await CommandLineAsync("tokens", "add", name, "--scope", scope);
        Assert.True(added.ExitCode == 0, added.Output);
        return added.LastLine.Trim();
    }

    /// <summary>Waits until it says something.</summary>
    public Task WaitForLineAsync(string part, TimeSpan within) =>
        Process.WaitForLineAsync(line => line.Contains(part, StringComparison.Ordinal), $"the server says \"{part}\"", within);

    /// <summary>A new bot's ingest key.</summary>
    public async Task<string> AddBotAsync(string name)
    {
        var added = await CommandLineAsync("bots", "add", name);
        Assert.True(added.ExitCode == 0, added.Output);
        return added.LastLine.Trim();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_process is not null)
            await _process.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<bool> IsReadyAsync()
    {
        if (Process.HasExited)
            Assert.Fail("The server ended at its start. Its output:\n" + Output);

        try
        {
            using var answer = await _http.GetAsync(new Uri("readyz", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void AssertListensOnlyHere()
    {
        if (!OperatingSystem.IsLinux())
            return;

        var elsewhere = LoopbackPort.ListenedOnBy(Process.Id)
            .Where(address => !IPAddress.IsLoopback(address.Address) || address.Port != Port);
        Assert.Empty(elsewhere);
    }
}
