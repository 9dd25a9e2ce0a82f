namespace BotPerf.Web.Delivery;

/// <summary>The kinds of channels that this server has: one for each sender among the services.</summary>
internal sealed class ChannelKinds(IEnumerable<IChannelSender> senders)
{
    private readonly Dictionary<string, IChannelSender> _senders = senders.ToDictionary(sender => sender.Kind.Word);

    public IReadOnlyList<ChannelKind> All { get; } = [.. senders.Select(sender => sender.Kind)];

    public ChannelKind? Find(string? word) => SenderOf(word)?.Kind;

    public IChannelSender? SenderOf(string? word) => word is null ? null : _senders.GetValueOrDefault(word);
}
