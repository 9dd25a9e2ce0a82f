using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace BotPerf.Client.Recording;

/// <summary>
/// Finds what was made for up to three names without a lock and without allocation: first where equal names were found
/// last (a bot has few commands), then in a dictionary.
/// </summary>
/// <param name="create">Makes the value for names that are new; null when there is no room for it, then nothing is kept.</param>
internal sealed class NameTable<T>(Func<string?, string?, string?, (T? Value, bool Keep)> create) where T : class
{
    private const int RecentSize = 256;

    /// <summary>
    /// Different texts can mean one series, once they are cut and cleaned: the number of texts needs a limit of its own.
    /// </summary>
    private const int MaxKept = 2 * Shared.Protocol.WireLimits.MaxSeriesPerInstance;

    private readonly Entry?[] _recent = new Entry?[RecentSize];
    private readonly ConcurrentDictionary<(string?, string?, string?), Entry> _all = new();
    private int _kept;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T? Find(string? first, string? second = null, string? third = null)
    {
        var slot = SlotOf(first, second, third);
        var entry = _recent[slot];
        if (entry is not null && Same(entry.First, first) && Same(entry.Second, second) && Same(entry.Third, third))
            return entry.Value;

        return FindSlowly(slot, first, second, third);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Same(string? a, string? b) => ReferenceEquals(a, b) || string.Equals(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SlotOf(string? first, string? second, string? third)
    {
        // Length, ends and middle tell the commands of one bot apart well enough; the dictionary bears the rest.
        uint hash = 0;
        if (!string.IsNullOrEmpty(first))
            hash = (uint)first.Length + first[0] * 31u + first[first.Length >> 1] * 961u + first[^1] * 7u;
        if (!string.IsNullOrEmpty(second))
            hash = hash * 31 + second[0] + (uint)second.Length;
        if (!string.IsNullOrEmpty(third))
            hash = hash * 31 + third[0] + (uint)third.Length;
        return (int)((hash * 2654435761u) >> 24);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private T? FindSlowly(int slot, string? first, string? second, string? third)
    {
        first = Shorten(first);
        second = Shorten(second);
        third = Shorten(third);
        var key = (first, second, third);
        if (!_all.TryGetValue(key, out var entry))
        {
            var (value, keep) = create(first, second, third);
            if (value is null)
                return null;
            entry = new Entry(first, second, third, value);
            if (keep && Interlocked.Increment(ref _kept) <= MaxKept)
                entry = _all.GetOrAdd(key, entry);
        }

        _recent[slot] = entry;
        return entry.Value;
    }

    // A key of a megabyte is neither hashed nor kept.
    private static string? Shorten(string? text) =>
        text is { Length: > Shared.Protocol.WireLimits.MaxNameLength + 1 }
            ? text[..(Shared.Protocol.WireLimits.MaxNameLength + 1)]
            : text;

    private sealed record Entry(string? First, string? Second, string? Third, T Value);
}
