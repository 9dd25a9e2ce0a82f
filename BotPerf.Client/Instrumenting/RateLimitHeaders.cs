using System.Globalization;
using System.Net.Http.Headers;

namespace BotPerf.Client.Instrumenting;

/// <summary>Discord's rate limit as an answer's headers tell it. Pure.</summary>
/// <param name="ResetAfter">Seconds; null: not told.</param>
internal readonly record struct RateLimitHeaders(double Limit, double Remaining, double? ResetAfter)
{
    /// <summary>Null when the answer tells of none. Others use these names, too: only Discord names a bucket.</summary>
    public static RateLimitHeaders? Of(HttpResponseHeaders headers)
    {
        if (!headers.NonValidated.Contains("X-RateLimit-Bucket"))
            return null;
        return Number(headers, "X-RateLimit-Limit") is { } limit && Number(headers, "X-RateLimit-Remaining") is { } remaining
            ? new RateLimitHeaders(limit, Math.Min(remaining, limit), Number(headers, "X-RateLimit-Reset-After"))
            : null;
    }

    /// <summary>Whose limit refused the call: <c>user</c>, <c>global</c>, <c>shared</c>; empty when it is not told.</summary>
    public static string ScopeOf(HttpResponseHeaders headers) =>
        IsGlobal(headers) ? "global"
        : Text(headers, "X-RateLimit-Scope") is { } scope && scope is "user" or "global" or "shared" ? scope : "";

    public static bool IsGlobal(HttpResponseHeaders headers) =>
        string.Equals(Text(headers, "X-RateLimit-Global"), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>Seconds until the refused call may be made again; null: not told.</summary>
    public static double? RetryAfter(HttpResponseHeaders headers) => Number(headers, "Retry-After");

    private static string? Text(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) && values.Count == 1 ? values.ToString() : null;

    private static double? Number(HttpResponseHeaders headers, string name) =>
        double.TryParse(Text(headers, name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number >= 0 && double.IsFinite(number) ? number : null;
}
