namespace BotPerf.Web.Delivery;

/// <summary>Sends notices on one kind of channel. A handler of one's own is one more of these among the services.</summary>
internal interface IChannelSender
{
    ChannelKind Kind { get; }

    /// <summary>One attempt. Throws only for what is a bug; whatever the receiver does is a result.</summary>
    Task<SendResult> SendAsync(Parcel parcel, CancellationToken cancellationToken);
}
