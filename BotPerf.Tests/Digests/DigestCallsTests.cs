using System.Net;
using BotPerf.Tests.Api;
using BotPerf.Tests.Hosting;
using BotPerf.Web.Access;
using BotPerf.Web.Digests.Letter;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Tests.Digests;

/// <summary>Digests over REST and by the links of letters, on a real server.</summary>
public sealed class DigestCallsTests
{
    [Fact]
    public async Task Digests_OfAPerson_AreMadeChangedShownAndEnded()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var ada = server.NewVisitor();
        (await ada.SignInAsync(LocalServer.Email, LocalServer.Password)).Dispose();

        var made = await SendAsync(ada, "POST", "digests", new { cadence = "daily", hour = 7, zone = "Europe/Berlin" });
        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Equal((LocalServer.Email, "daily", 7, "Europe/Berlin"), (made.Text("user"), made.Text("cadence"), made["hour"].GetInt32(), made.Text("zone")));
        var id = made["id"].GetInt32();
        (await SendAsync(ada, "POST", "digests", new { cadence = "daily", zone = "UTC" })).Refused(HttpStatusCode.BadRequest);
        var changed = await SendAsync(ada, "PUT", $"digests/{id}", new { cadence = "weekly", hour = 20, enabled = false });
        Assert.Equal(("weekly", "UTC", false), (changed.Text("cadence"), changed.Text("zone"), changed["enabled"].GetBoolean()));
        Assert.Equal(1, (await SendAsync(ada, "GET", "digests"))["items"].GetArrayLength());
        var letter = await SendAsync(ada, "GET", $"digests/{id}/preview");
        Assert.Contains("Weekly digest", letter.Text("subject"), StringComparison.Ordinal);
        Assert.Contains("</html>", letter.Text("html"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Accepted, (await SendAsync(ada, "POST", $"digests/{id}/send")).Status);
        var log = (await SendAsync(ada, "GET", $"digests/{id}/deliveries"))["items"];
        Assert.True(Assert.Single(log.EnumerateArray()).GetProperty("asked").GetBoolean());
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(ada, "DELETE", $"digests/{id}")).Status);
        (await SendAsync(ada, "GET", $"digests/{id}")).Refused(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Digests_AskedForAtTheSameMoment_AreOneAndClearRefusals()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var ada = server.NewVisitor();
        (await ada.SignInAsync(LocalServer.Email, LocalServer.Password)).Dispose();

        var made = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => SendAsync(ada, "POST", "digests", new { cadence = "daily" })));
        var one = Assert.Single(made, answer => answer.Status == HttpStatusCode.Created);
        Assert.All(made.Where(answer => answer != one), answer => Assert.Equal("cadence", answer.Refused(HttpStatusCode.BadRequest).Text("field")));
        var asked = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => SendAsync(ada, "POST", $"digests/{one["id"]}/send")));

        Assert.Equal(10, asked.Count(answer => answer.Status == HttpStatusCode.Accepted));
        Assert.Equal(10, asked.Count(answer => answer.Status == HttpStatusCode.Conflict));
    }

    [Theory]
    [InlineData("""{"cadence":"hourly"}""", "cadence")]
    [InlineData("""{"cadence":"daily","hour":24}""", "hour")]
    [InlineData("""{"cadence":"daily","zone":"Mars/Olympus"}""", "zone")]
    [InlineData("""{"cadence":"daily","bots":[99]}""", "bots")]
    [InlineData("""{"cadence":"daily","channel":99}""", "channel")]
    [InlineData("""{"cadence":"daily","user":"nobody@example.org"}""", "user")]
    public async Task Digest_FieldWrong_IsRefusedByName(string body, string field)
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var ada = server.NewVisitor();
        (await ada.SignInAsync(LocalServer.Email, LocalServer.Password)).Dispose();

        var refused = (await SendAsync(ada, "POST", "digests", System.Text.Json.JsonDocument.Parse(body).RootElement)).Refused(HttpStatusCode.BadRequest);

        Assert.Equal(field, refused.Text("field"));
    }

    [Fact]
    public async Task Digests_OfSomebodyElse_AreNotThere()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        await server.AddAccountAsync("bob@example.org", Roles.Operator);
        using var ada = server.NewVisitor();
        (await ada.SignInAsync(LocalServer.Email, LocalServer.Password)).Dispose();
        using var bob = server.NewVisitor();
        (await bob.SignInAsync("bob@example.org", LocalServer.Password)).Dispose();
        var id = (await SendAsync(ada, "POST", "digests", new { cadence = "daily" }))["id"].GetInt32();

        foreach (var (verb, path) in new[] { ("GET", ""), ("GET", "/preview"), ("GET", "/deliveries"), ("POST", "/send"), ("DELETE", "") })
            (await SendAsync(bob, verb, $"digests/{id}{path}")).Refused(HttpStatusCode.NotFound);
        (await SendAsync(bob, "PUT", $"digests/{id}", new { cadence = "daily" })).Refused(HttpStatusCode.NotFound);
        (await SendAsync(bob, "POST", "digests", new { cadence = "daily", user = LocalServer.Email })).Refused(HttpStatusCode.BadRequest);
        (await SendAsync(bob, "GET", $"digests?user={LocalServer.Email}")).Refused(HttpStatusCode.BadRequest);
        Assert.Equal(0, (await SendAsync(bob, "GET", "digests"))["items"].GetArrayLength());
        // Out is out, for downloads too.
        (await ada.SignOutAsync()).Dispose();
        (await SendAsync(ada, "GET", $"digests/{id}/preview")).Refused(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Digest_OfOneselfByAnAddressThatManyHoldInTheirs_IsMade()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        await using (var context = await server.Get<IDbContextFactory<AppDbContext>>().CreateDbContextAsync())
        {
            context.Users.AddRange(Enumerable.Range(0, 60).Select(number => new AccountRow
            {
                Email = $"{number}bob@example.org",
                NormalizedEmail = $"{number}BOB@EXAMPLE.ORG",
                UserName = $"{number}bob@example.org",
                NormalizedUserName = $"{number}BOB@EXAMPLE.ORG",
                SecurityStamp = "",
                Role = Roles.Viewer,
            }));
            await context.SaveChangesAsync();
        }

        await server.AddAccountAsync("bob@example.org", Roles.Viewer);
        using var bob = server.NewVisitor();
        (await bob.SignInAsync("bob@example.org", LocalServer.Password)).Dispose();

        var made = await SendAsync(bob, "POST", "digests", new { cadence = "daily", user = " Bob@example.org" });

        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Equal("bob@example.org", made.Text("user"));
    }

    [Fact]
    public async Task Digests_OfATokenWithAdmin_AreEverybodys()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var admin = await ApiCaller.WithTokenAsync(server, Scopes.Admin);
        using var reader = await ApiCaller.WithTokenAsync(server, Scopes.Read);

        Assert.Equal("user", (await admin.SendAsync("POST", "api/v1/digests", new { cadence = "daily" })).Refused(HttpStatusCode.BadRequest).Text("field"));
        var made = await admin.SendAsync("POST", "api/v1/digests", new { cadence = "monthly", user = LocalServer.Email });

        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Equal(1, (await admin.GetAsync("api/v1/digests"))["items"].GetArrayLength());
        (await reader.GetAsync("api/v1/digests")).Refused(HttpStatusCode.BadRequest);
        (await reader.GetAsync($"api/v1/digests/{made["id"]}")).Refused(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Unsubscribe_ByTheMailProgramsButton_NeedsNobodySignedIn()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var (subscription, path) = await SubscribedAsync(server);
        using var program = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = server.Url };

        // Looking at the link changes nothing: programs that check links open them.
        using var page = await program.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Contains("comes until you press the button", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.True(await IsOnAsync(server, subscription));
        using var click = new FormUrlEncodedContent([KeyValuePair.Create("List-Unsubscribe", "One-Click")]);
        using var answer = await program.PostAsync(new Uri(path, UriKind.Relative), click);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(await IsOnAsync(server, subscription));
        using var again = await program.PostAsync(new Uri(path, UriKind.Relative), click);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        using var forged = await program.PostAsync(new Uri("unsubscribe?token=AAAA", UriKind.Relative), click);
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
    }

    [Fact]
    public async Task Unsubscribe_ByThePagesButton_ShowsThatItIsDone()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var (subscription, path) = await SubscribedAsync(server);
        using var reader = server.NewVisitor();
        using var empty = new FormUrlEncodedContent([]);

        using var posted = await reader.Http.PostAsync(new Uri(path, UriKind.Relative), empty);
        Assert.Equal(HttpStatusCode.Redirect, posted.StatusCode);
        using var page = await reader.GetAsync(posted.Headers.Location!.OriginalString);

        Assert.Contains("data-testid=\"unsubscribed\"", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.False(await IsOnAsync(server, subscription));
        Assert.Contains(await server.Get<AuditTrail>().ReadAsync(long.MaxValue, 10, CancellationToken.None), row => row.What == "digest.unsubscribed");
    }

    private static async Task<(int Subscription, string Path)> SubscribedAsync(LocalServer server)
    {
        using var admin = await ApiCaller.WithTokenAsync(server, Scopes.Admin);
        var made = await admin.SendAsync("POST", "api/v1/digests", new { cadence = "daily", user = LocalServer.Email });
        var id = made["id"].GetInt32();
        return (id, $"{LinkMaker.Path.TrimStart('/')}?token={server.Get<LinkMaker>().Token(id)}");
    }

    private static async Task<bool> IsOnAsync(LocalServer server, int subscription)
    {
        await using var context = await server.Get<IDbContextFactory<AppDbContext>>().CreateDbContextAsync();
        return (await context.DigestSubscriptions.SingleAsync(row => row.Id == subscription)).Enabled;
    }

    private static async Task<Answer> SendAsync(Visitor visitor, string verb, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), new Uri("api/v1/" + path, UriKind.Relative));
        if (body is not null)
            request.Content = System.Net.Http.Json.JsonContent.Create(body);
        return await ApiCaller.ReadAsync(await visitor.Http.SendAsync(request));
    }
}
