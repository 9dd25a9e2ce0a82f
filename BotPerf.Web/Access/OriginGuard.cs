using BotPerf.Shared.Protocol;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Access;

/// <summary>
/// Refuses what a page of another web site opens or changes in somebody's browser, before anybody asks who it is.
/// Browsers say where a page is from and cannot be made to lie; bots are no browsers and send no origin. A call that shows
/// a key of its own is let through: another site's page does not have it.
/// </summary>
internal sealed class OriginGuard(RequestDelegate next, IOptions<AccessOptions> options, ILogger<OriginGuard> log)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (ForeignOrigin(request) is not { } origin)
            return next(context);

        log.ForeignOrigin(request.Path, origin);
        return Results.Problem(
            $"Pages of {origin} may not do this here. For browser bots, add the origin to the setting "
            + $"{AccessOptions.Section}:{nameof(AccessOptions.IngestOrigins)}.",
            statusCode: StatusCodes.Status403Forbidden, title: "Foreign web origin").ExecuteAsync(context);
    }

    private string? ForeignOrigin(HttpRequest request)
    {
        if (IsChangingCall(request))
        {
            // Newer browsers say it in a word, which no proxy in between can make ambiguous.
            if (request.Headers["Sec-Fetch-Site"] is [{ } site, ..])
                return site is "same-origin" or "none" ? null : request.Headers.Origin is [{ } from, ..] ? from : "another site";
        }
        else if (!IsGuarded(request.Path))
        {
            return null;
        }

        return request.Headers.Origin is [{ } origin, ..] && !IsAllowed(request, origin) ? origin : null;
    }

    private static bool IsChangingCall(HttpRequest request) =>
        request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        && !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)
        && request.Headers.Authorization.Count == 0;

    private static bool IsGuarded(PathString path) =>
        path.StartsWithSegments("/hubs", StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase);

    private bool IsAllowed(HttpRequest request, string origin) =>
        // The host alone: behind a proxy that ends TLS we see http where the browser sees https.
        Uri.TryCreate(origin, UriKind.Absolute, out var uri)
        && (string.Equals(uri.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase)
            || (request.Path.StartsWithSegments(HubContract.Path, StringComparison.OrdinalIgnoreCase)
                && options.Value.IngestOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase)));
}
