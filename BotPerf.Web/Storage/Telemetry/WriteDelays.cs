using System.Diagnostics;
using BotPerf.Shared.Sketches;

namespace BotPerf.Web.Storage.Telemetry;

/// <summary>How long work waited until it was durable, over the last five to ten minutes.</summary>
internal sealed class WriteDelays
{
    private static readonly TimeSpan s_half = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private Sketch _before = new();
    private Sketch _now = new();
    private long _since = Stopwatch.GetTimestamp();

    public void Add(TimeSpan delay)
    {
        lock (_gate)
        {
            Turn();
            _now.Add(delay.TotalSeconds);
        }
    }

    /// <summary>The delay that a part of all commits stayed below; null when there was none.</summary>
    /// <param name="quantile">From 0 to 1.</param>
    public TimeSpan? Quantile(double quantile)
    {
        lock (_gate)
        {
            Turn();
            var both = new Sketch();
            both.Merge(_before);
            both.Merge(_now);
            return both.IsEmpty ? null : TimeSpan.FromSeconds(both.Quantile(quantile));
        }
    }

    private void Turn()
    {
        var passed = Stopwatch.GetElapsedTime(_since);
        if (passed < s_half)
            return;

        _before = passed < 2 * s_half ? _now : new Sketch();
        _now = new Sketch();
        _since = Stopwatch.GetTimestamp();
    }
}
