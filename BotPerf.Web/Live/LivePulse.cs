namespace BotPerf.Web.Live;

/// <summary>
/// The one pulse of all pages: once a second it says "look again" to whoever subscribed. No page owns a timer.
/// </summary>
internal sealed class LivePulse(TimeProvider time) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Raised once a second on a thread of the pool. A handler hands over to its page at once.</summary>
    public event Action? Beat;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            Beat?.Invoke();
    }
}
