using System.Text;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Delivery.Senders;

/// <summary>An incoming webhook of Slack.</summary>
internal sealed class SlackSender(OutgoingHttp http, IOptions<DeliveryOptions> options, TimeProvider time) : IChannelSender
{
    public ChannelKind Kind { get; } = new("slack", "Slack", "A channel on Slack, by an incoming webhook.",
    [
        new("url", "Webhook address", "In Slack: your app, Incoming Webhooks, Copy.",
            text => WebAddress.Rule(text, options.Value.Allows)) { IsSecret = true },
    ]);

    public async Task<SendResult> SendAsync(Parcel parcel, CancellationToken cancellationToken)
    {
        var body = Encoding.UTF8.GetBytes(SlackBlocks.Of(parcel).ToJsonString());
        var answer = await http.SendAsync(
            HttpMethod.Post, new Uri(parcel.Setting("url")), body, new Dictionary<string, string>(), cancellationToken);
        return answer.ToResult(time.GetUtcNow());
    }
}
