namespace BotPerf.Web.Api;

/// <summary>Answers <see cref="Refused"/>, and requests that Kestrel finds broken, with problem documents.</summary>
internal sealed class Refusals(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Refused refused) when (!context.Response.HasStarted)
        {
            await refused.ToResult().ExecuteAsync(context);
        }
        catch (BadHttpRequestException broken) when (
            !context.Response.HasStarted
            && context.Request.Path.StartsWithSegments(ApiServices.Prefix, StringComparison.OrdinalIgnoreCase))
        {
            await new Refused(broken.StatusCode, "Malformed request", broken.Message).ToResult().ExecuteAsync(context);
        }
    }
}
