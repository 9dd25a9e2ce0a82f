using System.Net;
using System.Text.Json;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Access;

namespace BotPerf.Tests.Api;

[Collection(ServerCollection.Name)]
public sealed class HealthCallsTests
{
    [Fact]
    public async Task Health_OfABotWhoseCommandsFail_NamesEachLostPointAndListsAgreeWithIt()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var bot = await SentEvents.NewBotAsync(server);
        using var caller = await ApiCaller.WithTokenAsync(server, Scopes.Read);
        Assert.Equal("It has never sent anything.", (await caller.GetAsync(bot.Path + "/health"))["overall"].GetProperty("reason").GetString());
        await SendAsync(bot);

        var health = await Eventually.GetAsync("a score", async () =>
            await caller.GetAsync(bot.Path + "/health") is var answer && answer["overall"].GetProperty("score").ValueKind == JsonValueKind.Number ? answer : null);

        // 12 of 30 failed: 25 + 50 × (0.4 − 0.05) / 0.05 is more than all 100 points. The gateway at 125 ms costs 25 × 25/100.
        Assert.Equal(["cpu", "memory", "network", "discord", "commands"], health["components"].EnumerateArray().Select(part => part.GetProperty("name").GetString()));
        var commands = Part(health, "commands");
        Assert.Equal((0, "critical"), (commands.GetProperty("score").GetDouble(), commands.GetProperty("band").GetString()));
        var deduction = commands.GetProperty("deductions")[0];
        Assert.Equal((100, "Error rate"), (deduction.GetProperty("points").GetDouble(), deduction.GetProperty("reason").GetString()));
        Assert.Equal("40 % of all executions over 5 min; warns at 5 %, critical at 10 %; 30 executions", deduction.GetProperty("evidence").GetString());
        Assert.Equal(93.8, Part(health, "discord").GetProperty("score").GetDouble());
        var memory = Part(health, "memory");
        Assert.Equal((JsonValueKind.Null, "unknown", 0), (memory.GetProperty("score").ValueKind, memory.GetProperty("band").GetString(), memory.GetProperty("deductions").GetArrayLength()));
        Assert.Equal(25, health["overall"].GetProperty("score").GetDouble());
        Assert.Equal("unknown", health["overall"].GetProperty("trend").GetString());

        var row = (await caller.GetAsync("/api/v1/bots"))["items"][0].GetProperty("health");
        Assert.Equal((25, "poor"), (row.GetProperty("score").GetDouble(), row.GetProperty("band").GetString()));
        Assert.Equal("poor", (await caller.GetAsync(bot.Path))["health"].GetProperty("band").GetString());
        Assert.Equal(0, (await caller.GetAsync(bot.Path + "/health/history"))["points"].GetArrayLength());
    }

    [Fact]
    public async Task Report_OfABot_HasTheFormatOfTheSourceDocument()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var bot = await SentEvents.NewBotAsync(server);
        using var caller = await ApiCaller.WithTokenAsync(server, Scopes.Read);
        await SendAsync(bot);

        var report = await Eventually.GetAsync("a score", async () =>
            await caller.GetAsync(bot.Path + "/health/report") is var answer && answer["data"].GetProperty("overall_health").GetProperty("score").ValueKind == JsonValueKind.Number ? answer : null);

        Assert.Equal("comprehensive_health_report", report.Text("event"));
        Assert.EndsWith("Z", report.Text("timestamp"), StringComparison.Ordinal);
        var data = report["data"];
        Assert.Equal(["overall_health", "component_health", "performance_trends", "recommendations"], data.EnumerateObject().Select(field => field.Name));
        Assert.Equal("poor", data.GetProperty("overall_health").GetProperty("status").GetString());
        Assert.Equal("critical", data.GetProperty("component_health").GetProperty("commands").GetProperty("status").GetString());
        Assert.Equal("unknown", data.GetProperty("performance_trends").GetProperty("overall").GetString());
        Assert.StartsWith("Error rate: 40 %", data.GetProperty("recommendations")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_OfNoSuchBot_Is404()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var caller = await ApiCaller.WithTokenAsync(server, Scopes.Read);

        foreach (var path in new[] { "health", "health/report", "health/history" })
            (await caller.GetAsync($"/api/v1/bots/99/{path}")).Refused(HttpStatusCode.NotFound);
    }

    private static JsonElement Part(Answer health, string name) =>
        health["components"].EnumerateArray().Single(part => part.GetProperty("name").GetString() == name);

    private static Task SendAsync(SentEvents bot) => bot.PostAsync("default",
    [
        .. Enumerable.Range(0, 30).Select(i => (object)new { type = "command", name = "help", kind = "prefix", durationMs = 100.0, success = i >= 12 }),
        new { type = "latency", connection = "gateway:0", ms = 125.0 },
    ]);
}
