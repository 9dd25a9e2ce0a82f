using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using BotPerf.Tests.Hosting;
using BotPerf.Web.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace BotPerf.Tests.Access;

/// <summary>An OAuth server with Discord's three addresses, which insists on PKCE.</summary>
internal sealed class LoopbackDiscord : IAsyncDisposable
{
    public const string ClientId = "4711";
    private const string ClientSecret = "a secret of the test";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, string> _challenges = new();

    private LoopbackDiscord()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.MapGet("/authorize", Authorize);
        _app.MapPost("/token", TokenAsync);
        _app.MapGet("/me", (HttpRequest request) => request.Headers.Authorization == "Bearer fine"
            ? Results.Json(Person) : Results.Unauthorized());
    }

    /// <summary>What Discord says of whoever is signed in there.</summary>
    public object Person { get; set; } = new { };

    public Uri Url => new(_app.Urls.First());

    /// <summary>What was asked for last, as the browser carried it.</summary>
    public IQueryCollection? Asked { get; private set; }

    public static async Task<LoopbackDiscord> StartAsync()
    {
        var discord = new LoopbackDiscord();
        await discord._app.StartAsync();
        return discord;
    }

    public void Configure(WebApplication app)
    {
        app.Configuration["Authentication:Discord:ClientId"] = ClientId;
        app.Configuration["Authentication:Discord:ClientSecret"] = ClientSecret;
        app.Configuration["Authentication:Discord:AuthorizationEndpoint"] = new Uri(Url, "/authorize").ToString();
        app.Configuration["Authentication:Discord:TokenEndpoint"] = new Uri(Url, "/token").ToString();
        app.Configuration["Authentication:Discord:UserInformationEndpoint"] = new Uri(Url, "/me").ToString();
    }

    /// <summary>Goes the whole way round, as a browser does.</summary>
    public async Task<HttpResponseMessage> SignInAsync(Visitor visitor, string query = "", Func<string, string>? tamper = null)
    {
        using var start = await visitor.GetAsync(DiscordSignIn.Path + query);
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var consent = await browser.GetAsync(start.Headers.Location!);
        var back = consent.Headers.Location!.PathAndQuery;
        return await visitor.GetAsync(tamper?.Invoke(back) ?? back);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private IResult Authorize(HttpRequest request)
    {
        Asked = request.Query;
        var code = Guid.NewGuid().ToString("N");
        _challenges[code] = request.Query["code_challenge"].ToString();
        return Results.Redirect(QueryHelpers.AddQueryString(request.Query["redirect_uri"].ToString(), new Dictionary<string, string?>
        {
            ["code"] = code,
            ["state"] = request.Query["state"],
        }));
    }

    private async Task<IResult> TokenAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        var proven = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        return form["client_secret"] == ClientSecret && _challenges.TryRemove(form["code"].ToString(), out var challenge) && challenge == proven
            ? Results.Json(new { access_token = "fine", token_type = "Bearer" })
            : Results.BadRequest();
    }
}
