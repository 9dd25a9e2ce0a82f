using BotPerf.Shared.Metrics;
using BotPerf.Shared.Sketches;

namespace BotPerf.Web.Live;

/// <summary>What one instance did in one second. NaN where nothing was measured.</summary>
internal struct LiveSecond
{
    // More in one second are not real, and must not cost real memory.
    private const long MostPerBin = 256L * ushort.MaxValue;

    /// <summary>Unix time in seconds; tells whether the slot of the ring is of this round.</summary>
    public long Second;
    public int Commands;
    public int Errors;
    public int Messages;
    public float Cpu;
    public float Rss;
    public float Heap;
    public float LagSeconds;
    public float GatewaySeconds;

    /// <summary>The bins of the command durations: key, count, key, count, …; null without commands.</summary>
    public ushort[]? Bins;

    public static LiveSecond Empty(long second) => new()
    {
        Second = second,
        Cpu = float.NaN,
        Rss = float.NaN,
        Heap = float.NaN,
        LagSeconds = float.NaN,
        GatewaySeconds = float.NaN,
    };

    /// <summary>Takes a gauge's value, if it is one that the charts show.</summary>
    public void Measure(string metric, double value)
    {
        switch (metric)
        {
            case MetricNames.CpuPercent:
                Cpu = (float)value;
                break;
            case MetricNames.RssBytes:
                Rss = (float)value;
                break;
            case MetricNames.HeapBytes:
                Heap = (float)value;
                break;
            case MetricNames.EventLoopLag:
                LagSeconds = (float)value;
                break;
            case MetricNames.WebSocketLatency:
                // Of several connections the worst.
                GatewaySeconds = float.IsNaN(GatewaySeconds) ? (float)value : Math.Max(GatewaySeconds, (float)value);
                break;
        }
    }

    public void AddBins(Sketch sketch)
    {
        if (Bins is not null)
        {
            var merged = new Sketch();
            for (var i = 0; i < Bins.Length; i += 2)
                merged.AddBin(Bins[i], Bins[i + 1]);
            merged.Merge(sketch);
            sketch = merged;
        }

        var bins = new List<ushort>(sketch.Keys.Length * 2);
        for (var i = 0; i < sketch.Keys.Length; i++)
        {
            // A count beyond 16 bits takes several entries of the same key.
            for (var rest = Math.Min(sketch.Counts[i], MostPerBin); rest > 0; rest -= ushort.MaxValue)
            {
                bins.Add(sketch.Keys[i]);
                bins.Add((ushort)Math.Min(rest, ushort.MaxValue));
            }
        }

        Bins = [.. bins];
    }
}

/// <summary>The last fifteen minutes of an instance, one slot a second.</summary>
internal sealed class SecondRing
{
    public const int Seconds = 15 * 60;
    private const int PieceSeconds = 60;

    // In pieces of a minute: an instance that has just begun, or has long been silent, costs nothing.
    private readonly LiveSecond[]?[] _pieces = new LiveSecond[Seconds / PieceSeconds][];

    /// <summary>The slot of a second, emptied first when it was of an earlier round.</summary>
    public ref LiveSecond Slot(long second)
    {
        var index = (int)(second % Seconds);
        var piece = _pieces[index / PieceSeconds] ??= new LiveSecond[PieceSeconds];
        ref var slot = ref piece[index % PieceSeconds];
        if (slot.Second != second)
            slot = LiveSecond.Empty(second);
        return ref slot;
    }

    /// <summary>False when nothing came in that second.</summary>
    public bool TryGet(long second, out LiveSecond found)
    {
        var index = (int)(second % Seconds);
        found = _pieces[index / PieceSeconds] is { } piece ? piece[index % PieceSeconds] : default;
        return found.Second == second;
    }
}
