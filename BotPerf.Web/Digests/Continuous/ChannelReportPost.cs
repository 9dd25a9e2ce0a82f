using System.Net;
using BotPerf.Web.Delivery;
using BotPerf.Web.Delivery.Senders;

namespace BotPerf.Web.Digests.Continuous;

/// <summary>
/// Posts batches to webhooks, past the outbox: a measurement that could not be told in time is counted and not told later,
/// and the channel's hourly budget is left to alerts.
/// </summary>
internal sealed class ChannelReportPost(OutgoingHttp http, ChannelStore channels, TimeProvider time)
{
    /// <summary>A webhook that somebody has deleted is asked again so late, or when its address is another.</summary>
    public static readonly TimeSpan AfterRefusal = TimeSpan.FromMinutes(15);

    private static readonly Dictionary<string, string> s_noHeaders = [];

    /// <summary>The webhook; null: its settings cannot be read.</summary>
    public string? AddressOf(int channel) => channels.SettingsOf(channel)?.GetValueOrDefault("url");

    /// <param name="channel">Where to.</param>
    /// <param name="bot">The name of the bot.</param>
    /// <param name="events">Oldest first.</param>
    /// <param name="left">How many could not be sent before.</param>
    /// <param name="cancellationToken">Ends the sending.</param>
    /// <returns>With a rest, where the channel wants one.</returns>
    public async Task<SendResult> SendAsync(int channel, string bot, IReadOnlyList<ReportEvent> events, int left, CancellationToken cancellationToken)
    {
        if (AddressOf(channel) is not { } url)
            return new SendResult(SendOutcome.Refused, "The channel's settings cannot be decrypted with this server's keys: enter them again.", AfterRefusal);

        var answer = await http.SendAsync(
            HttpMethod.Post, DiscordSender.Answering(new Uri(url)), ReportMessage.Of(bot, events, left), s_noHeaders, cancellationToken);
        var result = answer.ToResult(time.GetUtcNow());
        // Another refusal is about this one message.
        if (result.Outcome == SendOutcome.Refused && answer.Status is null or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound)
            result = result with { RetryAfter = AfterRefusal };
        return result with { Words = TextCut.OneLine(Secret.Remove(result.Words, [url]), Courier.MaxWords) };
    }
}
