using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Ingest;

/// <summary>What each ingest key has sent of late, and how long it must wait when that was too much.</summary>
internal sealed class KeyLimits(IOptions<IngestOptions> options, TimeProvider time)
{
    private const double BurstSeconds = 10;

    private readonly ConcurrentDictionary<int, KeyUse> _keys = [];

    /// <summary>Zero when the frame may come in, else how long to wait; nothing is then charged.</summary>
    public TimeSpan Charge(int keyId, int bytes)
    {
        var use = _keys.GetOrAdd(keyId, _ => new KeyUse(time.GetTimestamp()));
        lock (use)
        {
            var now = time.GetTimestamp();
            var elapsed = time.GetElapsedTime(use.At, now).TotalSeconds;
            use.At = now;
            use.Frames = Math.Max(0, use.Frames - elapsed * options.Value.MaxFramesPerSecond);
            use.Bytes = Math.Max(0, use.Bytes - elapsed * options.Value.MaxBytesPerSecond);

            var wait = Math.Max(
                (use.Frames + 1) / options.Value.MaxFramesPerSecond, (use.Bytes + bytes) / options.Value.MaxBytesPerSecond);
            // A frame that alone is more than the burst comes in when nothing is owed; it could never come in otherwise.
            if (wait > BurstSeconds && use.Frames + use.Bytes > 0)
                return TimeSpan.FromSeconds(Math.Max(wait - BurstSeconds, 0.1));

            use.Frames++;
            use.Bytes += bytes;
            return TimeSpan.Zero;
        }
    }

    private sealed class KeyUse(long at)
    {
        public long At { get; set; } = at;
        public double Frames { get; set; }
        public double Bytes { get; set; }
    }
}
