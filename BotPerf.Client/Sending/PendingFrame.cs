using BotPerf.Client.Recording;
using BotPerf.Shared.Protocol;
using Google.Protobuf;

namespace BotPerf.Client.Sending;

/// <summary>
/// A frame that waits for its acknowledgement. The columns are bytes already; what only the moment of sending knows (which
/// definitions the server lacks, how far the clocks are apart) is put before them, since concatenated protobuf messages
/// are one message.
/// </summary>
internal sealed record PendingFrame(ulong Seq, long EndUs, uint IntervalUs, byte[] Columns)
{
    /// <summary>Numbers of series in the columns are below this one.</summary>
    public int SeriesEnd { get; init; }
    public long Executions { get; init; }
    public long Samples { get; init; }
    public IReadOnlyList<LossCount> Losses { get; init; } = [];
    public IReadOnlyList<LifecycleEvent> Lifecycle { get; init; } = [];

    /// <summary>About what it costs in memory: the columns, and the objects around them.</summary>
    public int Bytes => Columns.Length + 320 + Losses.Count * 48 + Lifecycle.Count * 512;

    /// <param name="known">How many definitions the server has.</param>
    public byte[] ToBytes(SeriesRegistry series, int known, TimeSpan clockOffset)
    {
        var shift = clockOffset.Ticks / TimeSpan.TicksPerMicrosecond;
        var head = new Frame { Seq = Seq, EndUs = EndUs + shift, IntervalUs = IntervalUs };
        if (known < SeriesEnd)
            SeriesDefinitions.AddTo(head, series, known, SeriesEnd);

        foreach (var loss in Losses)
            head.Losses.Add(new Loss { What = loss.What, Reason = loss.Reason, Count = (ulong)loss.Count });
        foreach (var happened in Lifecycle)
        {
            var shifted = happened.Clone();
            shifted.AtUs += shift;
            head.Lifecycle.Add(shifted);
        }

        var length = head.CalculateSize();
        var bytes = new byte[length + Columns.Length];
        head.WriteTo(bytes.AsSpan(0, length));
        Columns.CopyTo(bytes, length);
        return bytes;
    }
}

/// <summary>Numbers the session's frames, from 1.</summary>
internal sealed class FrameNumbers
{
    private ulong _last;

    public ulong Next() => Interlocked.Increment(ref _last);
}

/// <summary>Definitions as frames carry them.</summary>
internal static class SeriesDefinitions
{
    public static void AddTo(Frame frame, SeriesRegistry series, int first, int end)
    {
        frame.FirstSeries = (uint)first;
        foreach (var one in series.All[first..end])
            frame.Series.Add(one.Identity.ToDefinition());
    }

    /// <summary>
    /// A frame of definitions only, for when those that the server lacks do not fit beside the columns. Sent twice, with
    /// whatever seq, it changes nothing.
    /// </summary>
    /// <returns>The frame and the number after its last definition.</returns>
    public static (byte[] Bytes, int End) Ahead(ulong seq, SeriesRegistry series, int first, int end, long endUs)
    {
        var frame = new Frame { Seq = seq, EndUs = endUs, FirstSeries = (uint)first };
        var size = 0;
        var next = first;
        for (; next < end; next++)
        {
            var definition = series.All[next].Identity.ToDefinition();
            size += definition.CalculateSize() + 4;
            if (size > FrameBuilder.TargetBytes && next > first)
                break;
            frame.Series.Add(definition);
        }

        return (frame.ToByteArray(), next);
    }
}
