using BotPerf.Client.Recording;
using BotPerf.Shared.Protocol;
using Microsoft.Extensions.Logging;

namespace BotPerf.Client.Sending;

/// <summary>Once an interval makes what was recorded into a frame and queues it.</summary>
internal sealed class Flusher
{
    /// <summary>Events of one frame; they are for people, who do not read more.</summary>
    private const int MaxLifecycleEvents = 50;

    private readonly Recorder _recorder;
    private readonly SendQueue? _queue;
    private readonly FrameNumbers _numbers;
    private readonly Privacy _privacy;
    private readonly FlushPace _pace;
    private readonly WireClock _clock;
    private readonly ILogger _logger;
    private readonly RecordedInterval _interval;
    private readonly Lock _gate = new();
    private List<LifecycleEvent> _lifecycle = [];
    private DateTimeOffset _previousEnd;
    private Tally _cut;

    /// <param name="queue">Null: there is no server; what was recorded stays in the process.</param>
    public Flusher(Recorder recorder, SendQueue? queue, FrameNumbers numbers, Privacy privacy, FlushPace pace, ILogger logger)
    {
        _recorder = recorder;
        _queue = queue;
        _numbers = numbers;
        _privacy = privacy;
        _pace = pace;
        _logger = logger;
        _interval = new RecordedInterval(recorder);
        _clock = new WireClock(recorder.Time);
        _previousEnd = _clock.Now().Wall;
    }

    /// <summary>Sees each interval before it is cleared; nothing changes it meanwhile. Not called while the kill switch is thrown.</summary>
    public Action<RecordedInterval, DateTimeOffset>? OnInterval { get; set; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(FramePlan.UntilNext(_clock.Now().Wall, FramePlan.Grain(_pace.Interval)), _recorder.Time, cancellationToken).ConfigureAwait(false);
                Cut(final: false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception exception)
            {
                _logger.LoopFailed(exception);
            }
        }
    }

    public void Happened(string name, IEnumerable<KeyValuePair<string, string?>> detail)
    {
        var happened = new LifecycleEvent { Event = name };
        foreach (var (key, value) in detail)
            happened.Detail[Texts.Name(key)] = Texts.Label(value);

        lock (_gate)
        {
            if (_lifecycle.Count >= MaxLifecycleEvents)
            {
                _recorder.Losses.Lose(LossNames.Events, LossNames.DetailLimit, 1);
                return;
            }

            happened.AtUs = Microseconds(_clock.Now().Wall);
            _lifecycle.Add(happened);
        }
    }

    public void Cut(bool final)
    {
        lock (_gate)
        {
            var (wall, stamp) = _clock.Now();
            var ahead = _pace.ClockOffset; // Frames keep to the minutes of the server's clock.
            if (!final && !FramePlan.IsDue(_previousEnd + ahead, wall + ahead, _pace.Interval))
                return;

            var (serversEnd, interval) = FramePlan.Cut(_previousEnd + ahead, wall + ahead, final, FramePlan.Grain(_pace.Interval));
            var end = serversEnd - ahead;
            // Nothing to tell when no time has passed; a clock that went back begins its seconds anew.
            if (end == _previousEnd && !final)
                return;

            _interval.Gather();
            _interval.ReadGauges(repeat: _recorder.IsOn && FramePlan.MinuteOf(end) != FramePlan.MinuteOf(_previousEnd));
            _recorder.Errors.Forget();
            _previousEnd = end;
            Queue(end, interval, stamp - StampsSince(end, wall));
            if (_recorder.IsOn)
                OnInterval?.Invoke(_interval, end);
            _cut += new Tally(_interval.Executions, _interval.Samples);
            _interval.Clear();
            _lifecycle = [];
        }
    }

    /// <summary>Brings the figures up to date and reads them while nothing changes them.</summary>
    public T Read<T>(Func<T> read)
    {
        lock (_gate)
        {
            _interval.Gather();
            return read();
        }
    }

    /// <summary>What became of everything recorded so far, at one moment.</summary>
    public DeliveryStatistics Statistics()
    {
        lock (_gate)
        {
            var (executions, samples) = _recorder.Recorded;
            var losses = _recorder.Losses;
            var uncut = new Tally(executions, samples) - _cut;
            var state = _queue?.State ?? new QueueState(default, default, Dropped: _cut, default, Frames: 0, Bytes: 0);
            return new DeliveryStatistics(
                Count(tally => tally.Executions, losses.RefusedExecutions),
                Count(tally => tally.Samples, losses.RefusedSamples),
                state.Frames, state.Bytes,
                [.. losses.Totals().Select(loss => new LossStatistics(loss.What, loss.Reason, loss.Count))]);

            DeliveryCounts Count(Func<Tally, long> of, long refused) => new(
                of(new Tally(executions, samples)) + refused, of(state.Acknowledged), of(state.Dropped) + refused,
                of(state.Buffered) + of(uncut), of(state.Spooled));
        }
    }

    private void Queue(DateTimeOffset end, TimeSpan interval, long endStamp)
    {
        if (_queue is null)
        {
            _recorder.Losses.Lose(LossNames.Executions, LossNames.NoServer, _interval.Executions);
            _recorder.Losses.Lose(LossNames.Samples, LossNames.NoServer, _interval.Samples);
            return;
        }

        var losses = _recorder.Losses.Take();
        IReadOnlyList<LifecycleEvent> lifecycle = _lifecycle;
        foreach (var part in FrameBuilder.Build(_interval, new FrameContext(endStamp, _recorder.Time.TimestampFrequency, _privacy)))
        {
            _queue.Add(new PendingFrame(_numbers.Next(), Microseconds(end), (uint)interval.TotalMicroseconds, part.Bytes)
            {
                SeriesEnd = part.SeriesEnd,
                Executions = part.Executions,
                Samples = part.Samples,
                Losses = losses,
                Lifecycle = lifecycle,
            });
            losses = [];
            lifecycle = [];
        }
    }

    private long StampsSince(DateTimeOffset end, DateTimeOffset wall) =>
        (long)((wall - end).TotalSeconds * _recorder.Time.TimestampFrequency);

    private static long Microseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
