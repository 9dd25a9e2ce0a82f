using BotPerf.Shared.Metrics;
using BotPerf.Shared.Sketches;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Live;

/// <summary>A gauge's newest value.</summary>
internal readonly record struct LatestValue(Series Series, double Value, long AtUs);

/// <summary>
/// What is in memory of one instance: its open minutes, its last fifteen minutes second by second, its last hour minute by
/// minute. The writer alone changes it; <see cref="Gate"/> is held by whoever reads or changes, for microseconds.
/// </summary>
internal sealed class LiveInstance(InstanceEntry entry, WatchedMetrics watched)
{
    private const long MicrosPerSecond = 1_000_000;
    private const int MarksKept = 100;

    // A client's clock may be ahead; as many seconds less are kept behind, so that no two share a slot of the ring.
    private const int SecondsAhead = 5;
    private const string Goodbye = "stop";
    private const long GoodbyeSlackUs = 5 * MicrosPerSecond;

    private readonly Dictionary<long, OpenMinute> _open = [];
    private readonly Dictionary<int, LatestValue> _latest = [];
    private readonly Queue<LifecycleMark> _marks = [];
    private readonly Sketch _commands = new();

    public Lock Gate { get; } = new();
    public InstanceEntry Entry => entry;
    public SecondRing Seconds { get; } = new();
    public RecentMinutes Recent { get; } = new();
    public HeapFloors HeapFloors { get; } = new();
    public ArrivalRhythm Rhythm { get; } = new(entry.LastSeenUs);

    public LifetimeTotals Totals { get; } = new();

    /// <summary>The minutes before the open ones, as far as rules look at them.</summary>
    public KeptMinutes Kept { get; } = new(watched);

    public IReadOnlyDictionary<long, OpenMinute> Open => _open;
    public IReadOnlyCollection<LatestValue> Latest => _latest.Values;

    /// <summary>When its minutes went from memory to the database.</summary>
    public SealLog Seals { get; } = new();

    /// <summary>The latest lifecycle events, oldest first.</summary>
    public IReadOnlyCollection<LifecycleMark> Marks => _marks;

    /// <summary>The bot said goodbye, and nothing came after it.</summary>
    public bool Stopped { get; private set; }

    public bool MeasuresMessages { get; set; }

    /// <summary>Whether a second is one of those kept in memory.</summary>
    public static bool IsInRing(long second, long now) =>
        second > now - SecondRing.Seconds + SecondsAhead && second <= now + SecondsAhead;

    /// <summary>Keeps a gauge's value unless a newer one is known.</summary>
    public void Learn(LatestValue value)
    {
        if (!_latest.TryGetValue(value.Series.Id, out var latest) || latest.AtUs <= value.AtUs)
            _latest[value.Series.Id] = value;
    }

    /// <summary>Adds a lifecycle event that is durable.</summary>
    public void Remember(LifecycleMark mark)
    {
        lock (Gate)
        {
            _marks.Enqueue(mark);
            if (_marks.Count > MarksKept)
                _marks.Dequeue();
            // A bot that said goodbye and sent on afterwards has come back.
            if (mark.Event == Goodbye && (mark.At - DateTimeOffset.UnixEpoch).TotalMicroseconds >= Rhythm.LastUs - GoodbyeSlackUs)
                Stopped = true;
        }
    }

    public void Apply(LiveFrame live)
    {
        lock (Gate)
        {
            if (!_open.TryGetValue(live.Minute, out var open))
                _open.Add(live.Minute, open = new OpenMinute(live.Minute));
            if (live.Session is not null)
                open.Sessions.Add(live.Session);

            Rhythm.Arrived(live.ReceivedUs);
            Stopped = false;

            var figures = new FrameFigures { HeapFloor = double.PositiveInfinity };
            ApplyCounters(live, open, ref figures);
            ApplyHistograms(live, open, ref figures);
            ExecutionAppender.Append(live, open.Executions);
            foreach (var (series, count) in live.Losses)
            {
                open.Of(series).AddIncrease(count);
                figures.Lost += LossFigures.Counts(series) ? count : 0;
            }

            var second = (live.Frame.EndUs - 1) / MicrosPerSecond;
            var now = live.ReceivedUs / MicrosPerSecond;
            var none = LiveSecond.Empty(second);
            ref var slot = ref IsInRing(second, now) ? ref Seconds.Slot(second) : ref none;
            slot.Commands = Sum(slot.Commands, figures.Commands);
            slot.Errors = Sum(slot.Errors, figures.Errors);
            slot.Messages = Sum(slot.Messages, figures.Messages);
            if (!_commands.IsEmpty)
                slot.AddBins(_commands);
            ApplyGauges(live, open, ref slot, ref figures);
            ApplyRecent(live.Minute, live.ReceivedUs / (60 * MicrosPerSecond), figures);
            _commands.Clear();
        }
    }

    /// <summary>The minute is sealed: it is read from the database from now on.</summary>
    public void Close(long minute)
    {
        if (!_open.Remove(minute, out var closed))
            return;

        Totals.Add(closed);
        Kept.Add(minute, closed.Series, Math.Max(minute, Rhythm.LastUs / (60 * MicrosPerSecond)));
    }

    /// <summary>Its bot was deleted: a minute that somebody is about to seal is no longer there.</summary>
    public void Forget()
    {
        lock (Gate)
            _open.Clear();
    }

    private void ApplyCounters(LiveFrame live, OpenMinute open, ref FrameFigures figures)
    {
        var counters = live.Frame.Counters;
        for (var i = 0; i < counters?.Series.Count; i++)
        {
            var series = live.Series[(int)counters.Series[i]];
            var delta = counters.Delta[i];
            open.Of(series).AddIncrease(delta);
            switch (series.Name)
            {
                case MetricNames.CommandErrors:
                    figures.Errors += delta;
                    break;
                case MetricNames.CacheHits:
                    figures.CacheHits += delta;
                    break;
                case MetricNames.CacheMisses:
                    figures.CacheMisses += delta;
                    break;
            }
        }
    }

    private void ApplyHistograms(LiveFrame live, OpenMinute open, ref FrameFigures figures)
    {
        var histograms = live.Frame.Histograms;
        var bin = 0;
        for (var i = 0; i < histograms?.Series.Count; i++)
        {
            var series = live.Series[(int)histograms.Series[i]];
            var target = open.Of(series).Sketch!;
            var before = target.Count;
            var last = bin + (int)histograms.Bins[i];
            var isCommand = series.Name == MetricNames.CommandDuration;
            var key = 0;
            var hint = -1;
            var commandHint = -1;
            for (; bin < last; bin++)
            {
                key += (int)histograms.Key[bin];
                var count = (long)histograms.Count[bin];
                target.AddBin(key, count, ref hint);
                if (isCommand)
                    _commands.AddBin(key, count, ref commandHint);
            }

            target.AddTotals(histograms.Sum[i], histograms.Min[i], histograms.Max[i]);
            if (isCommand)
                _commands.AddTotals(histograms.Sum[i], histograms.Min[i], histograms.Max[i]);
            else if (series.Name == MetricNames.MessageDuration)
            {
                figures.Messages += target.Count - before;
                MeasuresMessages = true;
            }
        }

        figures.Commands = _commands.Count;
    }

    private void ApplyGauges(LiveFrame live, OpenMinute open, ref LiveSecond second, ref FrameFigures figures)
    {
        var gauges = live.Frame.Gauges;
        for (var i = 0; i < gauges?.Series.Count; i++)
        {
            var series = live.Series[(int)gauges.Series[i]];
            var value = gauges.Last[i];
            var min = gauges.Min.Count > 0 ? gauges.Min[i] : value;
            var max = gauges.Max.Count > 0 ? gauges.Max[i] : value;
            open.Of(series).AddGauge(value, min, max, live.Frame.EndUs);
            Learn(new LatestValue(series, value, live.Frame.EndUs));
            second.Measure(series.Name, value);
            if (series.Name == MetricNames.HeapBytes)
                figures.HeapFloor = Math.Min(figures.HeapFloor, min);
        }
    }

    private void ApplyRecent(long minute, long receivedMinute, in FrameFigures figures)
    {
        // A frame from the future must not push the present out of the ring.
        if (minute > receivedMinute + 1 || Recent.At(minute) is not { } summary)
            return;

        summary.Commands += figures.Commands;
        summary.Errors += figures.Errors;
        summary.Lost += figures.Lost;
        summary.CacheHits += figures.CacheHits;
        summary.CacheMisses += figures.CacheMisses;
        summary.Messages += figures.Messages;
        HeapFloors.Add(minute, figures.HeapFloor);
        if (!_commands.IsEmpty)
            (summary.Durations ??= new Sketch()).Merge(_commands);
    }

    private static int Sum(int before, double more) => (int)Math.Min(int.MaxValue, before + more);

    private struct FrameFigures
    {
        public long Commands;
        public double Errors;
        public long Messages;
        public double Lost;
        public double CacheHits;
        public double CacheMisses;
        public double HeapFloor;
    }
}
