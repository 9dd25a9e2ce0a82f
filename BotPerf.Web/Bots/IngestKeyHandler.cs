using System.Text.Encodings.Web;
using BotPerf.Shared.Protocol;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Bots;

/// <summary>
/// Ingest keys as a way to sign in: <c>Authorization: Bearer bpi_…</c>, and <c>?access_token=</c> on the hub alone,
/// because a browser's WebSocket cannot carry the header.
/// </summary>
internal sealed class IngestKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logging, UrlEncoder encoder, BotRegistry bots)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logging, encoder)
{
    private const string Bearer = "Bearer ";
    private const string ApiTokenPrefix = "bpa_";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Presented() is not { } text)
            return Task.FromResult(AuthenticateResult.NoResult());
        if (bots.FindKey(text) is not { } owner)
            return Task.FromResult(AuthenticateResult.Fail("Unknown or revoked key."));

        bots.MarkUsed(owner.KeyId);
        var principal = IngestIdentity.Of(owner.Bot.Id, owner.KeyId);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(principal, Scheme.Name)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var text = Presented();
        if (text?.StartsWith(ApiTokenPrefix, StringComparison.Ordinal) == true)
            return WriteAsync(StatusCodes.Status403Forbidden, "Wrong kind of key",
                "This is an API token (bpa_…). Pushing measurements takes the bot's ingest key (bpi_…).");

        Response.Headers.WWWAuthenticate = "Bearer";
        return text is null
            ? WriteAsync(StatusCodes.Status401Unauthorized, "Ingest key missing",
                "Send the bot's ingest key as 'Authorization: Bearer bpi_…'.")
            : WriteAsync(StatusCodes.Status401Unauthorized, "Ingest key unknown",
                "No bot has this ingest key, or it was revoked. Bots and keys are on the dashboard's page of that name.");
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        WriteAsync(StatusCodes.Status403Forbidden, "Not allowed", "This key may not do that.");

    private string? Presented()
    {
        var header = Request.Headers.Authorization.ToString();
        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return header[Bearer.Length..].Trim();

        return Request.Path.StartsWithSegments(HubContract.Path, StringComparison.OrdinalIgnoreCase) && Request.Query["access_token"] is [{ Length: > 0 } token]
            ? token
            : null;
    }

    private Task WriteAsync(int status, string title, string detail) =>
        Results.Problem(detail, statusCode: status, title: title).ExecuteAsync(Context);
}
