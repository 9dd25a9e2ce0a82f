using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Access;
using Microsoft.AspNetCore.Builder;

namespace BotPerf.Tests.Access;

/// <summary>What keeps other sites' pages, the network and the clock from telling or doing anything.</summary>
public sealed class FormsAndCookiesTests
{
    [Fact]
    public async Task Forms_EveryOne_WithoutItsTokenIsRefused()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        server.Get<LinkPost>().IsReady = () => true;
        server.Get<LinkPost>().Send = (_, _) => Task.FromResult(true);
        var invitation = await server.Get<AccountLinks>().InviteAsync("bob@example.org", Roles.Admin, "ada", CancellationToken.None);
        var password = await server.Get<AccountLinks>().PasswordLinkAsync(1, "ada", CancellationToken.None);
        using var ada = await SecondStepTests.SignedInAsync(server);
        var forms = new[]
        {
            ("/sign-in", "sign-in"), ("/sign-in/code", "code"), ("/password", "forgotten"), (password!.Path, "new-password"),
            (invitation.Path, "invitation"), ("/account", "sessions"), ("/account/password", "password"),
            ("/account/second-step", "second-step"), ("/sign-out", "sign-out"),
        };

        foreach (var (path, name) in forms)
        {
            using var content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["_handler"] = name,
                ["Password"] = "another long passphrase",
                ["Session"] = "others",
            });
            using var answer = await ada.Http.PostAsync(new Uri(path, UriKind.Relative), content);
            Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{path}: {answer.StatusCode}");
        }

        Assert.NotNull(await server.Get<AccountLinks>().InvitationAsync(invitation.Path.Split('/')[^1], CancellationToken.None));
        Assert.Equal(HttpStatusCode.OK, (await ada.GetAsync("/account")).StatusCode);
    }

    [Fact]
    public async Task Cookies_OverHttps_AreSecureAndOutOfReachOfScripts()
    {
        using var folder = new TempFolder();
        await using var server = await LocalServer.StartWithAdaAsync(app => UseHttps(app, folder));
        using var ada = server.NewVisitor();

        using var first = await ada.SignInAsync(LocalServer.Email, LocalServer.Password);
        await SecondStepTests.TurnOnAsync(ada);
        using var visitor = server.NewVisitor();
        using var second = await visitor.SignInAsync(LocalServer.Email, LocalServer.Password);

        Assert.Equal("https", server.Url.Scheme);
        var cookies = first.Headers.GetValues("Set-Cookie").Concat(second.Headers.GetValues("Set-Cookie"))
            .Concat((await visitor.GetAsync("/password")).Headers.TryGetValues("Set-Cookie", out var more) ? more : [])
            .Where(cookie => !cookie.Contains("expires=Thu, 01 Jan 1970", StringComparison.Ordinal)).ToList();
        Assert.Contains(cookies, cookie => cookie.StartsWith("botperf=", StringComparison.Ordinal));
        Assert.Contains(cookies, cookie => cookie.StartsWith("Identity.TwoFactorUserId=", StringComparison.Ordinal));
        Assert.All(cookies, cookie =>
        {
            Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; samesite=", cookie, StringComparison.OrdinalIgnoreCase);
        });
        Assert.Contains("max-age", first.Headers.GetValues("Strict-Transport-Security").Single(), StringComparison.Ordinal);
    }

    /// <summary>An answer without the hash would be told by its time: some 30 times as fast.</summary>
    [Fact]
    public async Task SignIn_UnknownDisabledAndWrong_TakeAsLong()
    {
        await using var server = await LocalServer.StartWithAdaAsync(app => app.Configuration["Access:SignInAttempts"] = "100");
        await server.AddAccountAsync("bob@example.org", Roles.Viewer);
        await server.Get<People>().SetDisabledAsync(2, true, "ada", CancellationToken.None);
        using var visitor = server.NewVisitor();
        (await visitor.SignInAsync("first@example.org", "not it")).Dispose();

        var times = new Dictionary<string, List<double>>();
        for (var i = 0; i < 9; i++)
        {
            foreach (var email in new[] { LocalServer.Email, "nobody@example.org", "bob@example.org" })
            {
                var clock = Stopwatch.StartNew();
                (await visitor.SignInAsync(email, "not it")).Dispose();
                if (!times.TryGetValue(email, out var list))
                    times[email] = list = [];
                list.Add(clock.Elapsed.TotalMilliseconds);
            }
        }

        var medians = times.Values.Select(list => list.Order().ElementAt(list.Count / 2)).ToList();
        Assert.True(medians.Max() < 2 * medians.Min(), string.Join(", ", medians));
    }

    private static void UseHttps(WebApplication app, TempFolder folder)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(
            TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        var file = folder.File("test.pfx");
        File.WriteAllBytes(file, certificate.Export(X509ContentType.Pfx, "test"));
        app.Configuration["Kestrel:Certificates:Default:Path"] = file;
        app.Configuration["Kestrel:Certificates:Default:Password"] = "test";
        app.Urls.Clear();
        app.Urls.Add("https://127.0.0.1:0");
    }
}
