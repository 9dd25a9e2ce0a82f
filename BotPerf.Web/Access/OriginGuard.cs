using BotPerf.Shared.Protocol;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Access;

/// <summary>
/// Refuses connections that a page of another web site opens in somebody's browser, before anybody asks who it is.
/// Browsers say where a page is from and cannot be made to lie; bots are no browsers and send no origin.
/// </summary>
internal sealed class OriginGuard(RequestDelegate next, IOptions<AccessOptions> options, ILogger<OriginGuard> log)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!IsGuarded(request.Path) || request.Headers.Origin is not [{ } origin, ..] || IsAllowed(request, origin))
            return next(context);

        log.ForeignOrigin(request.Path, origin);
        return Results.Problem(
            $"Pages of {origin} may not connect here. For browser bots, add the origin to the setting "
            + $"{AccessOptions.Section}:{nameof(AccessOptions.IngestOrigins)}.",
            statusCode: StatusCodes.Status403Forbidden, title: "Foreign web origin").ExecuteAsync(context);
    }

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
