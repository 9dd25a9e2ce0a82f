using BotPerf.Web.Storage;

namespace BotPerf.Web.Alerts;

/// <summary>
/// Since when BotPerf itself has been able to hear the bots without a gap: its own start, sleep, jumping clock or trouble
/// with its storage is never taken for the silence of a bot.
/// </summary>
internal sealed class EvidenceClock(StorageWatch storage, TimeProvider time)
{
    // A round that comes so late means that the machine slept, or that its clock was set.
    private static readonly TimeSpan LongestRound = TimeSpan.FromSeconds(15);

    private DateTimeOffset _round = time.GetUtcNow();

    public DateTimeOffset Since { get; private set; } = time.GetUtcNow();

    /// <summary>False while storage takes no writes: nothing is evaluated then.</summary>
    public bool IsListening { get; private set; } = true;

    /// <summary>Call it once a round.</summary>
    public void Tick()
    {
        var now = time.GetUtcNow();
        var isWell = storage.Trouble is not { IsBlocking: true };
        if (now - _round > LongestRound || now < _round || !isWell || !IsListening)
            Since = now;
        IsListening = isWell;
        _round = now;
    }
}
