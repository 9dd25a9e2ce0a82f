using System.Net;
using BotPerf.Client;
using BotPerf.Shared.Metrics;
using BotPerf.Tests.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BotPerf.Tests.Client;

/// <summary>Calls of other tests in this process go to 127.0.0.1; the ones of interest here to localhost.</summary>
public sealed class HttpInstrumentationTests
{
    [Fact]
    public async Task Http_Calls_AreTimedByHostMethodAndStatus()
    {
        await using var discord = await FakeDiscord.StartAsync();
        await using var monitor = await ListeningAsync(discord);
        using var client = new HttpClient { BaseAddress = discord.Address };

        for (var i = 0; i < 3; i++)
            (await client.PutAsync("/api/v10/channels/123/messages", null)).Dispose();
        await Assert.ThrowsAsync<HttpRequestException>(() => client.PutAsync("http://localhost:1/", null));

        var calls = monitor.GetDetailedMetrics().Where(reading => reading.Name == MetricNames.HttpDuration
            && reading.Labels[LabelNames.Host] == "localhost" && reading.Labels[LabelNames.Method] == "PUT").ToList();
        Assert.Equal([("200", 3L), ("error", 1L)], calls.Select(reading => (reading.Labels[LabelNames.Status], reading.Distribution!.Count)).Order());
        Assert.All(calls, reading => Assert.InRange(reading.Distribution!.Max, 1e-6, 60));
    }

    [Fact]
    public async Task Http_DiscordsHeaders_BecomeTheRateLimitOfARouteWithoutIds()
    {
        await using var discord = await FakeDiscord.StartAsync();
        await using var monitor = await ListeningAsync(discord);
        using var client = new HttpClient { BaseAddress = discord.Address };

        (await client.PutAsync("/api/v10/channels/1420213631030661130/messages", null)).Dispose();

        const string route = "PUT /channels/:id/messages";
        Assert.Equal((4, 5, 0.8), (monitor.Value(MetricNames.RateLimitUsed, LabelNames.Bucket, route),
            monitor.Value(MetricNames.RateLimitMax, LabelNames.Bucket, route), monitor.Value(MetricNames.RateLimitReset, LabelNames.Bucket, route)));
        Assert.DoesNotContain("1420213631030661130", monitor.ExportMetrics(MetricsFormat.Json));
    }

    [Fact]
    public async Task Http_RefusedByALimit_IsCountedByItsScope()
    {
        await using var discord = await FakeDiscord.StartAsync();
        await using var monitor = await ListeningAsync(discord);
        using var client = new HttpClient { BaseAddress = discord.Address };

        (await client.PutAsync("/shared", null)).Dispose();
        (await client.PutAsync("/global", null)).Dispose();
        (await client.PutAsync("/global", null)).Dispose();

        Assert.Equal((1, 2), (monitor.Value(MetricNames.HttpRateLimited, LabelNames.Scope, "shared"),
            monitor.Value(MetricNames.HttpRateLimited, LabelNames.Scope, "global")));
        Assert.Equal(64.57, monitor.Value(MetricNames.RateLimitReset, LabelNames.Bucket, "global"));
    }

    [Fact]
    public async Task Http_BeingWatched_AddsNoHeadersToTheBotsCalls()
    {
        await using var discord = await FakeDiscord.StartAsync();
        await using var monitor = await ListeningAsync(discord);
        using var client = new HttpClient { BaseAddress = discord.Address };

        var headers = await client.GetStringAsync("/headers");

        Assert.Equal("Host", headers);
    }

    [Fact]
    public async Task Http_TheSdksOwnConnection_IsNotCounted()
    {
        await using var ingest = await LoopbackIngest.StartAsync();
        var options = ingest.Options();
        options.Instrumentation = new InstrumentationOptions { Interval = TimeSpan.FromSeconds(1) };
        await using var monitor = new PerformanceMonitor(options, logger: null, TimeProvider.System, _ => null);

        await Eventually.TrueAsync("it is connected", () => monitor.IsConnected);

        Assert.DoesNotContain(monitor.GetDetailedMetrics(), reading =>
            reading.Name == MetricNames.HttpDuration && reading.Labels[LabelNames.Status] == "101");
    }

    [Fact]
    public async Task NetworkProbe_TargetsUpAndDown_AreMeasuredAndNotCountedAsTraffic()
    {
        await using var discord = await FakeDiscord.StartAsync();
        var options = new BotPerfOptions { Collectors = CollectorOptions.None };
        options.Collectors.Network = new CollectorSchedule { Interval = TimeSpan.FromSeconds(10) };
        options.Collectors.NetworkTargets = [new Uri(discord.Address, "/slow"), new Uri("http://localhost:1/")];
        await using var monitor = new PerformanceMonitor(options, logger: null, TimeProvider.System, _ => null);
        var up = discord.Address.Authority;

        await Eventually.TrueAsync("both have been asked", () =>
            monitor.Value(MetricNames.ProbeUp, LabelNames.Target, up) == 1 && monitor.Value(MetricNames.ProbeUp, LabelNames.Target, "localhost:1") == 0);

        Assert.InRange(monitor.Value(MetricNames.ProbeDuration, LabelNames.Target, up)!.Value, 0.09, 30);
        Assert.Null(monitor.Value(MetricNames.ProbeDuration, LabelNames.Target, "localhost:1"));
        Assert.DoesNotContain(monitor.GetDetailedMetrics(), reading => reading.Name == MetricNames.HttpDuration
            && reading.Labels[LabelNames.Host] == "localhost" && reading.Labels[LabelNames.Method] == "GET");
    }

    private static async Task<PerformanceMonitor> ListeningAsync(FakeDiscord discord)
    {
        var monitor = MonitorsUnderTest.Instrumented(options => options.Http = true);
        using var client = new HttpClient { BaseAddress = discord.Address };
        await Eventually.TrueAsync("it listens", async () =>
        {
            (await client.DeleteAsync("/")).Dispose();
            return monitor.Reading(MetricNames.HttpDuration, LabelNames.Method, "DELETE") is not null;
        });
        return monitor;
    }

    private sealed class FakeDiscord(WebApplication app) : IAsyncDisposable
    {
        public Uri Address { get; } = new UriBuilder(app.Urls.First()) { Host = "localhost" }.Uri;

        public static async Task<FakeDiscord> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var app = builder.Build();
            app.Run(AnswerAsync);
            await app.StartAsync();
            return new FakeDiscord(app);
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();

        private static async Task AnswerAsync(HttpContext call)
        {
            var headers = call.Response.Headers;
            switch (call.Request.Path.Value)
            {
                case "/headers":
                    await call.Response.WriteAsync(string.Join(',', call.Request.Headers.Keys));
                    break;
                case "/slow":
                    await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
                    break;
                case "/shared":
                    call.Response.StatusCode = (int)HttpStatusCode.TooManyRequests;
                    headers["X-RateLimit-Scope"] = "shared";
                    headers.RetryAfter = "65";
                    break;
                case "/global":
                    call.Response.StatusCode = (int)HttpStatusCode.TooManyRequests;
                    headers["X-RateLimit-Global"] = "true";
                    headers["X-RateLimit-Scope"] = "global";
                    headers.RetryAfter = "64.57";
                    break;
                default:
                    headers["X-RateLimit-Limit"] = "5";
                    headers["X-RateLimit-Remaining"] = "1";
                    headers["X-RateLimit-Reset-After"] = "0.8";
                    headers["X-RateLimit-Bucket"] = "abcd1234";
                    break;
            }
        }
    }
}
