using System.Net;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Access;

namespace BotPerf.Tests.Access;

public sealed class SignInTests
{
    [Fact]
    public async Task SetUp_CodeFromTheConsole_MakesTheFirstAdministratorOnce()
    {
        await using var server = await LocalServer.StartAsync();
        var code = Assert.IsType<Welcome.SetUp>(server.Welcome).Code;
        using var visitor = server.NewVisitor();
        using var stranger = server.NewVisitor();

        using var home = await visitor.GetAsync("/sign-in");
        using var wrong = await stranger.SubmitAsync(
            "/setup", ("Code", "AAAA-AAAA-AAAA-AAAA"), ("Email", "eve@example.org"), ("Password", LocalServer.Password));
        using var weak = await visitor.SubmitAsync(
            "/setup", ("Code", code), ("Email", LocalServer.Email), ("Password", "short"));
        using var made = await visitor.SubmitAsync(
            "/setup", ("Code", code.ToLowerInvariant()), ("Email", LocalServer.Email), ("Password", LocalServer.Password));
        using var overview = await visitor.GetAsync("/");
        using var again = await stranger.GetAsync("/setup");

        Assert.Equal("/setup", PathOf(home));
        Assert.Contains("not the set-up code", await Visitor.ProblemAsync(wrong), StringComparison.Ordinal);
        Assert.Contains("8 characters", await Visitor.ProblemAsync(weak), StringComparison.Ordinal);
        Assert.Equal("/", PathOf(made));
        Assert.Equal(HttpStatusCode.OK, overview.StatusCode);
        Assert.Equal("/sign-in", PathOf(again));
    }

    [Fact]
    public async Task SetUp_CodeGuessedTooOften_IsSlowedDown()
    {
        await using var server = await LocalServer.StartAsync();
        using var stranger = server.NewVisitor();
        var problem = "";
        for (var attempt = 0; attempt < 6; attempt++)
        {
            using var wrong = await stranger.SubmitAsync(
                "/setup", ("Code", $"{attempt}"), ("Email", "eve@example.org"), ("Password", LocalServer.Password));
            problem = await Visitor.ProblemAsync(wrong);
        }

        Assert.Contains("Too many wrong codes", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SetUp_AdministratorMadeOnTheCommandLine_ClosesThePage()
    {
        await using var server = await LocalServer.StartAsync();
        using var visitor = server.NewVisitor();
        await server.AddAccountAsync(LocalServer.Email, Roles.Admin);

        using var page = await visitor.GetAsync("/setup");

        Assert.Equal("/sign-in", PathOf(page));
    }

    [Fact]
    public async Task Demo_EachStart_PrintsAPasswordThatWorks()
    {
        await using var server = await LocalServer.StartAsync(demo: true);
        var demo = Assert.IsType<Welcome.Demo>(server.Welcome);
        using var visitor = server.NewVisitor();

        using var answer = await visitor.SignInAsync(demo.Email, demo.Password);

        Assert.Equal("/", PathOf(answer));
    }

    [Fact]
    public async Task SignIn_UnknownAccountAndWrongPassword_GetTheSameAnswer()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var visitor = server.NewVisitor();

        using var wrong = await visitor.SignInAsync(LocalServer.Email, "not the password");
        using var unknown = await visitor.SignInAsync("nobody@example.org", "not the password");

        Assert.Equal("E-mail address or password is wrong.", await Visitor.ProblemAsync(wrong));
        Assert.Equal("E-mail address or password is wrong.", await Visitor.ProblemAsync(unknown));
        Assert.Equal(wrong.StatusCode, unknown.StatusCode);
    }

    [Fact]
    public async Task SignIn_TooManyFailures_AreSlowedDownForUnknownAccountsToo()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var visitor = server.NewVisitor();
        foreach (var email in new[] { LocalServer.Email, "nobody@example.org" })
        {
            for (var attempt = 0; attempt < 5; attempt++)
                (await visitor.SignInAsync(email, "not the password")).Dispose();

            using var next = await visitor.SignInAsync(email, LocalServer.Password);
            Assert.Contains("Too many attempts", await Visitor.ProblemAsync(next), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("//evil.example/x")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("javascript:alert(1)")]
    public async Task SignIn_ReturnUrlElsewhere_StaysHere(string returnUrl)
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var visitor = server.NewVisitor();

        using var answer = await visitor.SignInAsync(
            LocalServer.Email, LocalServer.Password, "?returnUrl=" + Uri.EscapeDataString(returnUrl));

        Assert.Equal("/", PathOf(answer));
        Assert.Equal(server.Url.Authority, new Uri(server.Url, answer.Headers.Location!).Authority);
    }

    [Fact]
    public async Task SignIn_WithoutTheFormsToken_IsRefused()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var visitor = server.NewVisitor();
        using var content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["_handler"] = "sign-in",
            ["Email"] = LocalServer.Email,
            ["Password"] = LocalServer.Password,
        });

        using var answer = await visitor.Http.PostAsync(new Uri("/sign-in", UriKind.Relative), content);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task SignIn_Cookie_IsOutOfReachOfScriptsAndForeignForms()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var visitor = server.NewVisitor();

        using var answer = await visitor.SignInAsync(LocalServer.Email, LocalServer.Password);

        var cookie = answer.Headers.GetValues("Set-Cookie").Single(text => text.StartsWith("botperf=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task SignOut_CopyOfTheCookie_IsWorthNothing()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var visitor = server.NewVisitor();
        (await visitor.SignInAsync(LocalServer.Email, LocalServer.Password)).Dispose();
        using var copy = server.NewVisitor();
        copy.Cookies.Add(visitor.Cookies.GetCookies(server.Url));
        using var before = await copy.GetAsync("/");

        using var signOut = await visitor.SignOutAsync();
        using var after = await copy.GetAsync("/");

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal("/sign-in", PathOf(signOut));
        Assert.Equal("/sign-in", PathOf(after));
    }

    [Fact]
    public async Task NewPassword_OpenSession_EndsWithin5Seconds()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var visitor = server.NewVisitor();
        (await visitor.SignInAsync(LocalServer.Email, LocalServer.Password)).Dispose();

        await server.SetPasswordAsync(LocalServer.Email, "another long passphrase");

        await Eventually.TrueAsync("the old cookie ends", async () =>
        {
            using var page = await visitor.GetAsync("/");
            return page.StatusCode == HttpStatusCode.Redirect;
        }, TimeSpan.FromSeconds(5));
    }

    /// <summary>Where an answer sends one, without the query.</summary>
    private static string? PathOf(HttpResponseMessage answer) => answer.Headers.Location is { } to
        ? new Uri(new Uri("http://here"), to).AbsolutePath
        : null;
}
