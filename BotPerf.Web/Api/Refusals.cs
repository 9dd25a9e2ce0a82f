using BotPerf.Web.Digests;
using BotPerf.Web.Rollups;

namespace BotPerf.Web.Api;

/// <summary>Answers <see cref="Refused"/>, what digests refuse, what cannot be read now or at all, and requests that Kestrel finds broken, with problem documents.</summary>
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
        catch (DigestRefusedException refused) when (!context.Response.HasStarted)
        {
            await Of(refused).ToResult().ExecuteAsync(context);
        }
        catch (TooMuchHistoryException tooMuch) when (!context.Response.HasStarted)
        {
            await new Refused(StatusCodes.Status400BadRequest, "Too much at once", tooMuch.Message, "too_many_points")
                .ToResult().ExecuteAsync(context);
        }
        catch (ReadsBusyException busy) when (!context.Response.HasStarted)
        {
            context.Response.Headers.RetryAfter = "1";
            await new Refused(StatusCodes.Status503ServiceUnavailable, "Busy", $"{busy.Message} Ask again in a second.")
                .ToResult().ExecuteAsync(context);
        }
        catch (BadHttpRequestException broken) when (
            !context.Response.HasStarted
            && context.Request.Path.StartsWithSegments(ApiServices.Prefix, StringComparison.OrdinalIgnoreCase))
        {
            await new Refused(broken.StatusCode, "Malformed request", broken.Message).ToResult().ExecuteAsync(context);
        }
    }

    private static Refused Of(DigestRefusedException refused) => refused.NotThere is { } what ? Refused.NotFound(what)
        : refused.FieldName is { } field ? Refused.Wrong(field, refused.Message)
        : Refused.Conflict(refused.Message);
}
