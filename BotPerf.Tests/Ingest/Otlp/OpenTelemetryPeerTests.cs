using System.Text.Json;
using BotPerf.Shared.Sketches;
using BotPerf.Tests.Api;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Bots;
using BotPerf.Web.Ingest.Otlp;
using BotPerf.Web.Live;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Tests.Ingest.Otlp;

/// <summary>A program with OpenTelemetry's own SDK pushes; what is read back is what it has recorded.</summary>
[Collection(ServerCollection.Name)]
public sealed class OpenTelemetryPeerTests
{
    [Theory]
    [InlineData("proto", "cumulative")]
    [InlineData("proto", "delta")]
    [InlineData("json", "cumulative")]
    [InlineData("json", "delta")]
    public async Task Export_OpenTelemetryForJavaScript_FiguresAreWhatItRecorded(string encoding, string temporality)
    {
        await using var server = await LocalServer.StartAsync();
        var made = await server.Get<BotRegistry>().CreateAsync("Aurora", "a test", CancellationToken.None);

        var run = await NodePeer.RunAsync("otlp-metrics.mjs", [server.Url.ToString(), made.Key.Text, encoding, temporality]);

        var recorded = run.GetProperty("recorded");
        Assert.All(run.GetProperty("outcomes").EnumerateArray(), outcome => Assert.Equal("taken", outcome.GetString()));
        var instance = Assert.Single(server.Get<LiveStore>().Bot(made.Bot.Id)!.Instances);
        Assert.Equal("otel-0", instance.Entry.Name);
        Assert.Equal(("2.1.0", "box1", "nodejs 20.11.1"), (instance.Entry.Info!.Version, instance.Entry.Info.Host, instance.Entry.Info.Runtime));

        var stored = StoredSeries.Of(instance, server.Get<TelemetryReads>(), server.Get<TelemetryCatalog>());
        Assert.Equal(recorded.GetProperty("sent").GetDouble(), stored["messages_sent_total channel_type=text"].Sum);
        Assert.Equal(10, stored["guilds"].Last);
        Assert.Equal(0.007, stored["event_loop_lag_seconds"].Last);
        Assert.Equal(123_456_789, stored["memory_rss_bytes"].Last);

        AssertHistogram(
            Values(recorded, "durations", perSecond: 1_000), stored["command_duration_seconds command=help kind=slash module=General"].Sketch!,
            _ => BucketSketch.ExponentialError(scale: 3));
        AssertHistogram(Values(recorded, "sizes", 1), stored["message_size_bytes channel_type=text"].Sketch!, Bounds(10, 100, 500, 1_000, 5_000));
        AssertHistogram(
            Values(recorded, "plain", 1_000), stored["api_duration_seconds"].Sketch!,
            Bounds(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10));
    }

    [Fact]
    public async Task Export_HistogramNamedLikeTheCommands_IsInTheCommandsTable()
    {
        await using var server = await LocalServer.StartAsync();
        var made = await server.Get<BotRegistry>().CreateAsync("Aurora", "a test", CancellationToken.None);

        await NodePeer.RunAsync("otlp-metrics.mjs", [server.Url.ToString(), made.Key.Text, "proto", "cumulative"]);

        var now = TimeProvider.System.GetUtcNow();
        var table = await server.Get<CommandQueries>().TableAsync(made.Bot.Id, null, now.AddMinutes(-10), now.AddMinutes(1), CancellationToken.None);
        var row = Assert.Single(table.Rows);
        Assert.Equal(("help", 2_000), (row.Name, row.Count));
    }

    [Fact]
    public async Task Export_ReadBackOverRest_IsWhatItRecorded()
    {
        await using var server = await LocalServer.StartAsync();
        var made = await server.Get<BotRegistry>().CreateAsync("Aurora", "a test", CancellationToken.None);
        using var api = await ApiCaller.WithTokenAsync(server, "read");

        var run = await NodePeer.RunAsync("otlp-metrics.mjs", [server.Url.ToString(), made.Key.Text, "proto", "cumulative"]);

        async Task<List<JsonElement>> PointsAsync(string metric)
        {
            var history = await api.GetAsync($"/api/v1/bots/{made.Bot.Id}/history?metric={metric}&step=86400");
            return [.. Assert.Single(history["series"].EnumerateArray()).GetProperty("points").EnumerateArray()];
        }

        var recorded = run.GetProperty("recorded");
        var durations = Values(recorded, "durations", perSecond: 1_000);
        durations.Sort();
        var histogram = await PointsAsync("command_duration_seconds");
        var p95 = durations[(int)Math.Ceiling(0.95 * durations.Count) - 1];
        Assert.Equal(durations.Count, histogram.Sum(point => point.GetProperty("count").GetInt32()));
        Assert.Equal(durations.Sum(), histogram.Sum(point => point.GetProperty("sum").GetDouble()), 1e-6);
        Assert.Equal(p95, histogram[^1].GetProperty("p95").GetDouble(), p95 * BucketSketch.ExponentialError(scale: 3));
        Assert.Equal(
            recorded.GetProperty("sent").GetDouble(),
            (await PointsAsync("messages_sent_total")).Sum(point => point.GetProperty("increase").GetDouble()));
        Assert.Equal(10, (await PointsAsync("guilds"))[^1].GetProperty("last").GetDouble());
    }

    private static void AssertHistogram(List<double> exact, Sketch sketch, Func<double, double> errorAt)
    {
        exact.Sort();
        Assert.Equal(exact.Count, sketch.Count);
        Assert.Equal(exact.Sum(), sketch.Sum, exact.Sum() * 1e-9);
        Assert.Equal(exact[0], sketch.Min, exact[0] * 1e-9);
        Assert.Equal(exact[^1], sketch.Max, exact[^1] * 1e-9);
        foreach (var quantile in new[] { 0.5, 0.9, 0.95, 0.99 })
        {
            var truth = exact[(int)Math.Ceiling(quantile * exact.Count) - 1];
            var error = Math.Abs(sketch.Quantile(quantile) - truth) / truth;
            Assert.True(error <= errorAt(truth), $"p{quantile * 100}: {sketch.Quantile(quantile)} for {truth}, {error:P2} off; stated are {errorAt(truth):P2}");
        }
    }

    private static Func<double, double> Bounds(params double[] bounds) => value =>
    {
        var i = Array.FindIndex(bounds, bound => value <= bound);
        return BucketSketch.ExplicitError(bounds[i - 1], bounds[i]);
    };

    private static List<double> Values(JsonElement recorded, string name, double perSecond) =>
        [.. recorded.GetProperty(name).EnumerateArray().Select(value => value.GetDouble() / perSecond)];
}
