using System.Collections.Concurrent;

namespace BotPerf.Client.Instrumenting;

/// <summary>Calls that have begun and not ended. Bounded: those whose end never comes must not pile up.</summary>
internal sealed class RunningCalls<T>
{
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<Guid, T> _calls = new();
    private int _count;

    public void Begin(Guid id, T call)
    {
        if (Volatile.Read(ref _count) < Most && _calls.TryAdd(id, call))
            Interlocked.Increment(ref _count);
    }

    public bool End(Guid id, out T? call)
    {
        if (!_calls.TryRemove(id, out call))
            return false;
        Interlocked.Decrement(ref _count);
        return true;
    }
}
