using System.Net;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Access;

namespace BotPerf.Tests.Access;

/// <summary>Links as people open them: looking changes nothing, a form does.</summary>
public sealed class LinkPagesTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Invitation_OpenedAndAnswered_LetsOneIn()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var made = await server.Get<AccountLinks>().InviteAsync("bob@example.org", Roles.Operator, LocalServer.Email, None);
        using var scanner = server.NewVisitor();
        using var bob = server.NewVisitor();
        using var thief = server.NewVisitor();
        for (var i = 0; i < 3; i++)
            (await scanner.GetAsync(made.Path)).Dispose();

        using var look = await scanner.GetAsync(made.Path);
        var opened = await look.Content.ReadAsStringAsync();
        using var weak = await bob.SubmitAsync(made.Path, ("Password", "short"));
        using var done = await bob.SubmitAsync(made.Path, ("Password", LocalServer.Password));
        using var home = await bob.GetAsync("/jobs");
        using var late = await thief.GetAsync(made.Path);
        var lateText = await late.Content.ReadAsStringAsync();

        Assert.Matches("type=\"email\"[^>]*autocomplete=\"username\"[^>]*value=\"bob@example.org\"", opened);
        Assert.Contains("8 characters", await Visitor.ProblemAsync(weak), StringComparison.Ordinal);
        Assert.Equal("/", SecondStepTests.PathOf(done));
        Assert.Equal(HttpStatusCode.OK, home.StatusCode);
        Assert.Contains("link-over", lateText, StringComparison.Ordinal);
        Assert.Contains("An invitation works once", lateText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invitation_AnsweredAfterItsEnd_SaysSoAndAsksForNoPassword()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var links = server.Get<AccountLinks>();
        var made = await links.InviteAsync("bob@example.org", Roles.Operator, LocalServer.Email, None);
        using var bob = server.NewVisitor();

        using var late = await bob.SubmitAsync(
            made.Path, () => links.AcceptAsync(made.Path.Split('/')[^1], LocalServer.Password, None), ("Password", LocalServer.Password));
        var text = await late.Content.ReadAsStringAsync();

        Assert.Contains("link-over", text, StringComparison.Ordinal);
        Assert.DoesNotContain("has invited", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PasswordLink_Answered_EndsTheOldPasswordAndItsSessions()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var ada = await SecondStepTests.SignedInAsync(server);
        var made = await server.Get<AccountLinks>().PasswordLinkAsync(1, "a test", None);
        using var visitor = server.NewVisitor();

        using var done = await visitor.SubmitAsync(made!.Path, ("Password", "another long passphrase"));
        using var old = await visitor.SignInAsync(LocalServer.Email, LocalServer.Password);
        using var fresh = await visitor.SignInAsync(LocalServer.Email, "another long passphrase");

        Assert.Equal("/sign-in", SecondStepTests.PathOf(done));
        Assert.NotNull(await Visitor.ProblemAsync(old));
        Assert.Equal("/", SecondStepTests.PathOf(fresh));
        Assert.Equal("/sign-in", SecondStepTests.PathOf(await ada.GetAsync("/")));
    }

    [Fact]
    public async Task Forgotten_WithoutMail_SaysToAskAnAdministrator()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var visitor = server.NewVisitor();

        var html = await (await visitor.GetAsync("/password")).Content.ReadAsStringAsync();

        Assert.Contains("ask-an-administrator", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<form", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forgotten_KnownAndUnknownAddress_GetTheSameAnswerAndOneALink()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var sent = new List<NewAccountLink>();
        server.Get<LinkPost>().IsReady = () => true;
        server.Get<LinkPost>().Send = (link, _) =>
        {
            lock (sent)
                sent.Add(link);
            return Task.FromResult(true);
        };
        using var visitor = server.NewVisitor();

        using var unknown = await visitor.SubmitAsync("/password", ("Email", "nobody@example.org"));
        using var known = await visitor.SubmitAsync("/password", ("Email", LocalServer.Email));
        using var again = await visitor.SubmitAsync("/password", ("Email", LocalServer.Email));
        await Eventually.TrueAsync("the link is sent", () => sent.Count > 0);
        using var page = await visitor.GetAsync(sent[0].Path);

        Assert.Equal(await AnswerAsync(unknown), await AnswerAsync(known));
        Assert.Contains(LocalServer.Email, await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.StartsWith("/password/bpl_", sent[0].Path, StringComparison.Ordinal);
        for (var i = 0; i < 2; i++)
            (await visitor.SubmitAsync("/password", ("Email", "x@example.org"))).Dispose();
        using var tooOften = await visitor.SubmitAsync("/password", ("Email", LocalServer.Email));
        Assert.Contains("Too many attempts", await Visitor.ProblemAsync(tooOften), StringComparison.Ordinal);
        Assert.Single(sent);
    }

    [Fact]
    public async Task OwnAccount_SessionsAndPassword_AreChangedByTheirOwnerAlone()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        await server.AddAccountAsync("bob@example.org", Roles.Viewer);
        using var ada = await SecondStepTests.SignedInAsync(server);
        using var phone = await SecondStepTests.SignedInAsync(server);
        using var bob = server.NewVisitor();
        (await bob.SignInAsync("bob@example.org", LocalServer.Password)).Dispose();
        var adas = server.Get<Sessions>().Of(1);
        Assert.Equal(2, adas.Count);

        foreach (var session in adas)
            (await bob.SubmitAsync("/account", ("Session", $"{session.Id}"))).Dispose();
        Assert.Equal(2, server.Get<Sessions>().Of(1).Count);

        (await ada.SubmitAsync("/account", ("Session", "others"))).Dispose();
        Assert.Equal("/sign-in", SecondStepTests.PathOf(await phone.GetAsync("/")));
        using var wrong = await ada.SubmitAsync("/account/password", ("Current", "not it"), ("Wanted", "another long passphrase"));
        Assert.Contains("not your password", await Visitor.ProblemAsync(wrong), StringComparison.Ordinal);
        using var right = await ada.SubmitAsync("/account/password", ("Current", LocalServer.Password), ("Wanted", "another long passphrase"));
        Assert.Equal("/account", SecondStepTests.PathOf(right));
        Assert.Equal(HttpStatusCode.OK, (await ada.GetAsync("/")).StatusCode);
    }

    private static async Task<string> AnswerAsync(HttpResponseMessage answer)
    {
        var html = await answer.Content.ReadAsStringAsync();
        return $"{(int)answer.StatusCode} {html[html.IndexOf("<h1", StringComparison.Ordinal)..html.IndexOf("Light or dark", StringComparison.Ordinal)]}";
    }
}
