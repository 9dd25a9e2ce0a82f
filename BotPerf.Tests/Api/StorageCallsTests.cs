using System.Net;
using BotPerf.Tests.Hosting;
using BotPerf.Web.Access;

namespace BotPerf.Tests.Api;

public sealed class StorageCallsTests
{
    [Fact]
    public async Task Storage_AfterABotHasSent_CountsWhatLies()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var bot = await SentEvents.NewBotAsync(server);
        await bot.PostEveryKindAsync();
        using var caller = await ApiCaller.WithTokenAsync(server, Scopes.Read);

        var storage = await caller.GetAsync("/api/v1/storage");

        Assert.True(storage["telemetryBytes"].GetInt64() > 0);
        Assert.True(storage["freeBytes"].GetInt64() > 0);
        Assert.True(storage["writeDelayP99Ms"].GetDouble() > 0);
        Assert.Equal(["minutes", "hours", "days", "executions"], storage["parts"].EnumerateArray().Select(part => part.GetProperty("kind").GetString()));
        Assert.Equal(1, Assert.Single(storage["bots"].EnumerateArray()).GetProperty("instances").GetInt32());
    }

    [Fact]
    public async Task Retention_SetByAnAdministrator_IsThereAndAudited()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var bot = await SentEvents.NewBotAsync(server);
        using var caller = await ApiCaller.WithTokenAsync(server, Scopes.Admin);

        var set = await caller.SendAsync("PUT", bot.Path + "/retention", new { minuteDays = 30, maxBytes = 50_000_000 });
        Assert.Equal(30, set["minuteDays"].GetInt32());
        Assert.Equal(50_000_000, (await caller.GetAsync(bot.Path + "/retention"))["maxBytes"].GetInt64());
        Assert.Contains((await caller.GetAsync("/api/v1/audit"))["items"].EnumerateArray(), row =>
            row.GetProperty("action").GetString() == "retention.changed");

        foreach (var (field, value) in new[] { ("minuteDays", 0L), ("hourDays", 30), ("executionDays", 3_661), ("maxBytes", 1_000) })
        {
            var refused = await caller.SendAsync("PUT", bot.Path + "/retention", new Dictionary<string, long> { [field] = value });
            Assert.Equal(field, refused.Refused(HttpStatusCode.BadRequest).Text("field"));
        }

        Assert.Equal(30, (await caller.GetAsync(bot.Path + "/retention"))["minuteDays"].GetInt32());
    }
}
