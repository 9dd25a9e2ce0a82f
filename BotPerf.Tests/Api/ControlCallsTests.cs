using System.Net;
using System.Text;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Tests.Ingest;
using BotPerf.Web.Access;
using BotPerf.Web.Bots;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Tests.Api;

[Collection(ServerCollection.Name)]
public sealed class ControlCallsTests
{
    [Fact]
    public async Task Settings_Put_AreAnsweredKeptAuditedAndHeard()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var made = await server.Get<BotRegistry>().CreateAsync("Aurora", "a test", CancellationToken.None);
        await using var bot = await ListeningBot.StartAsync(server.Url, made.Key.Text, "one");
        using var operates = await ApiCaller.WithTokenAsync(server, Scopes.Operate, "pilot");
        var path = $"/api/v1/bots/{made.Bot.Id}/settings";

        var put = await operates.SendAsync("PUT", path, new
        {
            enabled = false, detailSamplingRate = 0.25, collectors = new Dictionary<string, bool?> { ["system"] = false, ["network"] = null },
        });
        var got = await operates.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, put.Status);
        Assert.False(got["enabled"].GetBoolean());
        Assert.Equal(0.25, got["detailSamplingRate"].GetDouble());
        Assert.Equal("""{"system":false}""", got["collectors"].GetRawText());
        Assert.Equal("token pilot", got.Text("switchedBy"));
        Assert.False((await bot.HeardAsync("Configure")).GetProperty("enabled").GetBoolean());
        await using var context = await server.Get<IDbContextFactory<AppDbContext>>().CreateDbContextAsync();
        var row = await context.Audit.SingleAsync(row => row.What == "settings.changed");
        Assert.Equal(("token pilot", "Aurora: recording bot's own → off; detail sampling bot's own → 0.25; system bot's own → off"), (row.Who, row.Subject));
    }

    [Theory]
    [InlineData("""{"flushIntervalMs":499}""", "flushIntervalMs")]
    [InlineData("""{"flushIntervalMs":60001}""", "flushIntervalMs")]
    [InlineData("""{"flushIntervalMs":"soon"}""", "flushIntervalMs")]
    [InlineData("""{"detailSamplingRate":1.01}""", "detailSamplingRate")]
    [InlineData("""{"detailSamplingRate":-0.1}""", "detailSamplingRate")]
    [InlineData("""{"collectors":{"moon":true}}""", "collectors")]
    public async Task Settings_OutsideTheirRange_AreNamedAndNothingChanges(string body, string field)
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var made = await server.Get<BotRegistry>().CreateAsync("Aurora", "a test", CancellationToken.None);
        using var operates = await ApiCaller.WithTokenAsync(server, Scopes.Operate);
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        var answer = await operates.SendAsync("PUT", $"/api/v1/bots/{made.Bot.Id}/settings", content);

        Assert.Equal(field, answer.Refused(HttpStatusCode.BadRequest).Text("field"));
        Assert.Equal(BotSettings.None, server.Get<BotRegistry>().Find(made.Bot.Id)!.Settings);
    }

    [Fact]
    public async Task Heal_OverRest_TellsEachOutcome()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var made = await server.Get<BotRegistry>().CreateAsync("Aurora", "a test", CancellationToken.None);
        using var operates = await ApiCaller.WithTokenAsync(server, Scopes.Operate);
        var path = $"/api/v1/bots/{made.Bot.Id}";
        var alone = await operates.SendAsync("POST", path + "/heal", new { healer = "memory" });
        await using var bot = await ListeningBot.StartAsync(server.Url, made.Key.Text, "one", "memory=ok");

        var healers = await operates.GetAsync(path + "/healers");
        var healed = await operates.SendAsync("POST", path + "/heal", new { healer = "memory" });
        var gone = await operates.SendAsync("POST", path + "/heal", new { healer = "memory", instance = "two" });

        alone.Refused(HttpStatusCode.Conflict);
        Assert.Equal("""[{"instance":"one","healers":["memory"]}]""", healers["items"].GetRawText());
        Assert.Equal("healed", healed["items"][0].GetProperty("state").GetString());
        Assert.Equal("not_connected", gone["items"][0].GetProperty("state").GetString());
        Assert.Equal("healer", (await operates.SendAsync("POST", path + "/heal", new { })).Refused(HttpStatusCode.BadRequest).Text("field"));
    }

    [Fact]
    public async Task Heal_WhileTheSameRuns_IsAConflictAndTheBotIsAskedOnce()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var made = await server.Get<BotRegistry>().CreateAsync("Aurora", "a test", CancellationToken.None);
        using var operates = await ApiCaller.WithTokenAsync(server, Scopes.Operate);
        await using var bot = await ListeningBot.StartAsync(server.Url, made.Key.Text, "one", "memory=never", "voice=ok");
        var path = $"/api/v1/bots/{made.Bot.Id}/heal";
        var first = operates.SendAsync("POST", path, new { healer = "memory" });
        await bot.HeardAsync("Heal");

        var second = await operates.SendAsync("POST", path, new { healer = "memory", instance = "one" });
        var other = await operates.SendAsync("POST", path, new { healer = "voice" });

        Assert.Equal("memory is already running on one. Ask again when it has answered.", second.Refused(HttpStatusCode.Conflict).Text("detail"));
        Assert.Equal("healed", other["items"][0].GetProperty("state").GetString());
        Assert.Equal(["memory", "voice"], bot.All("Heal").Select(asked => asked.GetProperty("healer").GetString()));
        await bot.KillAsync();
        Assert.Equal("not_connected", (await first)["items"][0].GetProperty("state").GetString());
        await using var back = await ListeningBot.StartAsync(server.Url, made.Key.Text, "one", "memory=ok");
        Assert.Equal("healed", (await operates.SendAsync("POST", path, new { healer = "memory" }))["items"][0].GetProperty("state").GetString());
    }

    [Fact]
    public async Task Control_TokenThatOnlyReads_MayLookAndNothingElse()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var made = await server.Get<BotRegistry>().CreateAsync("Aurora", "a test", CancellationToken.None);
        using var reads = await ApiCaller.WithTokenAsync(server, Scopes.Read);
        var path = $"/api/v1/bots/{made.Bot.Id}";

        Assert.Equal(HttpStatusCode.OK, (await reads.GetAsync(path + "/settings")).Status);
        (await reads.SendAsync("PUT", path + "/settings", new { enabled = false })).Refused(HttpStatusCode.Forbidden);
        (await reads.SendAsync("POST", path + "/heal", new { healer = "memory" })).Refused(HttpStatusCode.Forbidden);
        (await reads.GetAsync("/api/v1/bots/999/settings")).Refused(HttpStatusCode.NotFound);
        Assert.False(server.Get<BotRegistry>().Find(made.Bot.Id)!.Settings.IsOff);
    }
}
