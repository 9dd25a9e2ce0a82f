namespace BotPerf.Web.Access;

/// <summary>
/// Says of an address that no call has, and of a verb that a call does not take, that it is so: before anybody asks who it
/// is, because a key would not help. Which calls there are is no secret.
/// </summary>
internal sealed class UnknownCalls(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        var endpoint = context.GetEndpoint();
        if (endpoint is RouteEndpoint || !request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
        {
            await next(context);
            return;
        }

        // Routing leaves an endpoint of its own for a wrong verb or body; it knows what to allow.
        if (endpoint?.RequestDelegate is { } verdict)
            await verdict(context);
        var status = endpoint is null ? StatusCodes.Status404NotFound : context.Response.StatusCode;
        await (status switch
        {
            StatusCodes.Status405MethodNotAllowed => Results.Problem(
                $"{request.Path} takes {context.Response.Headers.Allow}.", statusCode: status, title: "Wrong method"),
            StatusCodes.Status415UnsupportedMediaType => Results.Problem(
                "Content-Type must be application/json.", statusCode: status, title: "Unsupported content type"),
            _ => Results.Problem($"{request.Method} {request.Path} is not part of this server's API.",
                statusCode: status, title: "No such call"),
        }).ExecuteAsync(context);
    }
}
