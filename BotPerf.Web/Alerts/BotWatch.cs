using BotPerf.Web.Live;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Alerts;

/// <summary>A rule's figure for one of its targets at one moment.</summary>
internal readonly record struct Reading(AlertRule Rule, AlertTarget Target, double? Value);

/// <summary>
/// Looks at one bot through its rules: from memory alone, a sketch is only merged where its largest value could be a
/// breach. Not safe for threads.
/// </summary>
internal sealed class BotWatch(BotId bot, IReadOnlyList<AlertRule> rules)
{
    private const long MicrosPerMinute = 60_000_000;

    private readonly List<RuleWatch> _watches =
        [.. rules.Where(rule => rule.Concerns(bot) && rule.Signal.Kind == SignalKind.Metric).Select(rule => new RuleWatch(rule))];
    private readonly Dictionary<int, SeriesUse[]> _uses = [];
    private long _look;

    public BotId Bot => bot;

    /// <summary>The rules that are not about a metric.</summary>
    public IReadOnlyList<AlertRule> Others { get; } =
        [.. rules.Where(rule => rule.Concerns(bot) && rule.Signal.Kind != SignalKind.Metric)];

    /// <param name="instances">All that the bot has.</param>
    /// <param name="present">Those whose gauges still say something.</param>
    /// <param name="isTracked">Whether a target is pending or open: its figure has to be exact.</param>
    /// <param name="nowUs">Unix time in microseconds.</param>
    public IEnumerable<Reading> Look(
        IReadOnlyList<LiveInstance> instances, IReadOnlySet<InstanceId> present, Func<AlertRule, AlertTarget, bool> isTracked, long nowUs)
    {
        _look++;
        var minute = nowUs / MicrosPerMinute;
        foreach (var instance in instances)
        {
            lock (instance.Gate)
            {
                Walk(instance, minute, Add);
                if (present.Contains(instance.Entry.Id))
                    AddLatest(instance);
            }
        }

        if (ChooseExact(isTracked))
        {
            foreach (var instance in instances)
            {
                lock (instance.Gate)
                    Walk(instance, minute, AddSketch);
            }
        }

        foreach (var watch in _watches)
        {
            foreach (var window in watch.Windows)
            {
                if (window.Look == _look && ValueOf(watch, window) is { } value)
                    yield return new Reading(watch.Rule, window.Target, value);
            }
        }
    }

    // What is not exact is below every threshold; its largest value says as much.
    private static double? ValueOf(RuleWatch watch, TargetWindow window) =>
        watch.NeedsSketch && !window.IsExact
            ? double.IsFinite(window.Sum.Max) ? window.Sum.Max : null
            : window.Sum.Value(watch.Rule.Signal);

    private bool ChooseExact(Func<AlertRule, AlertTarget, bool> isTracked)
    {
        var any = false;
        foreach (var watch in _watches)
        {
            if (!watch.NeedsSketch)
                continue;
            foreach (var window in watch.Windows)
            {
                window.IsExact = window.Look == _look
                    && (window.Sum.Max >= watch.Least || isTracked(watch.Rule, window.Target));
                any |= window.IsExact;
            }
        }

        return any;
    }

    private void Walk(LiveInstance instance, long now, Action<LiveInstance, SeriesUse, SeriesMinute, long> take)
    {
        foreach (var kept in instance.Kept.All)
            WalkMinute(kept.Minute, kept.Series);
        foreach (var open in instance.Open.Values)
            WalkMinute(open.Minute, open.Series);

        void WalkMinute(long minute, IReadOnlyList<SeriesMinute> series)
        {
            var age = now - minute;
            if (age is >= Signal.MostWindowMinutes or < -1)
                return;
            for (var i = 0; i < series.Count; i++)
            {
                foreach (var use in UsesOf(series[i].Series))
                {
                    if (age < use.Watch.Rule.Signal.WindowMinutes)
                        take(instance, use, series[i], minute);
                }
            }
        }
    }

    private void Add(LiveInstance instance, SeriesUse use, SeriesMinute series, long minute)
    {
        var sum = Touch(use.WindowOf(instance.Entry));
        if (use.IsPart)
            sum.Add(series.Aggregate, minute);
        if (use.IsWhole)
            sum.AddOver(series.Aggregate);
    }

    private static void AddSketch(LiveInstance instance, SeriesUse use, SeriesMinute series, long minute)
    {
        if (use.IsPart && use.WindowOf(instance.Entry) is { IsExact: true } window)
            window.Sum.AddSketch(series.Aggregate);
    }

    private void AddLatest(LiveInstance instance)
    {
        var oldestUs = instance.Rhythm.LastUs - (long)instance.Rhythm.GaugeAge.TotalMicroseconds;
        foreach (var latest in instance.Latest)
        {
            if (latest.AtUs < oldestUs)
                continue;
            foreach (var use in UsesOf(latest.Series))
            {
                var sum = Touch(use.WindowOf(instance.Entry));
                if (use.IsPart)
                    sum.Last = latest.Value;
                if (use.IsWhole)
                    sum.LastOver = (sum.LastOver ?? 0) + latest.Value;
            }
        }
    }

    private WindowSum Touch(TargetWindow window)
    {
        if (window.Look != _look)
        {
            window.Look = _look;
            window.Sum.Clear();
        }

        return window.Sum;
    }

    private SeriesUse[] UsesOf(Series series)
    {
        if (!_uses.TryGetValue(series.Id, out var uses))
            _uses.Add(series.Id, uses = [.. _watches.Select(watch => watch.UseOf(series)).OfType<SeriesUse>()]);
        return uses;
    }
}
