using System.Net;
using BotPerf.Tests.Hosting;
using BotPerf.Web.Access;
using BotPerf.Web.Alerts;
using BotPerf.Web.Delivery;

namespace BotPerf.Tests.Api;

/// <summary>Rules, silences and routes over REST.</summary>
public sealed class RuleCallsTests
{
    private static object Slow(double threshold = 1) => new
    {
        name = "Help is slow", metric = "command_duration_seconds", aggregation = "p95", windowMinutes = 5, per = "command",
        labels = new { command = "help" }, condition = "ge", forSeconds = 120,
        levels = new object[] { new { severity = "warning", threshold }, new { severity = "critical", threshold = 5, recovery = (double?)null } },
    };

    [Fact]
    public async Task Rules_MadeChangedAndDeleted_AreAsTheyWereSent()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var admin = await ApiCaller.WithTokenAsync(server, Scopes.Admin, "chief");

        var listed = await admin.GetAsync("/api/v1/rules?limit=500");
        var made = await admin.SendAsync("POST", "/api/v1/rules", Slow());
        var id = made["id"].GetInt32();
        var changed = await admin.SendAsync("PUT", $"/api/v1/rules/{id}", Slow(2));
        var read = await admin.GetAsync($"/api/v1/rules/{id}");
        var gone = await admin.SendAsync("DELETE", $"/api/v1/rules/{id}");

        Assert.Equal(DefaultRules.All.Count, listed["items"].GetArrayLength());
        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Equal("p95 of command_duration_seconds where command = help per command over 5 min ≥ 1 s warning, ≥ 5 s critical, for 2 min", made.Text("words"));
        Assert.Equal(("seconds", "p95", "metric"), (made.Text("unit"), made.Text("aggregation"), made.Text("signal")));
        Assert.Equal(2, changed["levels"][0].GetProperty("threshold").GetDouble());
        Assert.Equal("help", read["labels"].GetProperty("command").GetString());
        Assert.Equal(HttpStatusCode.NoContent, gone.Status);
        (await admin.GetAsync($"/api/v1/rules/{id}")).Refused(HttpStatusCode.NotFound);
        (await admin.SendAsync("DELETE", $"/api/v1/rules/{id}")).Refused(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task DefaultRule_ChangedAndDeleted_IsAsItWas()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var admin = await ApiCaller.WithTokenAsync(server, Scopes.Admin);
        var cpu = (await admin.GetAsync("/api/v1/rules?limit=500"))["items"].EnumerateArray().Single(rule => rule.GetProperty("key").GetString() == "cpu");
        var path = $"/api/v1/rules/{cpu.GetProperty("id").GetInt32()}";

        var changed = await admin.SendAsync("PUT", path, new
        {
            name = "CPU of the process", enabled = false, metric = "cpu_usage_percent", aggregation = "avg", windowMinutes = 2, forSeconds = 120,
            levels = new[] { new { severity = "high", threshold = 95 } },
        });
        await admin.SendAsync("DELETE", path);
        var reset = await admin.GetAsync(path);

        Assert.True(changed["isChanged"].GetBoolean());
        Assert.False(changed["enabled"].GetBoolean());
        Assert.False(reset["isChanged"].GetBoolean());
        Assert.Equal(cpu.GetRawText(), reset.Body.GetRawText());
    }

    [Theory]
    [InlineData("""{"name":"","metric":"x","aggregation":"avg","levels":[{"severity":"high","threshold":1}]}""", "name")]
    [InlineData("""{"name":"x","aggregation":"avg","levels":[{"severity":"high","threshold":1}]}""", "metric")]
    [InlineData("""{"name":"x","metric":"x","aggregation":"median","levels":[{"severity":"high","threshold":1}]}""", "aggregation")]
    [InlineData("""{"name":"x","metric":"x","aggregation":"avg","levels":[]}""", "levels")]
    [InlineData("""{"name":"x","metric":"x","aggregation":"avg","levels":[{"severity":"high","threshold":1},{"severity":"high","threshold":2}]}""", "levels[1].severity")]
    [InlineData("""{"name":"x","metric":"x","aggregation":"avg","windowMinutes":16,"levels":[{"severity":"high","threshold":1}]}""", "windowMinutes")]
    [InlineData("""{"name":"x","metric":"x","aggregation":"avg","bots":[99],"levels":[{"severity":"high","threshold":1}]}""", "bots")]
    public async Task Rule_WithAWrongField_IsRefusedByName(string body, string field)
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var admin = await ApiCaller.WithTokenAsync(server, Scopes.Admin);

        var refused = (await admin.SendAsync("POST", "/api/v1/rules", Json(body))).Refused(HttpStatusCode.BadRequest);

        Assert.Equal(field, refused.Text("field"));
    }

    [Fact]
    public async Task Preview_OfARuleAndOfADraft_IsOpenToWhoeverReads()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var viewer = await ApiCaller.WithTokenAsync(server, Scopes.Read);

        var offline = await viewer.SendAsync("POST", "/api/v1/rules/1/preview");
        var draft = await viewer.SendAsync("POST", "/api/v1/rules/preview", Slow());
        var tooLong = await viewer.SendAsync("POST", "/api/v1/rules/1/preview?from=2020-01-01");

        Assert.Equal(HttpStatusCode.OK, offline.Status);
        Assert.Contains("cannot be previewed", offline.Text("cannotSay"), StringComparison.Ordinal);
        Assert.Equal((0, 0), (draft["alerts"].GetInt32(), draft["seen"].GetInt32()));
        Assert.InRange((draft["to"].GetDateTimeOffset() - draft["from"].GetDateTimeOffset()).TotalDays, 6.99, 7.01);
        Assert.Equal("from", tooLong.Refused(HttpStatusCode.BadRequest).Text("field"));
        (await viewer.SendAsync("POST", "/api/v1/rules/999/preview")).Refused(HttpStatusCode.NotFound);
        (await viewer.SendAsync("POST", "/api/v1/rules", Slow())).Refused(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Silence_OfAnOperator_IsActiveUntilItIsEnded()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var operates = await ApiCaller.WithTokenAsync(server, Scopes.Operate);
        using var viewer = await ApiCaller.WithTokenAsync(server, Scopes.Read);
        var ends = TimeProvider.System.GetUtcNow().AddHours(1);

        var made = await operates.SendAsync("POST", "/api/v1/silences", new { rule = 1, maxSeverity = "high", endsAt = ends, reason = "moving house" });
        var listed = await viewer.GetAsync("/api/v1/silences");
        var ended = await operates.SendAsync("DELETE", $"/api/v1/silences/{made["id"].GetInt32()}");

        Assert.Equal((HttpStatusCode.Created, "active", "high"), (made.Status, made.Text("state"), made.Text("maxSeverity")));
        Assert.Equal("moving house", listed["items"][0].GetProperty("reason").GetString());
        Assert.Equal(HttpStatusCode.NoContent, ended.Status);
        Assert.Equal("ended", (await viewer.GetAsync("/api/v1/silences"))["items"][0].GetProperty("state").GetString());
        (await operates.SendAsync("DELETE", $"/api/v1/silences/{made["id"].GetInt32()}")).Refused(HttpStatusCode.NotFound);
        Assert.Equal("endsAt", (await operates.SendAsync("POST", "/api/v1/silences", new { reason = "x" })).Refused(HttpStatusCode.BadRequest).Text("field"));
        Assert.Equal("reason", (await operates.SendAsync("POST", "/api/v1/silences", new { endsAt = ends })).Refused(HttpStatusCode.BadRequest).Text("field"));
        Assert.Equal("endsAt", (await operates.SendAsync("POST", "/api/v1/silences", new { endsAt = ends.AddDays(91), reason = "x" })).Refused(HttpStatusCode.BadRequest).Text("field"));
        Assert.Equal("bot", (await operates.SendAsync("POST", "/api/v1/silences", new { endsAt = ends, reason = "x", bot = 99 })).Refused(HttpStatusCode.BadRequest).Text("field"));
        Assert.Equal("target", (await operates.SendAsync("POST", "/api/v1/silences", new { endsAt = ends, reason = "x", target = new string('x', 201) })).Refused(HttpStatusCode.BadRequest).Text("field"));
    }

    [Fact]
    public async Task Route_OfAnAdministrator_IsKeptWithItsQuietHours()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var admin = await ApiCaller.WithTokenAsync(server, Scopes.Admin);
        var channel = (await server.Get<ChannelStore>().AddAsync(
            new ChannelDraft("the log", "log", true, new Dictionary<string, string>()), "a test", CancellationToken.None)).Id;

        var made = await admin.SendAsync("POST", "/api/v1/routes", new
        {
            channel, minSeverity = "high", afterMinutes = 15, quiet = new { from = "22:00", to = "07:30", zone = "Europe/Berlin" },
        });
        var path = $"/api/v1/routes/{made["id"].GetInt32()}";
        var changed = await admin.SendAsync("PUT", path, new { channel });

        Assert.Equal((HttpStatusCode.Created, "high", 15), (made.Status, made.Text("minSeverity"), made["afterMinutes"].GetInt32()));
        Assert.Equal("07:30", made["quiet"].GetProperty("to").GetString());
        Assert.Equal(("warning", System.Text.Json.JsonValueKind.Null), (changed.Text("minSeverity"), changed["quiet"].ValueKind));
        Assert.Equal(1, (await admin.GetAsync("/api/v1/routes"))["items"].GetArrayLength());
        Assert.Equal(HttpStatusCode.NoContent, (await admin.SendAsync("DELETE", path)).Status);
        (await admin.SendAsync("PUT", path, new { channel })).Refused(HttpStatusCode.NotFound);
        Assert.Equal("channel", (await admin.SendAsync("POST", "/api/v1/routes", new { channel = 99 })).Refused(HttpStatusCode.BadRequest).Text("field"));
        Assert.Equal("afterMinutes", (await admin.SendAsync("POST", "/api/v1/routes", new { channel, afterMinutes = 1_441 })).Refused(HttpStatusCode.BadRequest).Text("field"));
        Assert.Equal("quiet.from", (await admin.SendAsync("POST", "/api/v1/routes", new { channel, quiet = new { from = "10pm" } })).Refused(HttpStatusCode.BadRequest).Text("field"));
        Assert.Equal("quiet.zone", (await admin.SendAsync("POST", "/api/v1/routes", new { channel, quiet = new { from = "22:00", to = "07:00", zone = "Mars" } })).Refused(HttpStatusCode.BadRequest).Text("field"));
    }

    private static StringContent Json(string body) => new(body, System.Text.Encoding.UTF8, "application/json");
}
