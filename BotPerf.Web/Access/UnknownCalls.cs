using Microsoft.AspNetCore.Routing.Template;

namespace BotPerf.Web.Access;

/// <summary>
/// Says of an address that no call has, and of a verb that a call does not take, that it is so: before anybody asks who it
/// is, because a key would not help. Which calls there are is no secret.
/// </summary>
internal sealed class UnknownCalls(RequestDelegate next, EndpointDataSource endpoints)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (context.GetEndpoint() is RouteEndpoint)
            return next(context);
        // Where exporters of OpenTelemetry send by themselves what this server does not keep.
        if (request.Path == "/v1/traces" || request.Path == "/v1/logs")
            return AnswerAsync(context, StatusCodes.Status404NotFound, "No such call",
                $"{request.Path} is not taken: of OpenTelemetry only metrics are, at /v1/metrics.");
        if (!request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
            return next(context);

        // Routing's own verdict on a wrong verb is lost where a page's or a file's route may match too.
        var verbs = VerbsOf(request.Path);
        if (verbs.Count == 0)
            return AnswerAsync(context, StatusCodes.Status404NotFound, "No such call",
                $"{request.Method} {request.Path} is not part of this server's API.");
        if (verbs.Contains(request.Method))
            return AnswerAsync(context, StatusCodes.Status415UnsupportedMediaType, "Unsupported content type",
                "Content-Type must be application/json.");

        var allowed = string.Join(", ", verbs);
        context.Response.Headers.Allow = allowed;
        return AnswerAsync(context, StatusCodes.Status405MethodNotAllowed, "Wrong method", $"{request.Path} takes {allowed}.");
    }

    private SortedSet<string> VerbsOf(PathString path) => new(
        endpoints.Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText?.TrimStart('/').StartsWith("api/", StringComparison.Ordinal) == true
                && new TemplateMatcher(new RouteTemplate(endpoint.RoutePattern), []).TryMatch(path, []))
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []),
        StringComparer.OrdinalIgnoreCase);

    private static Task AnswerAsync(HttpContext context, int status, string title, string detail) =>
        Results.Problem(detail, statusCode: status, title: title).ExecuteAsync(context);
}
