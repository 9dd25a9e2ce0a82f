using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Access;

/// <summary>
/// API tokens as a way in: <c>Authorization: Bearer bpa_…</c>, and <c>?access_token=</c> on the live hub alone, because a
/// browser's WebSocket cannot carry the header.
/// </summary>
internal sealed class ApiTokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logging, UrlEncoder encoder, ApiTokens tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logging, encoder)
{
    public const string LiveHubPath = "/hubs/live";
    private const string Bearer = "Bearer ";
    private const string IngestKeyPrefix = "bpi_";

    /// <summary>Whether a request shows anything that is meant for this scheme.</summary>
    public static bool IsMeant(HttpRequest request) => request.Headers.Authorization.Count > 0 || Presented(request) is not null;

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Presented(Request) is not { } text)
            return Task.FromResult(AuthenticateResult.NoResult());
        if (tokens.Find(text) is not { } token)
            return Task.FromResult(AuthenticateResult.Fail("Unknown, expired or revoked token."));

        tokens.MarkUsed(token.Id);
        return Task.FromResult(AuthenticateResult.Success(
            new AuthenticationTicket(ApiTokenIdentity.Of(token), Scheme.Name)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var text = Presented(Request);
        if (text?.StartsWith(IngestKeyPrefix, StringComparison.Ordinal) == true)
            return WriteAsync(StatusCodes.Status403Forbidden, "Wrong kind of key",
                "This is an ingest key (bpi_…), which only pushes measurements. Reading takes an API token (bpa_…).");

        Response.Headers.WWWAuthenticate = "Bearer";
        return text is null
            ? WriteAsync(StatusCodes.Status401Unauthorized, "Not signed in",
                "Sign in, or send an API token as 'Authorization: Bearer bpa_…'.")
            : WriteAsync(StatusCodes.Status401Unauthorized, "API token unknown",
                "There is no such token, or it was revoked or has expired. An administrator can make another.");
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        WriteAsync(StatusCodes.Status403Forbidden, "Not allowed", "The token's scope does not allow this.");

    private static string? Presented(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return header[Bearer.Length..].Trim();

        return request.Path.StartsWithSegments(LiveHubPath, StringComparison.OrdinalIgnoreCase)
            && request.Query["access_token"] is [{ Length: > 0 } token] ? token : null;
    }

    private Task WriteAsync(int status, string title, string detail) =>
        Results.Problem(detail, statusCode: status, title: title).ExecuteAsync(Context);
}
