using System.Globalization;
using System.Net;
using System.Text.Json;
using BotPerf.Tests.Hosting;
using BotPerf.Web.Access;
using BotPerf.Web.Live;
using BotPerf.Web.Rollups;
using Microsoft.AspNetCore.Builder;

namespace BotPerf.Tests.Api;

/// <summary>The calls that read what bots have sent.</summary>
public sealed class DataCallsTests
{
    [Fact]
    public async Task Calls_BotThatSentEverything_AnswerInTheShapesOfTheProtocol()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var bot = await SentEvents.NewBotAsync(server);
        await bot.PostEveryKindAsync();
        using var caller = await ApiCaller.WithTokenAsync(server, Scopes.Read);

        var summary = await caller.GetAsync(bot.Path + "/metrics");
        Assert.Equal("live", summary.Text("status"));
        var commands = Items(await caller.GetAsync(bot.Path + "/commands"));
        Assert.Equal(["help", "ban"], commands.Select(row => row.GetProperty("name").GetString()));
        AssertFields(commands[0], "name", "module", "kind", "count", "errors", "errorRate", "ratePerMinute", "avgMs", "minMs",
            "maxMs", "p50Ms", "p90Ms", "p95Ms", "p99Ms", "lastUsed", "deadlineMisses");
        Assert.Equal((2, 172.5), (commands[0].GetProperty("count").GetInt32(), Math.Round(commands[0].GetProperty("avgMs").GetDouble(), 6)));
        Assert.Equal(1, commands[1].GetProperty("errorRate").GetDouble());
        Assert.Equal("ban", Assert.Single(Items(await caller.GetAsync(bot.Path + "/commands?sort=p95Ms&top=1"))).GetProperty("name").GetString());
        Assert.Equal(["General", "Moderation"], Items(await caller.GetAsync(bot.Path + "/modules")).Select(row => row.GetProperty("name").GetString()));

        var executions = Items(await caller.GetAsync(bot.Path + "/executions"));
        Assert.Equal(3, executions.Count);
        AssertFields(executions[0], "at", "name", "module", "kind", "durationMs", "ackMs", "success", "errorType", "errorMessage",
            "instance", "guild", "channel", "user");
        var failed = Assert.Single(Items(await caller.GetAsync(bot.Path + "/executions?success=false&minMs=2999.5&command=ban")));
        Assert.Equal("Timeout", failed.GetProperty("errorType").GetString());
        var error = Assert.Single(Items(await caller.GetAsync(bot.Path + "/errors")));
        Assert.Equal("no answer after 3000 ms", error.GetProperty("message").GetString());

        var page = await caller.GetAsync(bot.Path + "/executions?limit=2");
        Assert.Equal(2, Items(page).Count);
        Assert.Single(Items(await caller.GetAsync(bot.Path + $"/executions?limit=2&cursor={page.Text("next")}")));
    }

    [Fact]
    public async Task Errors_WhileMinutesMove_WaitForThemAndAnswerLaterWhenTheyDoNotEnd()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var bot = await SentEvents.NewBotAsync(server);
        await bot.PostEveryKindAsync();
        using var caller = await ApiCaller.WithTokenAsync(server, Scopes.Read);
        var moving = server.Get<LiveStore>().Instances.ToList();

        moving.ForEach(instance => instance.Seals.Begin([instance.Open.Keys.FirstOrDefault()]));
        var waiting = caller.GetAsync(bot.Path + "/errors");
        await Assert.ThrowsAsync<TimeoutException>(() => waiting.WaitAsync(TimeSpan.FromMilliseconds(600)));
        moving.ForEach(instance => instance.Seals.End());
        Assert.Single(Items(await waiting));

        moving.ForEach(instance => instance.Seals.Begin([instance.Open.Keys.FirstOrDefault()]));
        using var refused = await caller.Http.GetAsync(new Uri(bot.Path + "/errors", UriKind.Relative));
        moving.ForEach(instance => instance.Seals.End());
        Assert.Equal("1", Assert.Single(refused.Headers.GetValues("Retry-After")));
        (await ApiCaller.ReadAsync(refused)).Refused(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task History_TooMuchAtOnce_SaysHowToAskForLess()
    {
        await using var server = await LocalServer.StartAsync(map: app =>
            app.MapGet("/api/v1/too-much", string () => throw new TooMuchHistoryException()).AllowAnonymous());
        using var caller = new ApiCaller(server, key: null);

        var refused = (await caller.GetAsync("/api/v1/too-much")).Refused(HttpStatusCode.BadRequest);

        Assert.Equal("too_many_points", refused.Text("code"));
        Assert.Contains("300000 points", refused.Text("detail"), StringComparison.Ordinal);
        Assert.Contains("longer step", refused.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_EachKind_HasItsPoints()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var bot = await SentEvents.NewBotAsync(server);
        await bot.PostEveryKindAsync();
        using var caller = await ApiCaller.WithTokenAsync(server, Scopes.Read);

        var histogram = await caller.GetAsync(bot.Path + "/history?metric=command_duration_seconds&labels=command%3Dhelp&step=60");
        Assert.Equal(("histogram", 60), (histogram.Text("kind"), histogram["stepSeconds"].GetInt32()));
        var series = Assert.Single(histogram["series"].EnumerateArray());
        Assert.Equal("help", series.GetProperty("labels").GetProperty("command").GetString());
        AssertFields(Assert.Single(series.GetProperty("points").EnumerateArray()), "t", "count", "sum", "avg", "min", "max", "p50", "p90", "p95", "p99");
        AssertFields(await PointAsync("command_errors_total"), "t", "increase", "rate");
        AssertFields(await PointAsync("memory_rss_bytes"), "t", "last", "avg", "min", "max");
        Assert.Equal("bytes", (await caller.GetAsync(bot.Path + "/history?metric=memory_rss_bytes"))["unit"].GetString());
        Assert.Equal("not_found", (await caller.GetAsync(bot.Path + "/history?metric=nothing")).Refused(HttpStatusCode.NotFound).Text("code"));

        var detailed = await caller.GetAsync(bot.Path + "/metrics/detailed");
        Assert.Contains("memory_rss_bytes", detailed["metrics"].EnumerateArray().Select(metric => metric.GetProperty("metric").GetString()));
        Assert.Equal(2, detailed["commands"].GetArrayLength());
        Assert.Equal(0, detailed["seriesLeftOut"].GetInt32());

        async Task<JsonElement> PointAsync(string metric) =>
            (await caller.GetAsync($"{bot.Path}/history?metric={metric}"))["series"][0].GetProperty("points")[0];
    }

    [Theory]
    [InlineData("command", 0.0)]
    [InlineData("message", null)]
    public async Task Export_NoErrorYet_IsZeroWhereCommandsRan(string type, double? errors)
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var bot = await SentEvents.NewBotAsync(server);
        await bot.PostAsync("default", new { type, name = "help", durationMs = 12.5 });
        using var caller = await ApiCaller.WithTokenAsync(server, Scopes.Read);

        var json = await caller.GetAsync(bot.Path + "/export?format=json");

        Assert.Equal(errors, json["items"][0].GetProperty("errors").Deserialize<double?>());
    }

    [Fact]
    public async Task Export_EachFormat_HoldsWhatWasSentAndNothingInvented()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var bot = await SentEvents.NewBotAsync(server);
        await bot.PostEveryKindAsync();
        using var caller = await ApiCaller.WithTokenAsync(server, Scopes.Read);

        using var csv = await caller.Http.GetAsync(new Uri(bot.Path + "/export?format=csv", UriKind.Relative));
        var lines = (await csv.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("text/csv", csv.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("timestamp,date,memory_rss_mb,memory_heap_used_mb,active_conversations,error_rate,response_time_p50,"
            + "response_time_p95,cache_hit_rate,context_total_servers,rate_limit_minute_remaining,rate_limit_daily_remaining,",
            lines[0], StringComparison.Ordinal);
        var cells = lines[0].Split(',').Zip(lines[1].Split(',')).ToDictionary(cell => cell.First, cell => cell.Second);
        Assert.Equal(("200", "100", ""), (cells["memory_rss_mb"], cells["memory_heap_used_mb"], cells["active_conversations"]));
        Assert.Equal("33.333", cells["error_rate"]);
        Assert.Equal(("3", "1", "1"), (cells["executions"], cells["errors"], cells["instances"]));
        Assert.InRange(double.Parse(cells["response_time_p50"], CultureInfo.InvariantCulture), 242, 248);

        var json = await caller.GetAsync(bot.Path + "/export?format=json");
        Assert.Equal(200, json["items"][0].GetProperty("memory_rss_mb").GetDouble());
        Assert.Equal(JsonValueKind.Null, json["items"][0].GetProperty("cache_hit_rate").ValueKind);
        Assert.Contains("bot_memory_rss_bytes{bot=\"Aurora\"} 209715200",
            await caller.Http.GetStringAsync(new Uri(bot.Path + "/export?format=prometheus", UriKind.Relative)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("commands?from=yesterday", "from")]
    [InlineData("commands?to=11/21/2026", "to")]
    [InlineData("commands?from=2026-11-21T10:00:00Z&to=2026-11-21T09:00:00Z", "from")]
    [InlineData("commands?from=2999-01-01", "from")]
    [InlineData("commands?from=1969-01-01", "from")]
    [InlineData("commands?from=2010-01-01&to=2022-01-01", "from")]
    [InlineData("commands?sort=cost", "sort")]
    [InlineData("commands?top=0", "top")]
    [InlineData("commands?limit=501", "limit")]
    [InlineData("modules?from=x", "from")]
    [InlineData("history", "metric")]
    [InlineData("history?metric=x&step=90", "step")]
    [InlineData("history?metric=x&step=-60", "step")]
    [InlineData("history?metric=x&from=2026-01-01&to=2026-02-01&step=60", "step")]
    [InlineData("history?metric=x&zone=Mars/Olympus", "zone")]
    [InlineData("history?metric=x&zone=..%2F..%2Fetc%2Fpasswd", "zone")]
    [InlineData("history?metric=x&zone=Europe/Berlin&step=3600", "step")]
    [InlineData("history?metric=x&labels=nonsense", "labels")]
    [InlineData("history?metric=x&labels={%22a%22:1}", "labels")]
    [InlineData("executions?success=maybe", "success")]
    [InlineData("executions?minMs=-1", "minMs")]
    [InlineData("executions?minMs=NaN", "minMs")]
    [InlineData("executions?cursor=MTp4", "cursor")]
    [InlineData("errors?cursor=MTp4", "cursor")]
    [InlineData("export?format=xml", "format")]
    [InlineData("export?step=1", "step")]
    [InlineData("metrics/detailed?from=x", "from")]
    public async Task Parameter_Wrong_IsRefusedByNameAndRule(string call, string field)
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var bot = await SentEvents.NewBotAsync(server);
        using var caller = await ApiCaller.WithTokenAsync(server, Scopes.Read);

        var refused = (await caller.GetAsync($"{bot.Path}/{call}")).Refused(HttpStatusCode.BadRequest);

        Assert.Equal((field, "field_invalid"), (refused.Text("field"), refused.Text("code")));
        Assert.StartsWith(field, refused.Text("detail"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("metrics")]
    [InlineData("metrics/detailed")]
    [InlineData("history?metric=x")]
    [InlineData("commands")]
    [InlineData("modules")]
    [InlineData("executions")]
    [InlineData("errors")]
    [InlineData("export")]
    public async Task Call_NoSuchBotOrNoToken_IsRefused(string call)
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var caller = await ApiCaller.WithTokenAsync(server, Scopes.Read);
        using var stranger = new ApiCaller(server, null);

        (await caller.GetAsync($"/api/v1/bots/4711/{call}")).Refused(HttpStatusCode.NotFound);
        (await stranger.GetAsync($"/api/v1/bots/4711/{call}")).Refused(HttpStatusCode.Unauthorized);
    }

    private static List<JsonElement> Items(Answer answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return [.. answer["items"].EnumerateArray()];
    }

    private static void AssertFields(JsonElement row, params string[] names) =>
        Assert.Equal(names, row.EnumerateObject().Select(field => field.Name));
}
