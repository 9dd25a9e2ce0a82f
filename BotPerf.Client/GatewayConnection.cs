using BotPerf.Client.Recording;
using BotPerf.Shared.Metrics;

namespace BotPerf.Client;

/// <summary>A connection to the chat's gateway: the time of its last heartbeat and dispatch, and what happened to it.</summary>
internal sealed class GatewayConnection
{
    private readonly Recorder _recorder;
    private readonly string[] _labels;
    private readonly GaugeSeries? _latency;
    private readonly GaugeSeries? _heartbeatAge;
    private readonly GaugeSeries? _dispatchAge;

    // Timestamps; 0: never.
    private long _heartbeat;
    private long _dispatch;

    public GatewayConnection(Recorder recorder, string name)
    {
        _recorder = recorder;
        _labels = [LabelNames.Connection, name];
        (_latency, var full) = recorder.Series.Gauge(MetricNames.WebSocketLatency, "s", holds: false, _labels);
        _heartbeatAge = recorder.Series.Gauge(MetricNames.HeartbeatAge, "s", holds: false, _labels).Series;
        _dispatchAge = recorder.Series.Gauge(MetricNames.DispatchAge, "s", holds: false, _labels).Series;
        IsOneOfMany = full;
    }

    /// <summary>There are too many: it shares its series with others.</summary>
    public bool IsOneOfMany { get; }

    public void Heartbeat(double latencySeconds)
    {
        _latency?.Set(latencySeconds);
        _recorder.Events?.Latency(_labels[1], latencySeconds);
        Volatile.Write(ref _heartbeat, _recorder.Time.GetTimestamp());
    }

    public void Dispatch() => Volatile.Write(ref _dispatch, _recorder.Time.GetTimestamp());

    public void Count(string metric) => _recorder.Series.Counter(metric, "", _labels).Series?.Add(1);

    public void MeasureAges()
    {
        Measure(_heartbeatAge, Volatile.Read(ref _heartbeat));
        Measure(_dispatchAge, Volatile.Read(ref _dispatch));
    }

    private void Measure(GaugeSeries? age, long last)
    {
        if (last != 0)
            age?.Set(Math.Max(_recorder.Time.GetElapsedTime(last).TotalSeconds, 0));
    }
}
