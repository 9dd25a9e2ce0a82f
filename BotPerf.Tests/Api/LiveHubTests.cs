using System.Net;
using System.Text.Json;
using BotPerf.Shared.Protocol;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Access;
using BotPerf.Web.Api;
using BotPerf.Web.Bots;

namespace BotPerf.Tests.Api;

[Collection(ServerCollection.Name)]
public sealed class LiveHubTests
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Subscribe_Bot_GetsItsFramesAndNoOthersOnceASecond()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var bots = server.Get<BotRegistry>();
        var aurora = await bots.CreateAsync("Aurora", "a test", CancellationToken.None);
        await bots.CreateAsync("Borealis", "a test", CancellationToken.None);
        using var pusher = new ApiCaller(server, aurora.Key.Text);
        var sent = await pusher.SendAsync("POST", "/api/v1/ingest",
            new { events = new[] { new { type = "command", name = "help", durationMs = 12.0 } } });
        Assert.Equal(HttpStatusCode.Accepted, sent.Status);
        using var live = await LiveSocket.ConnectAsync(server, await TokenAsync(server));

        Assert.Null(await live.SubscribeAsync(new[] { aurora.Bot.Id.Value }));
        var frames = new List<JsonElement>();
        for (var i = 0; i < 3; i++)
            frames.Add(await live.CallAsync("Frame"));

        Assert.All(frames, frame => Assert.Equal(aurora.Bot.Id.Value, frame[0].GetInt32()));
        Assert.All(frames, frame => Assert.Equal("live", frame[1].GetProperty("status").GetString()));
        Assert.Equal(1, frames[0][1].GetProperty("instancesLive").GetInt32());
        var times = frames.Select(frame => frame[1].GetProperty("at").GetDateTimeOffset()).ToList();
        Assert.InRange((times[2] - times[0]).TotalSeconds, 1.2, 10);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("[4711]")]
    [InlineData("[-1]")]
    [InlineData("[null]")]
    [InlineData("[{}]")]
    public async Task Subscribe_WrongIds_SaysSoAndTheConnectionStays(string ids)
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var live = await LiveSocket.ConnectAsync(server, await TokenAsync(server));

        var error = await live.SubscribeAsync(JsonDocument.Parse(ids).RootElement);

        Assert.Contains("botIds", error, StringComparison.Ordinal);
        Assert.Null(await live.SubscribeAsync(Array.Empty<int>()));
    }

    [Fact]
    public async Task Subscribe_MoreThanTheLimit_IsRefused()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var live = await LiveSocket.ConnectAsync(server, await TokenAsync(server));

        var error = await live.SubscribeAsync(Enumerable.Repeat(1, LiveHub.MaxBots + 1).ToArray());

        Assert.Contains($"at most {LiveHub.MaxBots}", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_MoreThanOneMayHave_EndsTheNewest()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var token = await TokenAsync(server);
        var open = new List<LiveSocket>();
        for (var i = 0; i < LiveFeed.MaxViewersOfOne; i++)
            open.Add(await LiveSocket.ConnectAsync(server, token));
        await Eventually.TrueAsync("all are in", () => server.Get<LiveFeed>().Count == open.Count);

        using var oneMore = await LiveSocket.ConnectAsync(server, token);
        await oneMore.EndAsync();
        using var somebodyElse = await LiveSocket.ConnectAsync(server, await TokenAsync(server));

        Assert.Null(await somebodyElse.SubscribeAsync(Array.Empty<int>()));
        open.ForEach(one => one.Dispose());
        await Eventually.TrueAsync("they are forgotten", () => server.Get<LiveFeed>().Count == 1);
    }

    [Fact]
    public async Task Connection_TokenRevoked_EndsWithinFiveSeconds()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var tokens = server.Get<ApiTokens>();
        var made = await tokens.CreateAsync("gone soon", Scopes.Read, expiresAt: null, "a test", CancellationToken.None);
        using var live = await LiveSocket.ConnectAsync(server, made.Text);
        using var other = await LiveSocket.ConnectAsync(server, await TokenAsync(server));

        await tokens.RevokeAsync(made.Token.Id, "a test", CancellationToken.None);

        await live.EndAsync().WaitAsync(AtOnce, TimeProvider.System);
        Assert.Null(await other.SubscribeAsync(Array.Empty<int>()));
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => LiveSocket.ConnectAsync(server, made.Text));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Theory]
    [InlineData("signs out")]
    [InlineData("new password")]
    [InlineData("other role")]
    [InlineData("disabled")]
    [InlineData("removed")]
    [InlineData("session ended")]
    public async Task Connection_PersonLosesTheRight_EndsWithinFiveSeconds(string how)
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        await server.AddAccountAsync("bob@example.org", Roles.Operator);
        using var bob = server.NewVisitor();
        (await bob.SignInAsync("bob@example.org", LocalServer.Password)).Dispose();
        using var live = await LiveSocket.ConnectAsync(server, key: null, bob);
        Assert.Null(await live.SubscribeAsync(Array.Empty<int>()));

        var people = server.Get<People>();
        await (how switch
        {
            "signs out" => bob.SignOutAsync(),
            "new password" => server.SetPasswordAsync("bob@example.org", "another long passphrase 2"),
            "other role" => people.SetRoleAsync(2, Roles.Viewer, "a test", CancellationToken.None),
            "disabled" => people.SetDisabledAsync(2, true, "a test", CancellationToken.None),
            "removed" => people.RemoveAsync(2, "a test", CancellationToken.None),
            _ => people.EndSessionsAsync(2, "a test", CancellationToken.None),
        });

        await live.EndAsync().WaitAsync(AtOnce, TimeProvider.System);
    }

    [Fact]
    public async Task Alert_ForASubscribedBot_Arrives()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var aurora = await server.Get<BotRegistry>().CreateAsync("Aurora", "a test", CancellationToken.None);
        using var live = await LiveSocket.ConnectAsync(server, await TokenAsync(server));
        Assert.Null(await live.SubscribeAsync(new[] { aurora.Bot.Id.ToString() }));

        await server.Get<LiveFeed>().AlertAsync(aurora.Bot.Id, new AlertMessage(
            "a1", "r1", "Slow", "warning", "open", "Aurora", "", 1200, 1000, DateTimeOffset.UnixEpoch, null, null, null, null));

        Assert.Equal("a1", (await live.CallAsync("Alert"))[0].GetProperty("id").GetString());
    }

    private static async Task<string> TokenAsync(LocalServer server) => (await server.Get<ApiTokens>().CreateAsync(
        $"viewer {Guid.NewGuid():N}", Scopes.Read, expiresAt: null, "a test", CancellationToken.None)).Text;
}
