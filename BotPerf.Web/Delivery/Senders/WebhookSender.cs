using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BotPerf.Web.Delivery.Senders;

/// <summary>JSON to an address of the reader's own, signed.</summary>
internal sealed class WebhookSender(OutgoingHttp http, TimeProvider time) : IChannelSender
{
    public const string DeliveryHeader = "X-BotPerf-Delivery";
    public const string TimestampHeader = "X-BotPerf-Timestamp";
    public const string SignatureHeader = "X-BotPerf-Signature";

    private const int ShortestSecret = 16;

    public ChannelKind Kind { get; } = new("webhook", "Webhook", "Signed JSON to a program of your own.",
    [
        new("url", "Address", "Where the messages are posted: https://example.org/hooks/botperf",
            text => WebAddress.Rule(text, _ => true)) { IsSecret = true },
        new("secret", "Signing secret", "At least 16 characters. Your program checks the signature of every message with it.",
            text => text.Length >= ShortestSecret ? null : $"has to have at least {ShortestSecret} characters") { IsSecret = true },
    ]);

    public async Task<SendResult> SendAsync(Parcel parcel, CancellationToken cancellationToken)
    {
        var body = WebhookBody.Of(parcel);
        var now = time.GetUtcNow();
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var answer = await http.SendAsync(HttpMethod.Post, new Uri(parcel.Setting("url")), body, new Dictionary<string, string>
        {
            [DeliveryHeader] = parcel.DeliveryId,
            [TimestampHeader] = timestamp,
            [SignatureHeader] = Signature(parcel.Setting("secret"), timestamp, body),
        }, cancellationToken);
        return answer.ToResult(now);
    }

    /// <summary><c>sha256=</c> and the HMAC of <c>timestamp.body</c> in hexadecimal.</summary>
    public static string Signature(string secret, string timestamp, ReadOnlySpan<byte> body)
    {
        byte[] signed = [.. Encoding.ASCII.GetBytes(timestamp + "."), .. body];
        return "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
    }
}
