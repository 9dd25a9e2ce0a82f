using BotPerf.Client.Recording;

namespace BotPerf.Client.Scopes;

/// <summary>
/// The state behind a scope that is open. Pooled: the version tells a scope that was disposed from the one that uses the
/// state now, so that a second Dispose, or a call after it, does nothing.
/// </summary>
internal sealed class OpenScope
{
    private int _version;

    // A command, or when there is none any other timed thing.
    private Recorder _recorder = null!;
    private CommandSeries? _command;
    private HistogramSeries? _series;
    private OutcomeSeries? _outcome;

    private long _started;
    private long _acknowledged;
    private long _waited;
    private long _waitingSince;
    private int _waiting;
    private CommandError? _error;
    private Origin? _origin;

    public static OpenScope ForCommand(Recorder recorder, CommandSeries command)
    {
        var scope = ThreadSlot.Current.Scopes.Take();
        if (!ReferenceEquals(scope._command, command))
            scope._command = command;
        scope.Begin(recorder);
        return scope;
    }

    public static OpenScope ForTiming(Recorder recorder, HistogramSeries series, OutcomeSeries? outcome)
    {
        var scope = ThreadSlot.Current.Scopes.Take();
        scope._command = null;
        scope._series = series;
        scope._outcome = outcome;
        scope.Begin(recorder);
        return scope;
    }

    public int Version => Volatile.Read(ref _version);

    public void Acknowledged(int version)
    {
        if (version == Version && _acknowledged < 0)
            _acknowledged = Math.Max(_recorder.Time.GetTimestamp() - _started, 0);
    }

    public void Fail(int version, Exception? exception)
    {
        if (version == Version)
            _error = _recorder.Errors.Capture(exception);
    }

    public void From(int version, Origin origin)
    {
        if (version == Version)
            _origin = origin;
    }

    public void Wait(int version)
    {
        if (version == Version && _waiting++ == 0)
            _waitingSince = _recorder.Time.GetTimestamp();
    }

    public void EndWait(int version)
    {
        if (version == Version && _waiting > 0 && --_waiting == 0)
            _waited += _recorder.Time.GetTimestamp() - _waitingSince;
    }

    public void End(int version)
    {
        // Only one of two threads that dispose the same scope gets past this.
        if (Interlocked.CompareExchange(ref _version, version + 1, version) != version)
            return;

        var now = _recorder.Time.GetTimestamp();
        if (_waiting > 0)
            _waited += now - _waitingSince;
        var duration = Math.Max(now - _started - _waited, 0);

        if (!_recorder.IsOn)
        {
            // The kill switch was thrown meanwhile.
        }
        else if (_command is not null)
            _recorder.RecordExecution(_command, _started, duration, _acknowledged, _error, _origin);
        else
            Record(duration);

        Reset();
        ThreadSlot.Current.Scopes.Return(this);
    }

    private void Begin(Recorder recorder)
    {
        // References are written only when they change: in an old object that is dear, and the same thread mostly runs
        // the same commands.
        if (!ReferenceEquals(_recorder, recorder))
            _recorder = recorder;
        _acknowledged = -1;
        _started = recorder.Time.GetTimestamp();
    }

    private void Record(long duration)
    {
        _series!.Record((double)duration / _recorder.Time.TimestampFrequency);
        if (_error is not null)
            _outcome?.Errors?.Add(1);
        if (_outcome is not null)
            _recorder.Events?.Timed(_series, (double)duration / _recorder.Time.TimestampFrequency, _error is null);
    }

    private void Reset()
    {
        _error = null;
        _origin = null;
        _waited = 0;
        _waiting = 0;
    }
}
