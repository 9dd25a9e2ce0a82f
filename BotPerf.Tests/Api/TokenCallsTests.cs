using System.Net;
using BotPerf.Tests.Hosting;
using BotPerf.Web.Access;
using BotPerf.Web.Bots;

namespace BotPerf.Tests.Api;

public sealed class TokenCallsTests
{
    [Fact]
    public async Task Token_MadeUsedAndRevoked_LivesItsLife()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var admin = await ApiCaller.WithTokenAsync(server, Scopes.Admin, "chief");

        var made = await admin.SendAsync("POST", "/api/v1/tokens", new { name = "grafana", scope = "read" });
        Assert.Equal(HttpStatusCode.Created, made.Status);
        using var grafana = new ApiCaller(server, made.Text("token"));
        var me = await grafana.GetAsync("/api/v1/me");
        var listed = await admin.GetAsync("/api/v1/tokens?limit=1");
        var revoked = await admin.SendAsync("DELETE", $"/api/v1/tokens/{made["id"]}");

        Assert.Equal(("token", "grafana", "viewer", "read"),
            (me.Text("kind"), me.Text("name"), me.Text("role"), me.Text("scope")));
        Assert.Equal("grafana", listed["items"][0].GetProperty("name").GetString());
        Assert.Equal("token chief", listed["items"][0].GetProperty("createdBy").GetString());
        Assert.False(listed["items"][0].TryGetProperty("token", out _));
        var second = await admin.GetAsync($"/api/v1/tokens?limit=1&cursor={listed.Text("next")}");
        Assert.Equal("chief", second["items"][0].GetProperty("name").GetString());
        Assert.Null(second.Text("next"));
        Assert.Equal(HttpStatusCode.NoContent, revoked.Status);
        Assert.Equal("API token unknown", (await grafana.GetAsync("/api/v1/me")).Refused(HttpStatusCode.Unauthorized).Text("title"));
    }

    [Fact]
    public async Task Keys_OfTheWrongKind_AreToldSo()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var bot = await server.Get<BotRegistry>().CreateAsync("Pusher", "a test", CancellationToken.None);
        using var pusher = new ApiCaller(server, bot.Key.Text);
        using var reader = await ApiCaller.WithTokenAsync(server, Scopes.Admin);

        var reads = await pusher.GetAsync("/api/v1/me");
        var pushes = await reader.SendAsync("POST", "/api/v1/ingest", new { events = Array.Empty<object>() });

        Assert.Equal("Wrong kind of key", reads.Refused(HttpStatusCode.Forbidden).Text("title"));
        Assert.Equal("Wrong kind of key", pushes.Refused(HttpStatusCode.Forbidden).Text("title"));
    }

    [Theory]
    [InlineData("""{"name":"a","scope":"king"}""", "scope")]
    [InlineData("""{"scope":"read"}""", "name")]
    [InlineData("""{"name":7,"scope":"read"}""", "name")]
    [InlineData("""{"name":"a","scope":"read","expiresAt":"yesterday"}""", "expiresAt")]
    [InlineData("""{"name":"a","scope":"read","expiresAt":"2001-01-01T00:00:00Z"}""", "expiresAt")]
    public async Task Create_WrongField_IsNamed(string body, string field)
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var admin = await ApiCaller.WithTokenAsync(server, Scopes.Admin);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        var answer = await admin.SendAsync("POST", "/api/v1/tokens", content);

        Assert.Equal(field, answer.Refused(HttpStatusCode.BadRequest).Text("field"));
        Assert.Contains(field, answer.Text("detail"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("[]", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("null", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("name=a&scope=read", "application/x-www-form-urlencoded", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("{}", "text/plain", HttpStatusCode.UnsupportedMediaType)]
    public async Task Create_WrongBody_IsRefusedAsAWhole(string body, string type, HttpStatusCode status)
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var admin = await ApiCaller.WithTokenAsync(server, Scopes.Admin);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, type);

        (await admin.SendAsync("POST", "/api/v1/tokens", content)).Refused(status);
    }

    [Fact]
    public async Task Create_MoreThan64KiB_IsRefused()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var admin = await ApiCaller.WithTokenAsync(server, Scopes.Admin);

        (await admin.SendAsync("POST", "/api/v1/tokens", new { name = new string('a', 64 * 1024), scope = "read" }))
            .Refused(HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData("?limit=0", "limit")]
    [InlineData("?limit=501", "limit")]
    [InlineData("?limit=many", "limit")]
    [InlineData("?limit=", "limit")]
    [InlineData("?cursor=", "cursor")]
    [InlineData("?cursor=%00", "cursor")]
    [InlineData("?cursor=MTpub3QgYSBudW1iZXI", "cursor")]
    [InlineData("?cursor=Zm9yZWlnbg", "cursor")]
    public async Task List_WrongPaging_NamesTheParameter(string query, string field)
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var admin = await ApiCaller.WithTokenAsync(server, Scopes.Admin);

        Assert.Equal(field, (await admin.GetAsync("/api/v1/tokens" + query)).Refused(HttpStatusCode.BadRequest).Text("field"));
    }

    [Theory]
    [InlineData("4711")]
    [InlineData("-1")]
    [InlineData("bpa_x")]
    [InlineData("99999999999999")]
    public async Task Revoke_UnknownId_IsNotFound(string id)
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var admin = await ApiCaller.WithTokenAsync(server, Scopes.Admin);

        (await admin.SendAsync("DELETE", $"/api/v1/tokens/{id}")).Refused(HttpStatusCode.NotFound);
    }

    /// <summary>A page of another site can make a browser send the cookie, but not hide where it is.</summary>
    [Theory]
    [InlineData(null, null, HttpStatusCode.Created)]
    [InlineData("same-origin", null, HttpStatusCode.Created)]
    [InlineData("same-site", null, HttpStatusCode.Forbidden)]
    [InlineData("cross-site", "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData(null, "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData(null, "null", HttpStatusCode.Forbidden)]
    public async Task Change_WithACookie_HasToComeFromOurOwnPages(string? site, string? origin, HttpStatusCode expected)
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var ada = server.NewVisitor();
        (await ada.SignInAsync(LocalServer.Email, LocalServer.Password)).Dispose();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/v1/tokens", UriKind.Relative))
        {
            Content = System.Net.Http.Json.JsonContent.Create(new { name = "made by a page", scope = "admin" }),
        };
        if (site is not null)
            request.Headers.Add("Sec-Fetch-Site", site);
        if (origin is not null)
            request.Headers.Add("Origin", origin);

        using var answer = await ada.Http.SendAsync(request);

        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal(expected == HttpStatusCode.Created ? 1 : 0, server.Get<ApiTokens>().All.Count);
    }
}
