using BotPerf.Web.Storage;

namespace BotPerf.Web.Alerts;

/// <summary>
/// Since when BotPerf itself has been able to hear the bots without a gap: its own start, sleep, jumping clock or trouble
/// with its storage is never taken for the silence of a bot.
/// </summary>
internal sealed class EvidenceClock(IEnumerable<ReadinessCheck> stores, TimeProvider time)
{
    // A round that comes so late means that the machine slept, or that its clock was set.
    private static readonly TimeSpan LongestRound = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan BetweenChecks = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private DateTimeOffset _round = time.GetUtcNow();
    private DateTimeOffset _checked;

    public DateTimeOffset Since { get; private set; } = time.GetUtcNow();

    /// <summary>False while storage takes no writes: nothing is evaluated then.</summary>
    public bool IsListening { get; private set; } = true;

    /// <summary>Call it once a round.</summary>
    public async Task TickAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now - _round > LongestRound || now < _round)
            Since = now;
        _round = now;
        if (now - _checked < BetweenChecks && now >= _checked)
            return;

        _checked = now;
        var takes = await TakeWritesAsync(cancellationToken);
        if (!takes || !IsListening)
            Since = time.GetUtcNow();
        IsListening = takes;
        _round = time.GetUtcNow();
    }

    private async Task<bool> TakeWritesAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            foreach (var store in stores)
            {
                if (!await store.TakesWritesAsync(patience.Token))
                    return false;
            }

            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
