using System.ComponentModel.DataAnnotations;
using BotPerf.Shared.Protocol;

namespace BotPerf.Web.Ingest;

/// <summary>What ingest takes from one bot. Section <c>Ingest</c>.</summary>
internal sealed class IngestOptions
{
    public const string Section = "Ingest";

    /// <summary>Bytes of one frame or batch, after decompression.</summary>
    [Range(16 * 1024, 4 * 1024 * 1024)]
    public int MaxFrameBytes { get; set; } = WireLimits.MaxFrameBytes;

    /// <summary>Frames a second that an ingest key may send on average; ten seconds' worth may come at once.</summary>
    [Range(1, 1_000_000)]
    public int MaxFramesPerSecond { get; set; } = 5_000;

    /// <summary>Bytes a second that an ingest key may send on average; ten seconds' worth may come at once.</summary>
    [Range(1_024, 1_000_000_000)]
    public int MaxBytesPerSecond { get; set; } = 16 * 1024 * 1024;

    /// <summary>Hub connections of one ingest key.</summary>
    [Range(1, 100_000)]
    public int MaxConnectionsPerKey { get; set; } = 5_000;

    /// <summary>Frames that wait for the disk before ingest answers "later".</summary>
    [Range(16, 1_000_000)]
    public int MaxWaitingFrames { get; set; } = 20_000;

    /// <summary>Bytes of such frames; with what they are parsed into, a few times as much memory.</summary>
    [Range(1024 * 1024, 4_000_000_000)]
    public long MaxWaitingBytes { get; set; } = 64L * 1024 * 1024;

    /// <summary>How often the server would like a frame.</summary>
    [Range(200, 60_000)]
    public int FlushIntervalMs { get; set; } = 1_000;

    /// <summary>Older events and frames are refused: their minutes are past their retention. Hours are kept longer than this.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "30.00:00:00")]
    public TimeSpan OldestEvent { get; set; } = TimeSpan.FromDays(14);

    /// <summary>Events and frames further in the future are refused.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan FurthestFuture { get; set; } = TimeSpan.FromMinutes(10);
}
