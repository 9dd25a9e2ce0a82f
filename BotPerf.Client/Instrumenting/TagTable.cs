using System.Collections.Concurrent;
using BotPerf.Client.Recording;
using BotPerf.Shared.Metrics;
using BotPerf.Shared.Protocol;

namespace BotPerf.Client.Instrumenting;

/// <summary>Finds what was made for a set of tags, without allocation once it is known.</summary>
/// <param name="create">Takes labels as name, value, …, by name.</param>
internal sealed class TagTable<T>(Func<string[], T?> create) where T : class
{
    /// <summary>Beyond the limit of series all share one, and so does every set of tags that is new.</summary>
    private const int MaxKept = 2 * WireLimits.MaxSeriesPerMetric;

    private readonly ConcurrentDictionary<int, Entry> _byHash = new();
    private int _kept;
    private T? _beyond;

    public T? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var hash = new HashCode();
        foreach (var (name, value) in tags)
        {
            hash.Add(name);
            hash.Add(value);
        }

        var key = hash.ToHashCode();
        _byHash.TryGetValue(key, out var first);
        for (var entry = first; entry is not null; entry = entry.Next)
        {
            if (Same(entry.Tags, tags))
                return entry.Value;
        }

        return Make(key, first, tags);
    }

    private T? Make(int key, Entry? next, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (Volatile.Read(ref _kept) >= MaxKept)
            return _beyond ??= create(Labels(tags));

        // Two threads may both add: one entry is then in vain, the series is the same.
        if (create(Labels(tags)) is not { } value)
            return null;
        Interlocked.Increment(ref _kept);
        _byHash[key] = new Entry(tags.ToArray(), value, next);
        return value;
    }

    private static bool Same(KeyValuePair<string, object?>[] known, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (known.Length != tags.Length)
            return false;
        for (var i = 0; i < known.Length; i++)
        {
            if (known[i].Key != tags[i].Key || !Equals(known[i].Value, tags[i].Value))
                return false;
        }

        return true;
    }

    private static string[] Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in tags)
        {
            if (labels.Count < WireLimits.MaxLabels && Texts.MetricName(InstrumentNames.Identifier(name, allowColon: false)) is { } label && Texts.Label(value) is { Length: > 0 } text)
                labels[label] = text;
        }

        return [.. labels.SelectMany(label => new[] { label.Key, label.Value })];
    }

    private sealed record Entry(KeyValuePair<string, object?>[] Tags, T Value, Entry? Next);
}
