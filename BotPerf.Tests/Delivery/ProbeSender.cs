using System.Collections.Concurrent;
using BotPerf.Web.Delivery;

namespace BotPerf.Tests.Delivery;

/// <summary>A handler of one's own, as docs/channels.md tells to write one; answers what the test says.</summary>
internal sealed class ProbeSender : IChannelSender
{
    public static readonly SendResult Done = new(SendOutcome.Delivered, "Taken.");

    public ConcurrentQueue<Parcel> Parcels { get; } = new();

    /// <summary>By the name that the channel's setting holds.</summary>
    public Func<Parcel, CancellationToken, Task<SendResult>> Answer { get; set; } = (_, _) => Task.FromResult(Done);

    public ChannelKind Kind { get; } = new("probe", "Probe", "A test's own.",
        [new ChannelField("target", "Target", "Anything.", _ => null) { IsRequired = false }]);

    public IReadOnlyList<string> Titles => [.. Parcels.Select(parcel => parcel.Notice.Title)];

    public Task<SendResult> SendAsync(Parcel parcel, CancellationToken cancellationToken)
    {
        Parcels.Enqueue(parcel);
        return Answer(parcel, cancellationToken);
    }
}
