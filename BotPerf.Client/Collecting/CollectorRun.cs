namespace BotPerf.Client.Collecting;

/// <summary>A collector's own clock: on or off, and when it is due.</summary>
/// <param name="tolerance">A tick that comes this little before the time counts as due: it is the one meant.</param>
internal sealed class CollectorRun(Collector collector, TimeProvider time, TimeSpan tolerance)
{
    private IMeasuring? _measuring;
    private long _measuredAt;

    public string Name => collector.Name;

    /// <summary>It is left out for good.</summary>
    public bool HasFailed { get; set; }

    public void Step(IReadOnlyDictionary<string, bool>? overrides)
    {
        if (HasFailed || !(overrides?.TryGetValue(collector.Name, out var wanted) == true ? wanted : collector.Setting.Enabled))
        {
            End();
            return;
        }

        var now = time.GetTimestamp();
        if (_measuring is null)
            _measuring = collector.Begin();
        else if (time.GetElapsedTime(_measuredAt, now) < collector.Setting.Interval - tolerance)
            return;

        _measuredAt = now;
        _measuring.Measure();
    }

    public void End()
    {
        var measuring = _measuring;
        _measuring = null;
        measuring?.Dispose();
    }
}
