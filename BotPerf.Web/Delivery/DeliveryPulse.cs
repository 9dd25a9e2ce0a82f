namespace BotPerf.Web.Delivery;

/// <summary>Says "look again" to open pages when a channel, its queue or its log has changed.</summary>
internal sealed class DeliveryPulse
{
    /// <summary>Raised on any thread. A handler hands over to its page at once.</summary>
    public event Action? Changed;

    public void Beat() => Changed?.Invoke();
}
