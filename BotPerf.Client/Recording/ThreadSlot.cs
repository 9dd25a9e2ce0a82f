using BotPerf.Client.Scopes;

namespace BotPerf.Client.Recording;

/// <summary>What a thread keeps for itself: the stripe it records in, and scopes that are ready for use.</summary>
internal sealed class ThreadSlot
{
    [ThreadStatic]
    private static ThreadSlot? t_current;
    private static int s_threads;

    private ThreadSlot() => Number = Interlocked.Increment(ref s_threads);

    public static ThreadSlot Current => t_current ?? Create();

    /// <summary>Handed out in turn, so that neighbours in time record in different stripes.</summary>
    public int Number { get; }

    public ScopeMagazine Scopes { get; } = new();

    private static ThreadSlot Create() => t_current = new ThreadSlot();
}
