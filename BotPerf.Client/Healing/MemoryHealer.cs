using System.Runtime;

namespace BotPerf.Client.Healing;

/// <summary>Gives memory back: trims the caches the bot has named, then collects and compacts the heap. It pauses the bot.</summary>
internal sealed class MemoryHealer
{
    public const string Name = "memory";

    private readonly Lock _gate = new();
    private readonly List<Action> _trims = [];

    /// <param name="trim">Null: nothing is added.</param>
    /// <returns>Disposed, the cache is not trimmed any more.</returns>
    public IDisposable Add(Action? trim)
    {
        if (trim is not null)
        {
            lock (_gate)
                _trims.Add(trim);
        }

        return new Registration(this, trim);
    }

    public Task<string> HealAsync(HealContext context, CancellationToken cancellationToken)
    {
        Action[] trims;
        lock (_gate)
            trims = [.. _trims];

        var before = GC.GetTotalMemory(forceFullCollection: false);
        var failed = trims.Count(trim => !Succeeds(trim));
        cancellationToken.ThrowIfCancellationRequested();

        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        var after = GC.GetTotalMemory(forceFullCollection: false);
        var caches = failed == 0 ? $"{trims.Length}" : $"{trims.Length - failed} of {trims.Length}";
        return Task.FromResult($"heap {Mebibytes(before)} to {Mebibytes(after)}; caches trimmed: {caches}");
    }

    private static bool Succeeds(Action trim)
    {
        try
        {
            trim();
            return true;
        }
        catch (Exception)
        {
            // One cache that cannot be trimmed does not keep the others full.
            return false;
        }
    }

    private static string Mebibytes(long bytes) => $"{bytes / 1048576.0:0.0} MiB";

    private void Remove(Action trim)
    {
        lock (_gate)
            _trims.Remove(trim);
    }

    private sealed class Registration(MemoryHealer healer, Action? trim) : IDisposable
    {
        public void Dispose()
        {
            if (trim is not null)
                healer.Remove(trim);
        }
    }
}
