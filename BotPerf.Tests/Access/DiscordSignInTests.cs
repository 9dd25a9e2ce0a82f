using BotPerf.Tests.Hosting;
using BotPerf.Web.Access;

namespace BotPerf.Tests.Access;

public sealed class DiscordSignInTests
{
    private const string RefusedPath = "/sign-in?problem=discord";

    [Fact]
    public async Task SignIn_VerifiedAddressOfAnAccount_LetsInAndIsKnownByItsIdFromThenOn()
    {
        await using var discord = await LoopbackDiscord.StartAsync();
        await using var server = await LocalServer.StartWithAdaAsync(discord.Configure);
        discord.Person = new { id = "42", email = "ADA@example.org", verified = true };
        using var first = server.NewVisitor();
        using var later = server.NewVisitor();

        var page = await (await first.GetAsync("/sign-in")).Content.ReadAsStringAsync();
        using var done = await discord.SignInAsync(first, "?returnUrl=%2Fcommands");
        discord.Person = new { id = "42", email = "moved@example.org", verified = false };
        using var again = await discord.SignInAsync(later, "?returnUrl=https://evil.example");

        Assert.Contains("Sign in with Discord", page, StringComparison.Ordinal);
        Assert.Equal("/commands", done.Headers.Location?.OriginalString);
        Assert.Equal("/", again.Headers.Location?.OriginalString);
        Assert.Equal(System.Net.HttpStatusCode.OK, (await later.GetAsync("/account")).StatusCode);
        Assert.Equal("identify email", discord.Asked!["scope"]);
        Assert.Equal("S256", discord.Asked["code_challenge_method"]);
        Assert.NotEqual("", discord.Asked["state"].ToString());
    }

    [Theory]
    [InlineData("nobody@example.org", true)]
    [InlineData(LocalServer.Email, false)]
    [InlineData("", true)]
    public async Task SignIn_AddressUnknownOrNotVerified_IsRefused(string email, bool verified)
    {
        await using var discord = await LoopbackDiscord.StartAsync();
        await using var server = await LocalServer.StartWithAdaAsync(discord.Configure);
        discord.Person = new { id = "42", email, verified };
        using var visitor = server.NewVisitor();

        using var answer = await discord.SignInAsync(visitor);

        Assert.Equal(RefusedPath, answer.Headers.Location?.OriginalString);
        Assert.Equal("/sign-in", SecondStepTests.PathOf(await visitor.GetAsync("/")));
        Assert.Single(await server.Get<People>().ListAsync(null, 0, 9, CancellationToken.None));
    }

    [Fact]
    public async Task SignIn_Invited_MakesTheAccountWithItsRole()
    {
        await using var discord = await LoopbackDiscord.StartAsync();
        await using var server = await LocalServer.StartWithAdaAsync(discord.Configure);
        await server.Get<AccountLinks>().InviteAsync("bob@example.org", Roles.Operator, "ada", CancellationToken.None);
        discord.Person = new { id = "43", email = "bob@example.org", verified = true };
        using var bob = server.NewVisitor();

        using var done = await discord.SignInAsync(bob);

        Assert.Equal("/", done.Headers.Location?.OriginalString);
        Assert.Equal(System.Net.HttpStatusCode.OK, (await bob.GetAsync("/jobs")).StatusCode);
        Assert.Empty(await server.Get<AccountLinks>().InvitationsAsync(CancellationToken.None));
        Assert.Equal(Roles.Operator, (await server.Get<People>().FindAsync(2, CancellationToken.None))?.Role);
    }

    [Fact]
    public async Task SignIn_SecondStepOn_IsAskedForAllTheSame()
    {
        await using var discord = await LoopbackDiscord.StartAsync();
        await using var server = await LocalServer.StartWithAdaAsync(discord.Configure);
        using var ada = await SecondStepTests.SignedInAsync(server);
        await SecondStepTests.TurnOnAsync(ada);
        discord.Person = new { id = "42", email = LocalServer.Email, verified = true };
        using var visitor = server.NewVisitor();

        using var asked = await discord.SignInAsync(visitor);

        Assert.Equal("/sign-in/code", SecondStepTests.PathOf(asked));
        Assert.Equal("/sign-in", SecondStepTests.PathOf(await visitor.GetAsync("/")));
    }

    [Fact]
    public async Task SignIn_DisabledAccount_IsRefused()
    {
        await using var discord = await LoopbackDiscord.StartAsync();
        await using var server = await LocalServer.StartWithAdaAsync(discord.Configure);
        await server.AddAccountAsync("bob@example.org", Roles.Viewer);
        await server.Get<People>().SetDisabledAsync(2, true, "ada", CancellationToken.None);
        discord.Person = new { id = "43", email = "bob@example.org", verified = true };
        using var bob = server.NewVisitor();

        using var answer = await discord.SignInAsync(bob);

        Assert.Equal(RefusedPath, answer.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Callback_StateOfAnotherOrCodeMadeUp_IsRefused()
    {
        await using var discord = await LoopbackDiscord.StartAsync();
        await using var server = await LocalServer.StartWithAdaAsync(discord.Configure);
        discord.Person = new { id = "42", email = LocalServer.Email, verified = true };
        using var visitor = server.NewVisitor();
        using var victim = server.NewVisitor();
        string? stolen = null;

        using var badCode = await discord.SignInAsync(visitor, tamper: back => back.Replace("code=", "code=x", StringComparison.Ordinal));
        using var kept = await discord.SignInAsync(visitor, tamper: back => (stolen = back, "/healthz").Item2);
        using var planted = await victim.GetAsync(stolen!);

        Assert.Equal(RefusedPath, badCode.Headers.Location?.OriginalString);
        Assert.Equal(RefusedPath, planted.Headers.Location?.OriginalString);
        Assert.Equal("/sign-in", SecondStepTests.PathOf(await victim.GetAsync("/")));
    }

    [Fact]
    public async Task Page_NotConfigured_OffersNothing()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var visitor = server.NewVisitor();

        var page = await (await visitor.GetAsync("/sign-in")).Content.ReadAsStringAsync();
        using var start = await visitor.GetAsync(DiscordSignIn.Path);

        Assert.DoesNotContain("Discord", page, StringComparison.Ordinal);
        Assert.Equal("/sign-in", SecondStepTests.PathOf(start));
    }

    [Fact]
    public void Options_HalfAPair_IsRefused()
    {
        var options = new DiscordOptions { ClientId = "1" };

        Assert.Single(options.Validate(new(options)));
        Assert.Single(new DiscordOptions { TokenEndpoint = "http://discord.com/x" }.Validate(new(options)));
    }
}
