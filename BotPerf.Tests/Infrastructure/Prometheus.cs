using System.Text.Json;

namespace BotPerf.Tests.Infrastructure;

/// <summary>The Prometheus of this machine, where there is one: it scrapes one address every second.</summary>
internal sealed class Prometheus : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly HttpClient _http = new();
    private ChildProcess? _process;

    public static bool IsHere { get; } = File.Exists("/usr/bin/prometheus") && File.Exists("/usr/bin/promtool");

    public static async Task<Prometheus> StartAsync(Uri scraped, string token)
    {
        var prometheus = new Prometheus();
        var port = LoopbackPort.Free();
        prometheus._http.BaseAddress = new Uri($"http://127.0.0.1:{port}/");
        await File.WriteAllTextAsync(prometheus._folder.File("token"), token);
        await File.WriteAllTextAsync(prometheus._folder.File("prometheus.yml"), $"""
            global:
              scrape_interval: 1s
            scrape_configs:
              - job_name: botperf
                metrics_path: {scraped.AbsolutePath}
                authorization:
                  credentials_file: {prometheus._folder.File("token")}
                static_configs:
                  - targets: ['{scraped.Authority}']
            """);
        prometheus._process = ChildProcess.Start("/usr/bin/prometheus",
        [
            $"--config.file={prometheus._folder.File("prometheus.yml")}", $"--storage.tsdb.path={prometheus._folder.File("tsdb")}",
            $"--web.listen-address=127.0.0.1:{port}", "--log.level=warn",
        ]);
        return prometheus;
    }

    /// <summary>The series that an expression finds, as soon as it finds any.</summary>
    public async Task<IReadOnlyList<JsonElement>> FindAsync(string expression)
    {
        JsonElement[]? found = null;
        await Eventually.TrueAsync($"Prometheus finds {expression}\n{_process!.Output}", async () =>
        {
            try
            {
                var text = await _http.GetStringAsync(new Uri($"api/v1/query?query={Uri.EscapeDataString(expression)}", UriKind.Relative));
                found = [.. JsonDocument.Parse(text).RootElement.GetProperty("data").GetProperty("result").EnumerateArray()];
                return found.Length > 0;
            }
            catch (HttpRequestException)
            {
                // It is still starting.
                return false;
            }
        });
        return found!;
    }

    public static Task<FinishedProcess> CheckAsync(string text) =>
        ChildProcess.RunAsync("/usr/bin/promtool", ["check", "metrics"], input: text);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_process is not null)
            await _process.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>A test that needs Prometheus: reported as skipped where there is none, never as passed.</summary>
public sealed class PrometheusFactAttribute : FactAttribute
{
    public PrometheusFactAttribute()
    {
        if (!Prometheus.IsHere)
            Skip = "No Prometheus here; install the Debian package prometheus.";
    }
}

/// <summary>As <see cref="PrometheusFactAttribute"/>, for several cases.</summary>
public sealed class PrometheusTheoryAttribute : TheoryAttribute
{
    public PrometheusTheoryAttribute()
    {
        if (!Prometheus.IsHere)
            Skip = "No Prometheus here; install the Debian package prometheus.";
    }
}
