using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using BotPerf.Tests.Hosting;
using BotPerf.Web.Bots;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace BotPerf.Tests.Access;

/// <summary>Bots come with keys and push; people come with cookies and look. Neither gets into the other's world.</summary>
public sealed class TwoWorldsTests
{
    private const string Probe = "/api/v1/ingest-probe";

    /// <summary>The one list of what a stranger may reach. Everything else asks who it is.</summary>
    private static readonly HashSet<string> OpenToAll =
    [
        "/healthz", "/readyz", "/sign-in", "/sign-in/code", "/sign-in/discord", "/sign-out", "/unsubscribe", "/setup", "/invitation/{Code}",
        "/password", "/password/{Code}", "/access-denied", "/error",
    ];

    [Fact]
    public async Task Endpoints_EveryOne_AsksForSomebodyUnlessListed()
    {
        await using var server = await LocalServer.StartWithAdaAsync();

        var open = server.App.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            .Where(endpoint => !IsStaticAsset(endpoint))
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.TrimStart('/'))
            .Distinct()
            .Order()
            .ToList();

        Assert.Equal(OpenToAll.Order(), open);
    }

    [Fact]
    public async Task Endpoints_Stranger_IsSentAwayFromAllOthers()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var stranger = server.NewVisitor();
        var paths = server.App.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null)
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.TrimStart('/'))
            .Select(pattern => System.Text.RegularExpressions.Regex.Replace(pattern, @"\{[^}]*\}", "1"))
            .Distinct()
            .ToList();

        Assert.NotEmpty(paths);
        foreach (var path in paths)
        {
            using var answer = await stranger.GetAsync(path);
            var toSignIn = answer.StatusCode == HttpStatusCode.Redirect
                && answer.Headers.Location!.AbsolutePath == "/sign-in";
            Assert.True(toSignIn || answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.MethodNotAllowed,
                $"{path} answers a stranger with {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task IngestPolicy_EachKindOfCaller_GetsTheRightAnswer()
    {
        await using var server = await StartWithProbeAsync();
        var bots = server.Get<BotRegistry>();
        var made = await bots.CreateAsync("Pusher", "a test", CancellationToken.None);
        using var person = server.NewVisitor();
        (await person.SignInAsync(LocalServer.Email, LocalServer.Password)).Dispose();

        Assert.Equal((HttpStatusCode.OK, made.Bot.Id.ToString()), await PushAsync(server, made.Key.Text));
        Assert.Equal((HttpStatusCode.Unauthorized, "Ingest key missing"), await PushAsync(server, null));
        Assert.Equal((HttpStatusCode.Unauthorized, "Ingest key unknown"), await PushAsync(server, IngestKeyText.New()));
        Assert.Equal((HttpStatusCode.Forbidden, "Wrong kind of key"), await PushAsync(server, "bpa_" + new string('x', 32)));
        using var cookie = await person.GetAsync(Probe);
        Assert.Equal(HttpStatusCode.Unauthorized, cookie.StatusCode);
        using var inQuery = await server.NewVisitor().GetAsync($"{Probe}?access_token={made.Key.Text}");
        Assert.Equal(HttpStatusCode.Unauthorized, inQuery.StatusCode);

        await bots.RevokeKeyAsync(made.Bot.Id, made.Key.Key.Id, "a test", CancellationToken.None);
        Assert.Equal((HttpStatusCode.Unauthorized, "Ingest key unknown"), await PushAsync(server, made.Key.Text));
    }

    [Fact]
    public async Task Pages_IngestKey_OpensNone()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var made = await server.Get<BotRegistry>().CreateAsync("Curious", "a test", CancellationToken.None);
        using var bot = server.NewVisitor();
        bot.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", made.Key.Text);

        using var page = await bot.GetAsync("/");
        using var api = await bot.GetAsync("/api/v1/me");

        Assert.Equal("/sign-in", page.Headers.Location!.AbsolutePath);
        Assert.Equal(HttpStatusCode.Forbidden, api.StatusCode);
        Assert.Equal("application/problem+json", api.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    public async Task HubsAndCircuits_ForeignOrigin_IsRefusedBeforeAnythingElse(string? origin, HttpStatusCode expected)
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var page = server.NewVisitor();
        if (origin is not null)
            page.Http.DefaultRequestHeaders.Add("Origin", origin);

        foreach (var path in new[] { "/_blazor/negotiate?negotiateVersion=1", "/hubs/anything" })
        {
            using var answer = await page.Http.PostAsync(new Uri(path, UriKind.Relative), null);
            Assert.Equal(expected, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Answers_EveryKind_CarryTheSecurityHeaders()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var stranger = server.NewVisitor();
        foreach (var path in new[] { "/", "/sign-in", "/healthz", "/api/v1/nothing", "/css/app.css", "/no/such/page" })
        {
            using var answer = await stranger.GetAsync(path);
            var policy = answer.Headers.GetValues("Content-Security-Policy").First();
            Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("same-origin", answer.Headers.GetValues("Referrer-Policy").Single());
            Assert.False(answer.Headers.Contains("Server"));
        }
    }

    private static Task<LocalServer> StartWithProbeAsync() => LocalServer.StartWithAdaAsync(app => app
        .MapGet(Probe, (HttpContext context) => Results.Json(new { title = IngestIdentity.Bot(context.User).ToString() }))
        .RequireAuthorization(IngestIdentity.Policy));

    private static async Task<(HttpStatusCode Status, string? Title)> PushAsync(LocalServer server, string? key)
    {
        using var bot = server.NewVisitor();
        if (key is not null)
            bot.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var answer = await bot.GetAsync(Probe);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return (answer.StatusCode, body.RootElement.GetProperty("title").GetString());
    }

    private static bool IsStaticAsset(RouteEndpoint endpoint) =>
        endpoint.Metadata.Any(item => item.GetType().Name == "StaticAssetDescriptor");
}
