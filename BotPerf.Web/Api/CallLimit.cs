using System.Collections.Concurrent;
using System.Security.Principal;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Api;

/// <summary>
/// How often one person or token may call. The framework's middleware would do the same with a timer that beats twenty
/// times a second for as long as the server runs; here the buckets fill when somebody calls.
/// </summary>
internal sealed class CallLimit(IOptions<ApiOptions> options) : IEndpointFilter
{
    private const int BurstSeconds = 2;

    // As many as there are people and tokens; strangers, where they may call at all, share one.
    private readonly ConcurrentDictionary<(string?, string?), TokenBucketRateLimiter> _callers = [];

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (MayCall(context.HttpContext.User.Identity))
            return next(context);

        context.HttpContext.Response.Headers.RetryAfter = "1";
        throw new Refused(StatusCodes.Status429TooManyRequests, "Too many requests",
            "You call more often than the server allows. Wait a second, and ask for more at a time.");
    }

    private bool MayCall(IIdentity? who)
    {
        var bucket = _callers.GetOrAdd((who?.AuthenticationType, who?.Name), _ => NewBucket());
        bucket.TryReplenish();
        using var lease = bucket.AttemptAcquire();
        return lease.IsAcquired;
    }

    private TokenBucketRateLimiter NewBucket() => new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = BurstSeconds * options.Value.CallsPerSecond,
        TokensPerPeriod = options.Value.CallsPerSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        AutoReplenishment = false,
        QueueLimit = 0,
    });
}
