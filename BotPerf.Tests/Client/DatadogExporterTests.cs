using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text.Json;
using BotPerf.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BotPerf.Tests.Client;

/// <summary>Against a server on loopback that takes what Datadog's series API takes.</summary>
public sealed class DatadogExporterTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<JsonElement> _series = new();
    private readonly ConcurrentQueue<long> _bytes = new();
    private WebApplication _datadog = null!;
    private Queue<int> _answers = new();

    [Fact]
    public async Task Export_EveryKind_IsWhatTheSeriesApiTakes()
    {
        var exporter = Exporter();

        await exporter.ExportAsync(Export(
            new MetricReading("messages_sent_total", MetricKind.Counter, Labels(("channel", "a,b")), "", 7, null),
            new MetricReading("memory_heap_bytes", MetricKind.Gauge, Labels(), "B", 12.5, null),
            new MetricReading("command_duration_seconds", MetricKind.Histogram, Labels(("command", "help")), "s", null,
                new DistributionSummary(4, 2, 0.25, 1, 0.5, 0.8, 0.9, 1))), CancellationToken.None);

        var counter = Series("bot.messages_sent_total");
        Assert.Equal((1, 10), (counter.GetProperty("type").GetInt32(), counter.GetProperty("interval").GetInt32()));
        Assert.Equal(7, Point(counter).GetProperty("value").GetDouble());
        Assert.Equal(1_763_719_200, Point(counter).GetProperty("timestamp").GetInt64());
        Assert.Equal(["instance:shard-0", "env:prod", "channel:a_b"], counter.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()));
        Assert.Equal("box", counter.GetProperty("resources")[0].GetProperty("name").GetString());
        Assert.Equal((3, "byte"), (Series("bot.memory_heap_bytes").GetProperty("type").GetInt32(), Series("bot.memory_heap_bytes").GetProperty("unit").GetString()));
        Assert.Equal([4, 2, 0.5, 0.9], new[] { "count", "sum", "avg", "p95" }.Select(end => Point(Series($"bot.command_duration_seconds.{end}")).GetProperty("value").GetDouble()));
        Assert.Equal([1, 1, 3], new[] { "count", "sum", "p95" }.Select(end => Series($"bot.command_duration_seconds.{end}").GetProperty("type").GetInt32()));
    }

    [Fact]
    public async Task Export_BusyAndBroken_TriesAgainAndSendsOnce()
    {
        _answers = new Queue<int>([429, 503, 202]);
        await Exporter().ExportAsync(Export(Counter(1)), CancellationToken.None);

        Assert.Equal(1, Sum());
    }

    [Fact]
    public async Task Export_AwayForLonger_KeepsItForTheNextTime()
    {
        var exporter = Exporter();
        _answers = new Queue<int>([500, 500, 500]);
        await Assert.ThrowsAsync<HttpRequestException>(() => exporter.ExportAsync(Export(Counter(3)), CancellationToken.None));
        Assert.Empty(_series);

        await exporter.ExportAsync(Export(Counter(4)), CancellationToken.None);

        Assert.Equal(7, Sum());
    }

    [Fact]
    public async Task Export_RefusedForGood_IsGivenUpAndTheNextIsSent()
    {
        var exporter = Exporter();
        _answers = new Queue<int>([400]);
        await Assert.ThrowsAsync<HttpRequestException>(() => exporter.ExportAsync(Export(Counter(3)), CancellationToken.None));

        await exporter.ExportAsync(Export(Counter(4)), CancellationToken.None);

        Assert.Equal(4, Sum());
    }

    [Fact]
    public async Task Export_ManySeries_IsSentInBatches()
    {
        var readings = Enumerable.Range(0, 5_000).Select(i =>
            new MetricReading("messages_sent_total", MetricKind.Counter, Labels(("text", $"{i} {new string('x', 150)}")), "", 1, null));

        await Exporter().ExportAsync(Export([.. readings]), CancellationToken.None);

        Assert.Equal(5_000, Sum());
        Assert.True(_bytes.Count > 1);
        Assert.All(_bytes, bytes => Assert.InRange(bytes, 1, 500_000));
    }

    [Fact]
    public async Task Export_WrongKey_SaysNothingOfTheKey()
    {
        var exporter = new DatadogExporter(new DatadogExporterOptions { ApiKey = "wrong-secret", Address = new Uri(_datadog.Urls.Single()) });

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => exporter.ExportAsync(Export(Counter(1)), CancellationToken.None));

        Assert.Contains("403", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-secret", refused.ToString(), StringComparison.Ordinal);
    }

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _datadog = builder.Build();
        _datadog.MapPost("/api/v2/series", (Delegate)TakeAsync);
        await _datadog.StartAsync();
    }

    public async Task DisposeAsync() => await _datadog.DisposeAsync();

    private async Task<IResult> TakeAsync(HttpContext context)
    {
        if (context.Request.Headers["DD-API-KEY"] != "secret")
            return Results.StatusCode(403);
        var status = _answers.TryDequeue(out var answer) ? answer : 202;
        if (status != 202)
        {
            context.Response.Headers.RetryAfter = "0";
            return Results.StatusCode(status);
        }

        Assert.Equal(("application/json", "gzip"), (context.Request.ContentType, context.Request.Headers.ContentEncoding.ToString()));
        using var body = new MemoryStream();
        await using (var gzip = new GZipStream(context.Request.Body, CompressionMode.Decompress))
            await gzip.CopyToAsync(body);
        _bytes.Enqueue(body.Length);
        foreach (var one in JsonDocument.Parse(body.ToArray()).RootElement.GetProperty("series").EnumerateArray())
            _series.Enqueue(one);
        return Results.Json(new { errors = Array.Empty<string>() }, statusCode: 202);
    }

    private DatadogExporter Exporter() => new(new DatadogExporterOptions
    {
        ApiKey = "secret", Address = new Uri(_datadog.Urls.Single()), Host = "box", Tags = { "env:prod" },
    });

    private JsonElement Series(string metric) => _series.Single(one => one.GetProperty("metric").GetString() == metric);

    private static JsonElement Point(JsonElement series) => series.GetProperty("points")[0];

    private double Sum() => _series.Sum(one => Point(one).GetProperty("value").GetDouble());

    private static MetricReading Counter(double value) => new("messages_sent_total", MetricKind.Counter, Labels(), "", value, null);

    private static MetricsExport Export(params MetricReading[] recent) =>
        new(DateTimeOffset.FromUnixTimeSeconds(1_763_719_200), TimeSpan.FromSeconds(10), "shard-0", [], recent);

    private static Dictionary<string, string> Labels(params (string Name, string Value)[] labels) =>
        labels.ToDictionary(label => label.Name, label => label.Value);
}
