using System.Net;
using System.Text.Json;
using BotPerf.Tests.Hosting;
using BotPerf.Web.Access;
using BotPerf.Web.Delivery;

namespace BotPerf.Tests.Api;

public sealed class ChannelCallsTests
{
    private const string Channels = "/api/v1/channels";

    [Fact]
    public async Task Channel_LifeOverRest_IsAddedChangedTestedAndRemoved()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var admin = await ApiCaller.WithTokenAsync(server, Scopes.Admin, "chief");

        var added = await admin.SendAsync("POST", Channels, new
        {
            name = "a program", kind = "webhook", settings = new { url = "http://10.0.0.7/hook?key=very-secret", secret = "a secret of a good length" },
        });
        var path = $"{Channels}/{added["id"].GetInt32()}";
        var changed = await admin.SendAsync("PATCH", path, new { hourlyBudget = 5 });
        var renamed = await admin.SendAsync("PUT", path, new { name = "another name", settings = new { url = "http://10.0.0.8/x" }, enabled = false });
        var tested = await admin.SendAsync("POST", path + "/test");
        var log = await admin.GetAsync(path + "/deliveries");
        var audit = await admin.GetAsync("/api/v1/audit?limit=4");
        var removed = await admin.SendAsync("DELETE", path);

        Assert.Equal(HttpStatusCode.Created, added.Status);
        Assert.Equal(("http://10.0.0.7/••••cret", "••••ngth", 20, true), (
            added["settings"].GetProperty("url").GetString(), added["settings"].GetProperty("secret").GetString(),
            added["hourlyBudget"].GetInt32(), added["enabled"].GetBoolean()));
        Assert.Equal((5, "http://10.0.0.7/••••cret"), (changed["hourlyBudget"].GetInt32(), changed["settings"].GetProperty("url").GetString()));
        Assert.Equal(("another name", "••••ngth", false), (
            renamed.Text("name"), renamed["settings"].GetProperty("secret").GetString(), renamed["enabled"].GetBoolean()));
        Assert.False(tested["delivered"].GetBoolean());
        Assert.Equal("test", Assert.Single(log["items"].EnumerateArray()).GetProperty("kind").GetString());
        Assert.Equal(
            ["channel.tested", "channel.changed", "channel.changed", "channel.created"],
            audit["items"].EnumerateArray().Select(row => row.GetProperty("what").GetString()));
        Assert.DoesNotContain("very-secret", audit.Body.ToString() + log.Body + added.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, removed.Status);
        (await admin.GetAsync(path)).Refused(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("""{ "name": "", "kind": "log" }""", "name")]
    [InlineData("""{ "name": "x", "kind": "fax" }""", "kind")]
    [InlineData("""{ "name": "x" }""", "kind")]
    [InlineData("""{ "name": "x", "kind": "log", "hourlyBudget": 0 }""", "hourlyBudget")]
    [InlineData("""{ "name": "x", "kind": "log", "hourlyBudget": 1001 }""", "hourlyBudget")]
    [InlineData("""{ "name": "x", "kind": "discord" }""", "settings.url")]
    [InlineData("""{ "name": "x", "kind": "discord", "settings": { "url": "http://discord.com/api/webhooks/1/2" } }""", "settings.url")]
    [InlineData("""{ "name": "x", "kind": "slack", "settings": { "url": "ftp://example.org" } }""", "settings.url")]
    [InlineData("""{ "name": "x", "kind": "webhook", "settings": { "url": "https://a:b@example.org/", "secret": "0123456789abcdef" } }""", "settings.url")]
    [InlineData("""{ "name": "x", "kind": "webhook", "settings": { "url": "https://example.org/", "secret": "short" } }""", "settings.secret")]
    [InlineData("""{ "name": "x", "kind": "email", "settings": { "to": "ada@example.org, nobody" } }""", "settings.to")]
    [InlineData("""{ "name": "x", "kind": "email", "settings": { "cc": "ada@example.org" } }""", "settings.cc")]
    public async Task Add_FieldWrong_IsNamed(string body, string field)
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var admin = await ApiCaller.WithTokenAsync(server, Scopes.Admin);

        var refused = await admin.SendAsync("POST", Channels, JsonDocument.Parse(body).RootElement);

        refused.Refused(HttpStatusCode.BadRequest);
        Assert.Equal(field, refused.Text("field"));
    }

    [Theory]
    [InlineData(20, HttpStatusCode.Created)]
    [InlineData(21, HttpStatusCode.BadRequest)]
    public async Task Add_ManyAddresses_AreTwentyAtMost(int count, HttpStatusCode status)
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var admin = await ApiCaller.WithTokenAsync(server, Scopes.Admin);
        var to = string.Join(",", Enumerable.Range(1, count).Select(number => $"a{number}@example.org"));

        Assert.Equal(status, (await admin.SendAsync("POST", Channels, new { name = "x", kind = "email", settings = new { to } })).Status);
    }

    [Fact]
    public async Task Channels_TooMany_AreRefused()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var admin = await ApiCaller.WithTokenAsync(server, Scopes.Admin);
        for (var number = 0; number < ChannelValidator.MaxChannels; number++)
        {
            await server.Get<ChannelStore>().AddAsync(
                new ChannelDraft($"n{number}", "log", true, new Dictionary<string, string>()), "a test", CancellationToken.None);
        }

        (await admin.SendAsync("POST", Channels, new { name = "one more", kind = "log" })).Refused(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Mail_OverRest_IsSetAndShownWithoutItsPassword()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var admin = await ApiCaller.WithTokenAsync(server, Scopes.Admin);

        (await admin.GetAsync("/api/v1/mail")).Refused(HttpStatusCode.NotFound);
        var wrong = await admin.SendAsync("PUT", "/api/v1/mail", new { host = "mail.example.org", from = "nobody" });
        var set = await admin.SendAsync("PUT", "/api/v1/mail", new { host = "mail.example.org", from = "a@example.org", user = "ada", password = "a very secret one" });

        Assert.Equal("from", wrong.Text("field"));
        Assert.Equal(("mail.example.org", 587, "starttls", "•••• one"), (set.Text("host"), set["port"].GetInt32(), set.Text("tls"), set.Text("password")));
        Assert.Equal(set.Body.ToString(), (await admin.GetAsync("/api/v1/mail")).Body.ToString());
    }
}
