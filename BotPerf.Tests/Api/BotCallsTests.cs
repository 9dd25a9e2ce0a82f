using System.Net;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Access;
using BotPerf.Web.Bots;
using BotPerf.Web.Ingest;
using BotPerf.Web.Live;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BotPerf.Tests.Api;

public sealed class BotCallsTests
{
    [Fact]
    public async Task Bot_MadeNamedAndKeyed_IsWhatTheCallsSay()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var admin = await ApiCaller.WithTokenAsync(server, Scopes.Admin, "chief");

        var made = await admin.SendAsync("POST", "/api/v1/bots", new { name = " Aurora " });
        Assert.Equal(HttpStatusCode.Created, made.Status);
        var path = $"/api/v1/bots/{made["id"]}";
        var renamed = await admin.SendAsync("PATCH", path, new { name = "Borealis" });
        var key = await admin.SendAsync("POST", path + "/keys");
        var third = await admin.SendAsync("POST", path + "/keys");
        var keys = await admin.GetAsync(path + "/keys");
        var revoked = await admin.SendAsync("DELETE", $"{path}/keys/{made["keyId"]}");
        var bot = await admin.GetAsync(path);

        Assert.NotNull(server.Get<BotRegistry>().FindByKey(key.Text("key")!));
        Assert.Null(server.Get<BotRegistry>().FindByKey(made.Text("key")!));
        Assert.Equal("Borealis", renamed.Text("name"));
        third.Refused(HttpStatusCode.Conflict);
        Assert.Equal(2, keys["items"].GetArrayLength());
        Assert.Equal(HttpStatusCode.NoContent, revoked.Status);
        Assert.Equal("waiting", bot.Text("status"));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, bot["lastSeen"].ValueKind);
        Assert.Equal("unknown", bot["health"].GetProperty("band").GetString());
        Assert.EndsWith("Z", bot.Text("createdAt"), StringComparison.Ordinal);
        var audit = await admin.GetAsync("/api/v1/audit?limit=5");
        Assert.Equal(["key.revoked", "key.created", "bot.renamed", "key.created", "bot.created"],
            audit["items"].EnumerateArray().Select(row => row.GetProperty("what").GetString()));
        Assert.All(audit["items"].EnumerateArray(), row => Assert.Equal("token chief", row.GetProperty("who").GetString()));
        var older = await admin.GetAsync($"/api/v1/audit?limit=5&cursor={audit.Text("next")}");
        Assert.Equal("token.created", older["items"][0].GetProperty("what").GetString());
        var users = await admin.GetAsync("/api/v1/users");
        Assert.Equal(LocalServer.Email, users["items"][0].GetProperty("email").GetString());
    }

    [Fact]
    public async Task List_ManyBots_ComesInPages()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        foreach (var name in new[] { "Zeta", "Alpha", "Midi" })
            await server.Get<BotRegistry>().CreateAsync(name, "a test", CancellationToken.None);
        using var reader = await ApiCaller.WithTokenAsync(server, Scopes.Read);

        var first = await reader.GetAsync("/api/v1/bots?limit=2");
        var second = await reader.GetAsync($"/api/v1/bots?limit=2&cursor={first.Text("next")}");

        Assert.Equal(["Zeta", "Alpha"], first["items"].EnumerateArray().Select(bot => bot.GetProperty("name").GetString()));
        Assert.Equal("Midi", Assert.Single(second["items"].EnumerateArray()).GetProperty("name").GetString());
        Assert.Null(second.Text("next"));
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("PATCH", "")]
    [InlineData("DELETE", "")]
    [InlineData("GET", "/instances")]
    [InlineData("GET", "/keys")]
    [InlineData("POST", "/keys")]
    [InlineData("DELETE", "/keys/1")]
    public async Task Call_UnknownBot_IsNotFound(string verb, string rest)
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var admin = await ApiCaller.WithTokenAsync(server, Scopes.Admin);
        foreach (var id in new[] { "4711", "-1", "Aurora", "1e3", "99999999999" })
        {
            object? body = verb == "PATCH" ? new { name = "x" } : null;
            var answer = await admin.SendAsync(verb, $"/api/v1/bots/{id}{rest}", body);
            Assert.Equal("not_found", answer.Refused(HttpStatusCode.NotFound).Text("code"));
        }
    }

    [Fact]
    public async Task Name_WrongOrTaken_IsRefused()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var aurora = await server.Get<BotRegistry>().CreateAsync("Aurora", "a test", CancellationToken.None);
        await server.Get<BotRegistry>().CreateAsync("Borealis", "a test", CancellationToken.None);
        using var admin = await ApiCaller.WithTokenAsync(server, Scopes.Admin);

        foreach (var name in new[] { "", "  ", "a\u0000b", new string('x', 101), null })
        {
            var answer = await admin.SendAsync("POST", "/api/v1/bots", new { name });
            Assert.Equal("name", answer.Refused(HttpStatusCode.BadRequest).Text("field"));
        }

        (await admin.SendAsync("POST", "/api/v1/bots", new { name = "aurora" })).Refused(HttpStatusCode.Conflict);
        (await admin.SendAsync("PATCH", $"/api/v1/bots/{aurora.Bot.Id}", new { name = "BOREALIS" })).Refused(HttpStatusCode.Conflict);
        (await admin.SendAsync("DELETE", $"/api/v1/bots/{aurora.Bot.Id}/keys/4711")).Refused(HttpStatusCode.NotFound);
        var again = await admin.SendAsync("PATCH", $"/api/v1/bots/{aurora.Bot.Id}", new { name = "AURORA" });
        Assert.Equal("AURORA", again.Text("name"));
    }

    [Fact]
    public async Task Instances_OfABotThatSends_HaveItsFigures()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var made = await server.Get<BotRegistry>().CreateAsync("Aurora", "a test", CancellationToken.None);
        await PushAsync(server, made.Key.Text, "shard-1", "shard-0");
        using var reader = await ApiCaller.WithTokenAsync(server, Scopes.Read);

        var first = await reader.GetAsync($"/api/v1/bots/{made.Bot.Id}/instances?limit=1");
        var second = await reader.GetAsync($"/api/v1/bots/{made.Bot.Id}/instances?limit=1&cursor={first.Text("next")}");
        var bot = await reader.GetAsync($"/api/v1/bots/{made.Bot.Id}");

        Assert.Equal("shard-0", first["items"][0].GetProperty("name").GetString());
        Assert.Equal("1.4.2", first["items"][0].GetProperty("version").GetString());
        Assert.Equal("shard-1", second["items"][0].GetProperty("name").GetString());
        Assert.Equal(("live", 2), (bot.Text("status"), bot["instances"].GetInt32()));
    }

    [Fact]
    public async Task Delete_BotThatSends_LeavesNothingBehindAndOthersAlone()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var bots = server.Get<BotRegistry>();
        var gone = await bots.CreateAsync("Aurora", "a test", CancellationToken.None);
        var other = await bots.CreateAsync("Borealis", "a test", CancellationToken.None);
        await PushAsync(server, gone.Key.Text, "shard-0", "shard-1");
        await PushAsync(server, other.Key.Text, "shard-0");
        using var admin = await ApiCaller.WithTokenAsync(server, Scopes.Admin);
        Assert.True(RowsOf(server, gone.Bot.Id, disowned: false) >= 5);

        var answer = await admin.SendAsync("DELETE", $"/api/v1/bots/{gone.Bot.Id}");

        Assert.Equal(HttpStatusCode.NoContent, answer.Status);
        (await admin.GetAsync($"/api/v1/bots/{gone.Bot.Id}")).Refused(HttpStatusCode.NotFound);
        using var pusher = new ApiCaller(server, gone.Key.Text);
        (await pusher.SendAsync("POST", "/api/v1/ingest", new { events = Array.Empty<object>() })).Refused(HttpStatusCode.Unauthorized);
        await Eventually.TrueAsync("its rows are gone", () =>
            RowsOf(server, gone.Bot.Id, disowned: true) == 0 && RowsOf(server, gone.Bot.Id, disowned: false) == 0);
        Assert.True(RowsOf(server, other.Bot.Id, disowned: false) >= 3);
        Assert.Null(server.Get<LiveStore>().Bot(gone.Bot.Id));
        Assert.Equal(other.Bot.Id, Assert.Single(server.Get<TelemetryCatalog>().Instances()).Bot);
        Assert.Equal("live", (await admin.GetAsync($"/api/v1/bots/{other.Bot.Id}")).Text("status"));
        Assert.Equal("bot.deleted", (await admin.GetAsync("/api/v1/audit?limit=1"))["items"][0].GetProperty("what").GetString());
    }

    [Fact]
    public async Task Delete_ProcessEndsBeforeTheErasing_IsErasedAfterTheNextStart()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var bots = server.Get<BotRegistry>();
        var gone = await bots.CreateAsync("Aurora", "a test", CancellationToken.None);
        await PushAsync(server, gone.Key.Text, "shard-0");
        await server.App.Services.GetServices<IHostedService>().OfType<BotEraser>().Single().StopAsync(CancellationToken.None);

        await bots.DeleteAsync(gone.Bot.Id, "a test", CancellationToken.None);
        Assert.True(RowsOf(server, gone.Bot.Id, disowned: false) >= 3);
        using var next = ActivatorUtilities.CreateInstance<BotEraser>(server.App.Services);
        await next.StartAsync(CancellationToken.None);

        await Eventually.TrueAsync("its rows are gone", () =>
            RowsOf(server, gone.Bot.Id, disowned: true) == 0 && RowsOf(server, gone.Bot.Id, disowned: false) == 0,
            TimeSpan.FromSeconds(10));
        await Eventually.TrueAsync("nothing is left to erase", async () =>
            (await server.Get<DeletedBots>().AllAsync(CancellationToken.None)).Count == 0);
        await next.StopAsync(CancellationToken.None);
    }

    private static async Task PushAsync(LocalServer server, string key, params string[] instances)
    {
        using var pusher = new ApiCaller(server, key);
        foreach (var instance in instances)
        {
            var sent = await pusher.SendAsync("POST", "/api/v1/ingest", new
            {
                instance,
                session = "s-" + instance,
                seq = 1,
                info = new { version = "1.4.2" },
                events = new[] { new { type = "command", name = "help", durationMs = 12.0 } },
            });
            Assert.Equal(HttpStatusCode.Accepted, sent.Status);
        }
    }

    /// <summary>What telemetry.db holds of a bot, but for the instances' own rows.</summary>
    private static long RowsOf(LocalServer server, BotId bot, bool disowned)
    {
        using var connection = server.Get<TelemetryDatabase>().OpenReader();
        using var command = connection.CreateCommand();
        command.CommandText = """
            WITH mine AS (SELECT id FROM instance WHERE bot_id = $bot)
            SELECT (SELECT COUNT(*) FROM journal WHERE instance_id IN mine)
                + (SELECT COUNT(*) FROM minute_rollup WHERE id >> 32 IN mine)
                + (SELECT COUNT(*) FROM segment WHERE minute_id >> 32 IN mine)
                + (SELECT COUNT(*) FROM lifecycle_event WHERE instance_id IN mine)
                + (SELECT COUNT(*) FROM session WHERE instance_id IN mine)
                + (SELECT COUNT(*) FROM series WHERE bot_id = $bot)
            """;
        command.Parameters.AddWithValue("$bot", disowned ? -bot.Value : bot.Value);
        return (long)command.ExecuteScalar()!;
    }
}
