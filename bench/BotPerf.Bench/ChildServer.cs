using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace BotPerf.Bench;

/// <summary>A program under measurement in a process of its own, on a free port of the loopback, with a folder of its own.</summary>
internal sealed class ChildServer : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly HttpClient Http = new();

    private readonly ProcessStartInfo _start;
    private readonly string _readyPath;
    private Process _process;

    private ChildServer(ProcessStartInfo start, string readyPath, int port, string folder)
    {
        _start = start;
        _readyPath = readyPath;
        _process = Begin(start);
        Port = port;
        Folder = folder;
    }

    public int Port { get; }
    public string Folder { get; }
    public Uri Url => new($"http://127.0.0.1:{Port}/");

    /// <summary>User and system time that the process has used.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public double RssMebibytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1048576.0;
        }
    }

    /// <summary>Starts a program and waits until a path of it answers 200.</summary>
    /// <param name="program">What to run.</param>
    /// <param name="arguments">Made from the port and the folder.</param>
    /// <param name="readyPath">The path that answers once it is ready.</param>
    /// <param name="environment">Of the process, beside that of this one.</param>
    /// <param name="prepare">Puts into the folder what is to be there at its start.</param>
    public static async Task<ChildServer> StartAsync(
        string program, Func<int, string, IReadOnlyList<string>> arguments, string readyPath,
        IReadOnlyDictionary<string, string>? environment = null, Func<string, Task>? prepare = null)
    {
        var port = FreePort();
        var folder = Directory.CreateTempSubdirectory("botperf-bench-").FullName;
        if (prepare is not null)
            await prepare(folder);
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder,
        };
        foreach (var argument in arguments(port, folder))
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;

        var server = new ChildServer(start, readyPath, port, folder);
        await server.WaitAsync();
        return server;
    }

    /// <summary>Ends it and starts it again on the same port and folder, ready.</summary>
    public async Task RestartAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = Begin(_start);
        await WaitAsync();
    }

    /// <summary>BotPerf as built beside this program.</summary>
    public static Task<ChildServer> BotPerfAsync(
        IReadOnlyDictionary<string, string>? environment = null, Func<string, Task>? prepare = null) =>
        StartAsync(
            "dotnet",
            (port, folder) =>
            [
                Path.Combine(AppContext.BaseDirectory, "BotPerf.Web.dll"), "--data", folder, "--urls",
                string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"),
            ],
            "readyz", environment, prepare);

    /// <summary>Makes a bot with the server's own command and returns its ingest key.</summary>
    public Task<string> AddBotAsync(string name) => CommandAsync(Folder, "bots", "add", name);

    /// <summary>A client that calls the REST interface with a token of its own.</summary>
    public async Task<HttpClient> ApiAsync(string scope)
    {
        var http = new HttpClient { BaseAddress = Url };
        http.DefaultRequestHeaders.Authorization = new("Bearer", await CommandAsync(Folder, "tokens", "add", "bench", "--scope", scope));
        return http;
    }

    /// <summary>One of BotPerf's commands on a folder, with or without a server on it.</summary>
    /// <returns>The last line it says.</returns>
    public static async Task<string> CommandAsync(string folder, params string[] words)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "BotPerf.Web.dll"), .. words, "--data", folder])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output.Trim().Split('\n')[^1];
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task WaitAsync()
    {
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < StartPatience)
        {
            if (_process.HasExited)
                throw new InvalidOperationException($"{_process.StartInfo.FileName} ended with {_process.ExitCode} before it was ready.");
            try
            {
                using var answer = await Http.GetAsync(new Uri(Url, _readyPath));
                if (answer.StatusCode == HttpStatusCode.OK)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        throw new TimeoutException($"{_process.StartInfo.FileName} was not ready within {StartPatience.TotalSeconds} s.");
    }

    private static Process Begin(ProcessStartInfo start)
    {
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
