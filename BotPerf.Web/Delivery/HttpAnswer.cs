using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace BotPerf.Web.Delivery;

/// <summary>What a receiver has answered by HTTP, or why it did not.</summary>
internal sealed record HttpAnswer(HttpStatusCode? Status, string Text, HttpResponseHeaders? Headers)
{
    private SendResult? Missing { get; init; }

    public static HttpAnswer None(SendOutcome outcome, string words) =>
        new(null, words, null) { Missing = new SendResult(outcome, words) };

    public bool IsSuccess => (int?)Status is >= 200 and < 300;

    /// <summary>What the status means: later (408, 425, 429, 5xx), never (other 4xx, redirects), or done.</summary>
    public SendResult ToResult(DateTimeOffset now)
    {
        if (Missing is not null)
            return Missing;

        var code = (int)Status!;
        var status = string.Create(CultureInfo.InvariantCulture, $"{code} {ReasonPhrases.GetReasonPhrase(code)}").TrimEnd();
        var words = Text.Length > 0 ? $"{status}: {Text}" : status;
        return code switch
        {
            >= 200 and < 300 => new SendResult(SendOutcome.Delivered, words, UsedUp()),
            >= 300 and < 400 => new SendResult(SendOutcome.Refused, $"{status}: redirects are not followed."),
            408 or 425 or 429 or >= 500 => new SendResult(SendOutcome.Failed, words, RetryAfter(now)),
            _ => new SendResult(SendOutcome.Refused, words),
        };
    }

    /// <summary>The header, in seconds or as a date; of Discord also what its body says, which is finer.</summary>
    private TimeSpan? RetryAfter(DateTimeOffset now)
    {
        var header = Headers?.RetryAfter is { } said ? said.Delta ?? (said.Date is { } date ? date - now : null) : null;
        var longest = header is { } one && InBody() is { } other ? (one > other ? one : other) : header ?? InBody();
        return longest is { } wait && wait > TimeSpan.Zero ? wait : null;
    }

    private TimeSpan? InBody()
    {
        try
        {
            using var json = JsonDocument.Parse(Text);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("retry_after", out var seconds) && seconds.TryGetDouble(out var number)
                ? Seconds(number)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>This one was the last that the receiver takes for a while (Discord's headers).</summary>
    private TimeSpan? UsedUp() =>
        Header("X-RateLimit-Remaining") == "0"
        && double.TryParse(Header("X-RateLimit-Reset-After"), CultureInfo.InvariantCulture, out var seconds)
            ? Seconds(seconds)
            : null;

    private string? Header(string name) => Headers is not null && Headers.TryGetValues(name, out var values) ? values.First() : null;

    private static TimeSpan? Seconds(double number) => number is > 0 and < 86_400 ? TimeSpan.FromSeconds(number) : null;
}
