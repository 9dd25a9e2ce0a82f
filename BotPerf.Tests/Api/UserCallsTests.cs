using System.Net;
using BotPerf.Tests.Access;
using BotPerf.Tests.Hosting;
using BotPerf.Web.Access;

namespace BotPerf.Tests.Api;

public sealed class UserCallsTests
{
    private const string Bob = "bob@example.org";

    [Fact]
    public async Task User_InvitedChangedAndRemoved_LivesTheirLife()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var admin = await ApiCaller.WithTokenAsync(server, Scopes.Admin, "chief");

        var invited = await admin.SendAsync("POST", "/api/v1/users", new { email = Bob, role = "viewer" });
        var open = await admin.GetAsync("/api/v1/invitations");
        using var bob = server.NewVisitor();
        using var accepted = await bob.SubmitAsync(new Uri(invited.Text("link")!).AbsolutePath, ("Password", LocalServer.Password));
        var listed = await admin.GetAsync("/api/v1/users?search=BOB");
        var changed = await admin.SendAsync("PATCH", "/api/v1/users/2", new { role = "operator" });
        var afterRole = await bob.GetAsync("/");
        var disabled = await admin.SendAsync("PATCH", "/api/v1/users/2", new { disabled = true });
        using var refused = await bob.SignInAsync(Bob, LocalServer.Password);
        var link = await admin.SendAsync("POST", "/api/v1/users/2/password-link");
        var removed = await admin.SendAsync("DELETE", "/api/v1/users/2");
        var audit = await admin.GetAsync("/api/v1/audit?what=account&who=token%20chief&limit=2");

        Assert.Equal(HttpStatusCode.Created, invited.Status);
        Assert.Equal((Bob, "viewer"), (invited.Text("email"), invited.Text("role")));
        Assert.Equal("token chief", Assert.Single(open["items"].EnumerateArray()).GetProperty("createdBy").GetString());
        Assert.Equal("/", SecondStepTests.PathOf(accepted));
        var user = Assert.Single(listed["items"].EnumerateArray());
        Assert.Equal((1, false), (user.GetProperty("sessions").GetInt32(), user.GetProperty("secondStep").GetBoolean()));
        Assert.NotNull(user.GetProperty("lastSignInAt").GetString());
        Assert.Equal(("operator", 0), (changed.Text("role"), changed["sessions"].GetInt32()));
        Assert.Equal("/sign-in", SecondStepTests.PathOf(afterRole));
        Assert.True(disabled["disabled"].GetBoolean());
        Assert.NotNull(await Visitor.ProblemAsync(refused));
        Assert.Contains("/password/bpl_", link.Text("link"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, removed.Status);
        Assert.Equal(["account.removed", "account.password_link"],
            audit["items"].EnumerateArray().Select(row => row.GetProperty("what").GetString()));
        Assert.All(audit["items"].EnumerateArray(), row => Assert.Equal("127.0.0.1", row.GetProperty("address").GetString()));
        (await admin.SendAsync("DELETE", "/api/v1/users/2")).Refused(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Audit_AsCsv_IsTheNewestThatMatchInOneFile()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var admin = await ApiCaller.WithTokenAsync(server, Scopes.Admin, "=cmd");
        await admin.SendAsync("POST", "/api/v1/users", new { email = Bob, role = "viewer" });

        using var answer = await admin.Http.GetAsync(new Uri("/api/v1/audit?format=csv&what=invitation", UriKind.Relative));
        var lines = (await answer.Content.ReadAsStringAsync()).Split("\r\n");

        Assert.Equal(("text/csv", "audit.csv"), (answer.Content.Headers.ContentType?.MediaType, answer.Content.Headers.ContentDisposition?.FileName));
        Assert.Equal("id,at,who,what,subject,address", lines[0]);
        Assert.Contains(Bob, lines[1], StringComparison.Ordinal);
        (await admin.GetAsync("/api/v1/audit?format=xml")).Refused(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Sessions_OfAPerson_AreEndedOverRest()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var admin = await ApiCaller.WithTokenAsync(server, Scopes.Admin);
        using var ada = await SecondStepTests.SignedInAsync(server);

        var ended = await admin.SendAsync("DELETE", "/api/v1/users/1/sessions");
        var reset = await admin.SendAsync("DELETE", "/api/v1/users/1/second-step");

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (ended.Status, reset.Status));
        Assert.Equal("/sign-in", SecondStepTests.PathOf(await ada.GetAsync("/")));
    }

    [Theory]
    [InlineData("POST", "/api/v1/users", """{"email":"x","role":"viewer"}""", HttpStatusCode.BadRequest)]
    [InlineData("POST", "/api/v1/users", """{"email":"x@example.org","role":"king"}""", HttpStatusCode.BadRequest)]
    [InlineData("POST", "/api/v1/users", """{"email":"ada@example.org","role":"viewer"}""", HttpStatusCode.Conflict)]
    [InlineData("PATCH", "/api/v1/users/1", """{"role":"viewer"}""", HttpStatusCode.Conflict)]
    [InlineData("PATCH", "/api/v1/users/1", """{"disabled":true}""", HttpStatusCode.Conflict)]
    [InlineData("PATCH", "/api/v1/users/1", """{"role":"king"}""", HttpStatusCode.BadRequest)]
    [InlineData("PATCH", "/api/v1/users/4711", """{"role":"viewer"}""", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "/api/v1/users/1", null, HttpStatusCode.Conflict)]
    [InlineData("DELETE", "/api/v1/invitations/1", null, HttpStatusCode.NotFound)]
    [InlineData("POST", "/api/v1/users/4711/password-link", null, HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/v1/audit?from=yesterday", null, HttpStatusCode.BadRequest)]
    public async Task Call_ThatCannotBe_IsRefused(string verb, string path, string? body, HttpStatusCode status)
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var admin = await ApiCaller.WithTokenAsync(server, Scopes.Admin);
        using var content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        (await admin.SendAsync(verb, path, content)).Refused(status);
        Assert.Single(await server.Get<People>().ListAsync(null, 0, 9, CancellationToken.None));
    }
}
