using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Api;

/// <summary>How often one person or token may call.</summary>
internal sealed class CallLimit(IOptions<ApiOptions> options) : IRateLimiterPolicy<string>
{
    private const int BurstSeconds = 2;

    public Func<OnRejectedContext, CancellationToken, ValueTask> OnRejected { get; } = async (context, _) =>
    {
        context.HttpContext.Response.Headers.RetryAfter = "1";
        await new Refused(StatusCodes.Status429TooManyRequests, "Too many requests",
            "You call more often than the server allows. Wait a second, and ask for more at a time.")
            .ToResult().ExecuteAsync(context.HttpContext);
    };

    public RateLimitPartition<string> GetPartition(HttpContext httpContext) => RateLimitPartition.GetTokenBucketLimiter(
        httpContext.User.Identity?.Name ?? "", _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = BurstSeconds * options.Value.CallsPerSecond,
            TokensPerPeriod = options.Value.CallsPerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        });
}
