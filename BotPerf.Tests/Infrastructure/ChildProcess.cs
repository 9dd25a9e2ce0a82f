using System.Diagnostics;
using System.Globalization;

namespace BotPerf.Tests.Infrastructure;

/// <summary>A program that runs beside the tests: its output is kept, and it never outlives them.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly Process _process;

    private ChildProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, data) => Keep(data.Data);
        _process.ErrorDataReceived += (_, data) => Keep(data.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;
    public bool HasExited => _process.HasExited;

    /// <summary>What it wrote so far, standard output and error together.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
                return [.. _lines];
        }
    }

    public string Output => string.Join('\n', Lines);

    /// <param name="environment">On top of the tests' own environment, from which BotPerf's settings are removed.</param>
    public static ChildProcess Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null,
        string? workingFolder = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = workingFolder ?? Path.GetTempPath(),
        };
        foreach (var name in start.Environment.Keys.Where(IsOurs).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return new ChildProcess(start);
    }

    /// <summary>Starts a program, gives it its input and waits for its end.</summary>
    public static async Task<FinishedProcess> RunAsync(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null,
        string input = "")
    {
        await using var child = Start(program, arguments, environment);
        await child.WriteInputAsync(input);
        return new FinishedProcess(await child.WaitForExitAsync(Eventually.Patience), child.Lines);
    }

    /// <summary>Writes to its standard input and closes it.</summary>
    public async Task WriteInputAsync(string input)
    {
        await _process.StandardInput.WriteAsync(input);
        _process.StandardInput.Close();
    }

    /// <summary>The first line that fits, as soon as it is written; fails when the program ends without it.</summary>
    public async Task<string> WaitForLineAsync(Func<string, bool> fits, string what, TimeSpan? within = null)
    {
        string? line = null;
        await Eventually.TrueAsync($"{what}\nIts output:\n{Output}", () =>
        {
            var ended = HasExited;
            line = Lines.FirstOrDefault(fits);
            if (line is null && ended)
                Assert.Fail($"The program ended before: {what}\nIts output:\n{Output}");
            return line is not null;
        }, within);
        return line!;
    }

    /// <summary>SIGKILL: no chance to put anything in order.</summary>
    public async Task Kill9Async()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, as an operating system asks.</summary>
    public async Task<int> StopGracefullyAsync(TimeSpan? within = null)
    {
        using (var kill = Process.Start("kill", ["-TERM", Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        return await WaitForExitAsync(within ?? EndPatience);
    }

    public async Task<int> WaitForExitAsync(TimeSpan within)
    {
        using var patience = new CancellationTokenSource(within);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"The program did not end within {within.TotalSeconds:0.#} s. Its output:\n{Output}");
        }

        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await Kill9Async();
        _process.Dispose();
    }

    private static bool IsOurs(string name) =>
        name.StartsWith("BOTPERF_", StringComparison.Ordinal) || name.StartsWith("ASPNETCORE_", StringComparison.Ordinal)
        || name is "DOTNET_ENVIRONMENT" or "PERFORMANCE_MONITORING_ENABLED" or "METRICS_SAMPLING_RATE";

    private void Keep(string? line)
    {
        if (line is null)
            return;

        lock (_gate)
            _lines.Add(line);
    }
}

/// <param name="Lines">Standard output and error together.</param>
internal sealed record FinishedProcess(int ExitCode, IReadOnlyList<string> Lines)
{
    public string Output => string.Join('\n', Lines);
    public string LastLine => Lines.LastOrDefault(line => line.Length > 0) ?? "";
}
