using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Access;
using BotPerf.Web.Api.Prometheus;

namespace BotPerf.Tests.Api;

/// <summary>What Prometheus gets, judged by Prometheus itself.</summary>
public sealed class PrometheusTests
{
    [PrometheusFact]
    public async Task Scrape_RealPrometheusWithAToken_FindsEveryNameWithItsLabels()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var bot = await SentEvents.NewBotAsync(server);
        await bot.PostEveryKindAsync();
        var token = await server.Get<ApiTokens>().CreateAsync("scraper", Scopes.Read, expiresAt: null, "a test", CancellationToken.None);

        await using var prometheus = await Prometheus.StartAsync(new Uri(server.Url, PrometheusCalls.Path), token.Text);

        Assert.Equal(["2"], await ValuesAsync("bot_command_duration_seconds_count{command='help',module='General',kind='slash'}"));
        Assert.Equal(["0.345"], await ValuesAsync("bot_command_duration_seconds_sum{command='help'}"));
        Assert.Equal(["0"], await ValuesAsync("bot_command_duration_seconds_bucket{command='help',le='0.05'}"));
        Assert.Equal(["2"], await ValuesAsync("bot_command_duration_seconds_bucket{command='help',le='0.25'}"));
        Assert.Equal(["1"], await ValuesAsync("bot_command_errors_total{command='ban'}"));
        Assert.Equal(["104857600"], await ValuesAsync("bot_memory_heap_bytes"));
        Assert.Equal(["209715200"], await ValuesAsync("bot_memory_rss_bytes"));
        Assert.Equal(["12.5"], await ValuesAsync("bot_cpu_usage_percent"));
        Assert.Single(await ValuesAsync("bot_message_rate_messages_per_minute"));
        Assert.Equal(["1"], await ValuesAsync("bot_database_query_duration_seconds_count{type='SELECT'}"));
        Assert.Equal(["0.004"], await ValuesAsync("bot_event_loop_lag_seconds"));
        Assert.Equal(["0.087"], await ValuesAsync("bot_websocket_latency_seconds{connection='gateway:0'}"));
        Assert.Equal(["2"], await ValuesAsync("bot_alerts_active{severity='warning'}"));
        Assert.Equal(["0"], await ValuesAsync("bot_alerts_active{severity='critical'}"));

        async Task<IEnumerable<string>> ValuesAsync(string expression)
        {
            var found = await prometheus.FindAsync(expression.Replace('\'', '"'));
            Assert.All(found, one => Assert.Equal("Aurora", one.GetProperty("metric").GetProperty("bot").GetString()));
            return found.Select(one => one.GetProperty("value")[1].GetString()!);
        }
    }

    [PrometheusFact]
    public async Task Scrape_HostileNamesAndLabels_RealPrometheusTakesEveryLineOfOpenMetrics()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        await (await SentEvents.NewBotAsync(server, "Borealis")).PostEveryKindAsync();
        var hostile = await SentEvents.NewBotAsync(server, "Au\"ro\\ra 😀");
        const string nasty = "a\"b\\c\nd\r\te{}=,# EOF\0😀\u202e";
        await hostile.PostAsync("one",
            new { type = "command", name = nasty, durationMs = 1.0, success = true },
            new { type = "counter", name = "jokes", labels = new { told = nasty, instance = "x", job = "x", le = "x" }, value = 3.0 },
            new { type = "counter", name = "jokes", labels = new { exported_instance = "x", exported_job = "x", exported_le = "x" }, value = 4.0 },
            new { type = "counter", name = "laughs_created", value = 5.0 },
            new { type = "counter", name = "laughs", value = 6.0 },
            new { type = "histogram", name = "size", labels = new { __name__ = "up" }, value = 2_000_000.0 },
            new { type = "counter", name = "size_bucket", value = 1.0 },
            new { type = "gauge", name = "huge", value = -1e30 });
        var token = await server.Get<ApiTokens>().CreateAsync("scraper", Scopes.Read, expiresAt: null, "a test", CancellationToken.None);

        await using var prometheus = await Prometheus.StartAsync(new Uri(server.Url, PrometheusCalls.Path), token.Text);

        Assert.Single(await prometheus.FindAsync("up == 1"));
        Assert.Single(await prometheus.FindAsync("bot_command_errors_total{bot=\"Borealis\"}"));
        Assert.Equal(2, (await prometheus.FindAsync("bot_jokes_total")).Count);
        Assert.Single(await prometheus.FindAsync("bot_size_bucket{exported___name__=\"up\",le=\"1e+06\"} == 0"));
        Assert.Single(await prometheus.FindAsync("bot_size_bucket{exported___name__=\"up\",le=\"+Inf\"} == 1"));
        Assert.Single(await prometheus.FindAsync("bot_huge == -1e30"));
    }

    [PrometheusFact]
    public async Task Text_HostileNamesAndLabels_PromtoolHasNoComplaint()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var bot = await SentEvents.NewBotAsync(server, "Au\"ro\\ra 😀");
        await bot.PostEveryKindAsync("one");
        await bot.PostEveryKindAsync("two");
        const string nasty = "a\"b\\c\nd\r\te{}=,# HELP bot_x 😀\u202e";
        await bot.PostAsync("one",
            new { type = "command", name = nasty, durationMs = 1.0, success = true },
            new { type = "counter", name = "jokes", labels = new { told = nasty }, value = 3.0 },
            new { type = "counter", name = "jokes_total", labels = new { told = "x" }, value = 4.0 },
            new { type = "gauge", name = "laughs_total", value = 5.0 },
            new { type = "gauge", name = "laughs", value = 6.0 },
            new { type = "histogram", name = "size", value = 512.0 },
            new { type = "gauge", name = "size_bucket", value = 1.0 },
            new { type = "gauge", name = "size_count", value = 1.0 },
            new { type = "gauge", name = "bot_up", labels = new { bot = "mine", instance = "mine", le = "1" }, value = 7.0 },
            new { type = "gauge", name = "odd:name", value = 1.0 },
            new { type = "gauge", name = "odd_name", value = 1.0 });
        using var caller = await ApiCaller.WithTokenAsync(server, Scopes.Read);

        var text = await caller.Http.GetStringAsync(new Uri(PrometheusCalls.Path, UriKind.Relative));
        var check = await Prometheus.CheckAsync(text);

        Assert.True(check.ExitCode == 0, check.Output + "\n" + text);
        Assert.Contains("told=\"a\\\"b\\\\c\\n", text, StringComparison.Ordinal);
        Assert.Contains("exported_bot=\"mine\"", text, StringComparison.Ordinal);
        Assert.Contains("instance=\"two\"", text, StringComparison.Ordinal);
        Assert.Contains("bot_alerts_active{bot=\"Au\\\"ro\\\\ra 😀\",severity=\"warning\"} 4", text, StringComparison.Ordinal);
        AssertWellFormed(text);
    }

    [Fact]
    public async Task OpenMetrics_WhenAskedFor_EndsWithItsMarkAndNamesCountersItsWay()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        await (await SentEvents.NewBotAsync(server)).PostEveryKindAsync();
        using var caller = await ApiCaller.WithTokenAsync(server, Scopes.Read);

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(PrometheusCalls.Path, UriKind.Relative));
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse("application/openmetrics-text;version=1.0.0"));
        using var answer = await caller.Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();

        Assert.Equal("application/openmetrics-text", answer.Content.Headers.ContentType!.MediaType);
        Assert.EndsWith("\n# EOF\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE bot_command_errors counter\n", text, StringComparison.Ordinal);
        Assert.Contains("\nbot_command_errors_total{", text, StringComparison.Ordinal);
        Assert.Contains("le=\"1.0\"", text, StringComparison.Ordinal);
        AssertWellFormed(text);
    }

    [Theory]
    [InlineData("*/*", false)]
    [InlineData("text/plain;version=0.0.4", false)]
    [InlineData("application/openmetrics-text", true)]
    [InlineData("application/openmetrics-text;q=0", false)]
    [InlineData("application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1", true)]
    [InlineData("text/plain, application/openmetrics-text;q=0.5", false)]
    [InlineData("nonsense;;", false)]
    public void Accept_EachKind_ChoosesTheFormat(string accept, bool openMetrics) =>
        Assert.Equal(openMetrics, PrometheusCalls.PrefersOpenMetrics([accept]));

    [Fact]
    public async Task Scrape_StrangerOrIngestKey_IsRefused()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var stranger = new ApiCaller(server, null);
        using var wrong = new ApiCaller(server, "bpa_" + new string('x', 32));

        (await stranger.GetAsync(PrometheusCalls.Path)).Refused(HttpStatusCode.Unauthorized);
        (await wrong.GetAsync(PrometheusCalls.Path)).Refused(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Scrape_SettingAllowsAnybody_NeedsNoToken()
    {
        await using var server = await ServerProcess.StartAsync(
            environment: new Dictionary<string, string> { ["Api__AnonymousPrometheus"] = "true" });

        using var answer = await server.Http.GetAsync(new Uri(PrometheusCalls.Path, UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/plain", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Scrape_MoreOftenThanTheSettingAllows_IsRefusedForASecond()
    {
        await using var server = await ServerProcess.StartAsync(environment: new Dictionary<string, string>
        {
            ["Api__AnonymousPrometheus"] = "true", ["Api__CallsPerSecond"] = "1",
        });

        using var refused = await FirstRefusedAsync();

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter!.Delta);

        async Task<HttpResponseMessage> FirstRefusedAsync()
        {
            for (var i = 0; ; i++)
            {
                var answer = await server.Http.GetAsync(new Uri(PrometheusCalls.Path, UriKind.Relative));
                if (!answer.IsSuccessStatusCode || i == 20)
                    return answer;
                answer.Dispose();
            }
        }
    }

    // One TYPE to a name, no series twice.
    private static void AssertWellFormed(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var types = lines.Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]).ToList();
        Assert.Equal(types.Distinct(), types);
        var series = lines.Where(line => line[0] != '#').Select(line => line[..line.LastIndexOf(' ')]).ToList();
        Assert.Equal(series.Distinct(), series);
        Assert.All(series, one => Assert.Matches(new Regex("^bot_[a-zA-Z0-9_]*(\\{.*\\})?$", RegexOptions.None, TimeSpan.FromSeconds(1)), one));
    }
}
