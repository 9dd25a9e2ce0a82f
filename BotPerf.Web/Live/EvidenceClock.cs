using BotPerf.Web.Storage;

namespace BotPerf.Web.Live;

/// <summary>
/// Since when BotPerf itself has been able to hear the bots without a gap: its own start, sleep, jumping clock or trouble
/// with its storage is never taken for the silence of a bot.
/// </summary>
internal sealed class EvidenceClock(StorageWatch storage, TimeProvider time)
{
    // A round that comes so late means that the machine slept, or that its clock was set.
    private static readonly TimeSpan LongestRound = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private DateTimeOffset _round = time.GetUtcNow();
    private DateTimeOffset _since = time.GetUtcNow();
    private bool _isListening = true;

    public DateTimeOffset Since
    {
        get
        {
            lock (_gate)
                return _since;
        }
    }

    /// <summary>False while storage takes no writes: nothing is evaluated then.</summary>
    public bool IsListening
    {
        get
        {
            lock (_gate)
                return _isListening;
        }
    }

    /// <summary>Whoever looks at bots calls it at the beginning of each round.</summary>
    public void Tick()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var isWell = storage.Blocking is null;
            if (now - _round > LongestRound || now < _round || !isWell || !_isListening)
                _since = now;
            (_isListening, _round) = (isWell, now);
        }
    }
}
