using System.Text.RegularExpressions;
using BotPerf.Tests.Hosting;
using BotPerf.Web.Access;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Tests.Access;

public sealed partial class SecondStepTests
{
    [Fact]
    public async Task SecondStep_TurnedOn_IsAskedForAndEachCodeCountsOnce()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var ada = await SignedInAsync(server);
        using var phone = await SignedInAsync(server);
        var (secret, codes, step) = await TurnOnAsync(ada);
        using var visitor = server.NewVisitor();

        using var asked = await visitor.SignInAsync(LocalServer.Email, LocalServer.Password, "?returnUrl=/commands");
        using var home = await visitor.GetAsync("/");
        using var used = await visitor.SubmitAsync("/sign-in/code?returnUrl=/commands", ("Code", Totp.Code(secret, step)));
        using var signedIn = await visitor.SubmitAsync("/sign-in/code?returnUrl=/commands", ("Code", " " + Totp.Code(secret, step + 1)));
        using var inside = await visitor.GetAsync("/");

        Assert.Equal("/sign-in/code", PathOf(asked));
        Assert.Equal("/sign-in", PathOf(home));
        Assert.Contains("used already", await Visitor.ProblemAsync(used), StringComparison.Ordinal);
        Assert.Equal("/commands", PathOf(signedIn));
        Assert.Equal(System.Net.HttpStatusCode.OK, inside.StatusCode);
        // The browser in which it was turned on stays; every other is out at once.
        Assert.Equal(System.Net.HttpStatusCode.OK, (await ada.GetAsync("/account")).StatusCode);
        Assert.Equal("/sign-in", PathOf(await phone.GetAsync("/")));
        Assert.Equal(SecondStep.RecoveryCodes, codes.Distinct().Count());
    }

    [Fact]
    public async Task RecoveryCode_IsGoodOnceAndHashedAtRest()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var ada = await SignedInAsync(server);
        var (secret, codes, _) = await TurnOnAsync(ada);

        Assert.Equal("/", PathOf(await WithCodeAsync(server, codes[3].ToLowerInvariant())));
        using var again = await WithCodeAsync(server, codes[3]);
        Assert.Contains("wrong", await Visitor.ProblemAsync(again), StringComparison.Ordinal);
        Assert.Contains("9 of 10 recovery codes", await (await ada.GetAsync("/account")).Content.ReadAsStringAsync(), StringComparison.Ordinal);

        await using var context = await server.Get<IDbContextFactory<AppDbContext>>().CreateDbContextAsync();
        var kept = string.Concat(context.UserTokens.AsEnumerable().Select(token => token.Value));
        Assert.DoesNotContain(secret, kept, StringComparison.Ordinal);
        Assert.All(codes, code => Assert.DoesNotContain(code, kept, StringComparison.Ordinal));
        Assert.Equal(1, await context.Audit.CountAsync(row => row.What == "account.recovery_code"));
    }

    [Fact]
    public async Task Codes_GuessedTooOften_AreSlowedDown()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var ada = await SignedInAsync(server);
        var (secret, _, step) = await TurnOnAsync(ada);
        using var visitor = server.NewVisitor();
        (await visitor.SignInAsync(LocalServer.Email, LocalServer.Password)).Dispose();
        for (var i = 0; i < 5; i++)
            (await visitor.SubmitAsync("/sign-in/code", ("Code", "not it"))).Dispose();

        using var right = await visitor.SubmitAsync("/sign-in/code", ("Code", Totp.Code(secret, step + 1)));

        Assert.Contains("Too many attempts", await Visitor.ProblemAsync(right), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TurnOff_TakesThePassword()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var ada = await SignedInAsync(server);
        await TurnOnAsync(ada);

        using var wrong = await ada.SubmitAsync("/account/second-step", ("Password", "not it"), ("Act", "off"));
        using var right = await ada.SubmitAsync("/account/second-step", ("Password", LocalServer.Password), ("Act", "off"));

        Assert.Contains("not your password", await Visitor.ProblemAsync(wrong), StringComparison.Ordinal);
        Assert.Equal("/account", PathOf(right));
        (await SignedInAsync(server)).Dispose();
        await using var context = await server.Get<IDbContextFactory<AppDbContext>>().CreateDbContextAsync();
        Assert.Empty(context.UserTokens);
    }

    [Fact]
    public async Task TurnOn_WrongCode_KeepsThePictureAndChangesNothing()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var ada = await SignedInAsync(server);
        var secret = Totp.NewSecret();

        using var wrong = await ada.SubmitAsync("/account/second-step", ("Secret", secret), ("Code", "000000"), ("Act", "on"));
        using var weak = await ada.SubmitAsync("/account/second-step", ("Secret", "AAAA"), ("Code", "000000"), ("Act", "on"));

        var html = await wrong.Content.ReadAsStringAsync();
        Assert.Contains("not the code of now", html, StringComparison.Ordinal);
        Assert.Contains(secret, html, StringComparison.Ordinal);
        Assert.Contains("data-testid=\"qr\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("AAAA", await SecretShownAsync(weak), StringComparison.Ordinal);
        (await SignedInAsync(server)).Dispose();
    }

    [Fact]
    public async Task Reset_ByAnAdministrator_LetsThePasswordAloneIn()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var ada = await SignedInAsync(server);
        await TurnOnAsync(ada);

        Assert.True(await server.Get<People>().ResetSecondStepAsync(1, "a test", CancellationToken.None));

        (await SignedInAsync(server)).Dispose();
        Assert.Equal("/sign-in", PathOf(await ada.GetAsync("/")));
    }

    internal static async Task<Visitor> SignedInAsync(LocalServer server)
    {
        var visitor = server.NewVisitor();
        using var answer = await visitor.SignInAsync(LocalServer.Email, LocalServer.Password);
        Assert.Equal("/", PathOf(answer));
        return visitor;
    }

    /// <returns>Also the half minute whose code was taken for it.</returns>
    internal static async Task<(string Secret, IReadOnlyList<string> Codes, long Step)> TurnOnAsync(Visitor visitor)
    {
        using var page = await visitor.GetAsync("/account/second-step");
        var secret = (await SecretShownAsync(page)).Replace(" ", "", StringComparison.Ordinal);
        var step = Totp.StepAt(TimeProvider.System.GetUtcNow());
        using var done = await visitor.SubmitAsync(
            "/account/second-step", ("Secret", secret), ("Code", Totp.Code(secret, step)), ("Act", "on"));
        var html = await done.Content.ReadAsStringAsync();
        return (secret, [.. RecoveryCode().Matches(html).Select(match => match.Groups[1].Value)], step);
    }

    private static async Task<HttpResponseMessage> WithCodeAsync(LocalServer server, string code)
    {
        using var visitor = server.NewVisitor();
        (await visitor.SignInAsync(LocalServer.Email, LocalServer.Password)).Dispose();
        return await visitor.SubmitAsync("/sign-in/code", ("Code", code));
    }

    private static async Task<string> SecretShownAsync(HttpResponseMessage page) =>
        Secret().Match(await page.Content.ReadAsStringAsync()).Groups[1].Value;

    internal static string? PathOf(HttpResponseMessage answer) =>
        answer.Headers.Location is { } to ? new Uri(new Uri("http://here"), to).AbsolutePath : null;

    [GeneratedRegex("""data-testid="secret"[^>]*>([A-Z2-7 ]+)<""")]
    private static partial Regex Secret();

    [GeneratedRegex("""<code[^>]*>([0-9A-Z]{5}-[0-9A-Z]{5})(?:&#xA;)?</code>""")]
    private static partial Regex RecoveryCode();
}
