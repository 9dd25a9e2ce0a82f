using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using BotPerf.Client;
using BotPerf.Tests.Infrastructure;

namespace BotPerf.Tests.Client;

public sealed class ExporterTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AddExporter_OwnExporter_GetsTotalsAndWhatIsNew()
    {
        await using var monitor = Monitor();
        var exporter = new KeepingExporter();
        monitor.AddExporter(exporter, TimeSpan.FromSeconds(5));

        monitor.Counter("messages_sent_total").Add(3);
        monitor.TrackCommandExecution("help", 100);
        await NextAsync(() => exporter.Exports.Count == 1);
        monitor.Counter("messages_sent_total").Add(4);
        for (var i = 0; i < 10; i++)
            monitor.TrackCommandExecution("help", 300);
        await NextAsync(() => exporter.Exports.Count == 2);

        var second = exporter.Exports.Last();
        Assert.Equal(7, Value(second.Metrics, "messages_sent_total"));
        Assert.Equal(4, Value(second.Recent, "messages_sent_total"));
        Assert.Equal(11, Distribution(second.Metrics).Count);
        Assert.Equal(0.1, Distribution(second.Metrics).Min, 9);
        var recent = Distribution(second.Recent);
        Assert.Equal(10, recent.Count);
        Assert.Equal(3.0, recent.Sum, 9);
        Assert.InRange(recent.Min, 0.297, 0.303);
        Assert.InRange(recent.P95, 0.297, 0.303);
        Assert.InRange(second.Interval, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1));
        Assert.Equal("test", second.Instance);
    }

    [Fact]
    public async Task Exporters_OneThrowsAndOneHangs_TheOthersGoOnAndTheFailuresAreCounted()
    {
        var options = new BotPerfOptions { Exporters = { new FailingExporter(), new HangingExporter() } };
        await using var monitor = Monitor(options);
        var good = new KeepingExporter();
        monitor.AddExporter(good);

        for (var i = 1; i <= 5; i++)
            await NextAsync(() => good.Exports.Count >= i);
        await NextAsync(() => Failures(monitor, "failing") >= 3 && Failures(monitor, "hanging") >= 1);

        Assert.InRange(good.Exports.Count, 5, 100);
    }

    [Fact]
    public async Task Shutdown_WithExporter_ExportsTheLastFigures()
    {
        var monitor = Monitor();
        var exporter = new KeepingExporter();
        monitor.AddExporter(exporter);
        monitor.Counter("messages_sent_total").Add(3);

        await monitor.ShutdownAsync();

        Assert.Equal(3, Value(Assert.Single(exporter.Exports).Metrics, "messages_sent_total"));
        monitor.AddExporter(exporter);
        Assert.Single(exporter.Exports);
    }

    [Fact]
    public async Task File_Json_IsALineAnExportAndRotates()
    {
        var path = _folder.File("logs/metrics.json");
        var options = new BotPerfOptions { File = { Path = path, MaxFileBytes = 1_024, MaxFiles = 3 } };
        await using (var monitor = Monitor(options))
        {
            monitor.Counter("messages_sent_total", ("text", "a\n\"b\" 名前")).Add(3);
            monitor.TrackCommandExecution("help", 100);
            for (var i = 0; i < 12; i++)
            {
                var lines = Lines();
                await NextAsync(() => Lines() != lines);
            }
        }

        Assert.Equal(["metrics.json", "metrics.json.1", "metrics.json.2"], Directory.GetFiles(_folder.File("logs")).Select(Path.GetFileName).Order());
        var times = new[] { ".2", ".1", "" }.SelectMany(end => File.ReadLines(path + end))
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Select(line =>
            {
                Assert.Contains(line.GetProperty("metrics").EnumerateArray(), metric =>
                    metric.GetProperty("name").GetString() == "messages_sent_total" && metric.GetProperty("labels").GetProperty("text").GetString()!.Contains("名前", StringComparison.Ordinal));
                return line.GetProperty("at").GetDateTimeOffset();
            }).ToArray();
        Assert.Equal(times.Order(), times);
        Assert.All(Directory.GetFiles(_folder.File("logs")), file => Assert.InRange(new FileInfo(file).Length, 1, 2_048));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));

        string Lines() => string.Join('|', new[] { "", ".1", ".2" }.Select(end => File.Exists(path + end) ? File.ReadAllText(path + end) : ""));
    }

    [Fact]
    public async Task File_Prometheus_IsReplacedWhole()
    {
        var path = _folder.File("bot.prom");
        await using var monitor = Monitor(new BotPerfOptions { File = { Path = path, Format = MetricsFormat.Prometheus } });
        monitor.Counter("messages_sent_total", ("text", "a\n\"b\"\\")).Add(3);

        await NextAsync(() => File.Exists(path));

        Assert.Equal("# TYPE bot_messages_sent_total counter\nbot_messages_sent_total{text=\"a \\\"b\\\"\\\\\"} 3\n", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task File_CannotBeWritten_IsCountedAndTheBotGoesOn()
    {
        File.WriteAllText(_folder.File("taken"), "");
        await using var monitor = Monitor(new BotPerfOptions { File = { Path = _folder.File("taken/metrics.json") } });

        await NextAsync(() => Failures(monitor, "file") >= 2);

        Assert.True(monitor.IsEnabled);
    }

    [Fact]
    public async Task Prometheus_Port_AnswersMetricsOnLoopbackOnly()
    {
        var port = LoopbackPort.Free();
        var monitor = Monitor(new BotPerfOptions { Prometheus = { Port = port } });
        monitor.TrackCommandExecution("he\"lp", 100);
        using var http = new HttpClient();

        var text = await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/metrics"));
        using var elsewhere = await http.GetAsync(new Uri($"http://localhost:{port}/"));
        using var post = await http.PostAsync(new Uri($"http://localhost:{port}/metrics"), null);

        Assert.Contains("bot_command_duration_seconds_count{command=\"he\\\"lp\"} 1\n", text, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed), (elsewhere.StatusCode, post.StatusCode));
        Assert.All(LoopbackPort.ListenedOnBy(Environment.ProcessId).Where(end => end.Port == port), end => Assert.True(IPAddress.IsLoopback(end.Address)));

        await monitor.ShutdownAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/metrics")));
    }

    [Fact]
    public async Task Prometheus_PortTaken_IsAProblemNotAnException()
    {
        var port = LoopbackPort.Free();
        await using var first = Monitor(new BotPerfOptions { Prometheus = { Port = port } });
        await using var second = Monitor(new BotPerfOptions { Prometheus = { Port = port } });

        Assert.DoesNotContain(first.Problems, problem => problem.Contains("Prometheus", StringComparison.Ordinal));
        Assert.Contains(second.Problems, problem => problem.Contains("Prometheus:Port", StringComparison.Ordinal));
    }

    private PerformanceMonitor Monitor(BotPerfOptions? options = null)
    {
        options ??= new BotPerfOptions();
        options.Collectors = CollectorOptions.None;
        options.Instrumentation = InstrumentationOptions.None;
        options.Instance = "test";
        return new PerformanceMonitor(options, logger: null, _clock, _ => null);
    }

    /// <summary>Lets time pass until it is so.</summary>
    private Task NextAsync(Func<bool> isSo) => Eventually.TrueAsync("an export", () =>
    {
        if (isSo())
            return true;
        _clock.Advance(TimeSpan.FromSeconds(5));
        return false;
    });

    private static double? Value(IEnumerable<MetricReading> readings, string name) => readings.Single(reading => reading.Name == name).Value;

    private static DistributionSummary Distribution(IEnumerable<MetricReading> readings) =>
        readings.Single(reading => reading.Name == "command_duration_seconds").Distribution!;

    private static double Failures(PerformanceMonitor monitor, string exporter) => monitor.GetDetailedMetrics()
        .Where(reading => reading.Name == "export_failures_total" && reading.Labels["exporter"] == exporter).Sum(reading => reading.Value!.Value);

    private sealed class KeepingExporter : IMetricsExporter
    {
        public ConcurrentQueue<MetricsExport> Exports { get; } = new();
        public string Name => "keeping";

        public Task ExportAsync(MetricsExport export, CancellationToken cancellationToken)
        {
            Exports.Enqueue(export);
            return Task.CompletedTask;
        }
    }

    private sealed class FailingExporter : IMetricsExporter
    {
        public string Name => "failing";
        public Task ExportAsync(MetricsExport export, CancellationToken cancellationToken) => throw new InvalidOperationException("no");
    }

    private sealed class HangingExporter : IMetricsExporter
    {
        public string Name => "hanging";
        public Task ExportAsync(MetricsExport export, CancellationToken cancellationToken) => new TaskCompletionSource().Task;
    }
}
