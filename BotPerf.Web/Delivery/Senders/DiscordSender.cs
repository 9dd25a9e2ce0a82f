using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Delivery.Senders;

/// <summary>
/// A webhook of a Discord channel. The messages of one thread are one message there, which is edited in place.
/// </summary>
internal sealed class DiscordSender(OutgoingHttp http, IOptions<DeliveryOptions> options, TimeProvider time) : IChannelSender
{
    private static readonly Dictionary<string, string> s_noHeaders = [];

    public ChannelKind Kind { get; } = new("discord", "Discord", "A channel on Discord, by its webhook. The end of an alert is edited into its message.",
    [
        new("url", "Webhook address", "In Discord: Edit channel, Integrations, Webhooks, Copy webhook URL.",
            text => WebAddress.Rule(text, options.Value.Allows)) { IsSecret = true },
    ]);

    public async Task<SendResult> SendAsync(Parcel parcel, CancellationToken cancellationToken)
    {
        var body = Encoding.UTF8.GetBytes(DiscordEmbed.Of(parcel).ToJsonString());
        var webhook = new UriBuilder(parcel.Setting("url"));
        if (parcel is { Notice.Edits: true, ThreadMessage: { } known })
        {
            var edited = await http.SendAsync(HttpMethod.Patch, Message(webhook.Uri, known), body, s_noHeaders, cancellationToken);
            // Somebody has deleted the message: it is posted anew. Without the webhook that one fails, too.
            if (edited.Status != HttpStatusCode.NotFound)
                return edited.ToResult(time.GetUtcNow()) with { MessageId = edited.IsSuccess ? known : null };
        }

        var posted = await http.SendAsync(HttpMethod.Post, Answering(webhook.Uri), body, s_noHeaders, cancellationToken);
        return posted.ToResult(time.GetUtcNow()) with { MessageId = posted.IsSuccess ? IdOf(posted.Text) : null };
    }

    /// <summary>The address at which Discord answers when the message is saved; without that it takes and may lose it.</summary>
    public static Uri Answering(Uri webhook) => new UriBuilder(webhook)
    {
        Query = webhook.Query is { Length: > 1 } query ? query + "&wait=true" : "wait=true",
    }.Uri;

    private static Uri Message(Uri webhook, string id) => new UriBuilder(webhook)
    {
        Path = $"{webhook.AbsolutePath.TrimEnd('/')}/messages/{Uri.EscapeDataString(id)}",
    }.Uri;

    private static string? IdOf(string answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("id", out var id)
                && id.ValueKind == JsonValueKind.String && id.GetString() is { Length: > 0 and <= 64 } text ? text : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
