using BotPerf.Web.Live;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Alerts;

/// <summary>A rule's figure for one of its targets at one moment.</summary>
/// <param name="Say">What people need to know beside the value when it is an alert; null: the value says all.</param>
internal readonly record struct Reading(AlertRule Rule, AlertTarget Target, double? Value, Func<string>? Say = null);

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
    private IReadOnlySet<InstanceId> _present = new HashSet<InstanceId>();
    private long _minute;
    private int _version;

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
        _present = present;
        var minute = nowUs / MicrosPerMinute;
        // A minute that is closed between the past and the present would be in neither: then both are read again.
        do
        {
            RememberPast(instances, minute);
            AddPresent(instances, present, minute);
        }
        while (_version != VersionOf(instances));

        if (ChooseExact(isTracked))
        {
            foreach (var instance in instances)
            {
                lock (instance.Gate)
                {
                    foreach (var kept in instance.Kept.All)
                        Walk(instance, kept.Minute, kept.Series, minute, AddSketch);
                    foreach (var open in instance.Open.Values)
                        Walk(instance, open.Minute, open.Series, minute, AddSketch);
                }
            }
        }

        foreach (var watch in _watches)
        {
            foreach (var window in watch.Windows)
            {
                var value = window.Sum.HasAny ? ValueOf(watch, window) : null;
                if (value is not null || IsAbsent(watch.Rule, window))
                    yield return new Reading(watch.Rule, window.Target, value);
            }
        }
    }

    // What was there since the server looks and is not any more; of an instance that is gone nobody waits for values.
    private bool IsAbsent(AlertRule rule, TargetWindow window) =>
        rule.Condition == Condition.Absent && (window.Instance == default || _present.Contains(window.Instance));

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
                window.IsExact = window.Sum.HasAny
                    && (window.Sum.Max >= watch.Least || isTracked(watch.Rule, window.Target));
                any |= window.IsExact;
            }
        }

        return any;
    }

    private void AddPresent(IReadOnlyList<LiveInstance> instances, IReadOnlySet<InstanceId> present, long minute)
    {
        foreach (var watch in _watches)
        {
            foreach (var window in watch.Windows)
                window.Sum.Begin();
        }

        foreach (var instance in instances)
        {
            lock (instance.Gate)
            {
                foreach (var open in instance.Open.Values)
                    Walk(instance, open.Minute, open.Series, minute, Add);
                if (present.Contains(instance.Entry.Id))
                    AddLatest(instance);
            }
        }
    }

    private static int VersionOf(IReadOnlyList<LiveInstance> instances) =>
        instances.Sum(instance => instance.Kept.Version) + instances.Count;

    // Closed minutes change once a minute; until then their sums are remembered.
    private void RememberPast(IReadOnlyList<LiveInstance> instances, long minute)
    {
        var version = VersionOf(instances);
        if (version == _version && minute == _minute)
            return;

        (_version, _minute) = (version, minute);
        foreach (var watch in _watches)
        {
            foreach (var window in watch.Windows)
                window.Sum.Clear();
        }

        foreach (var instance in instances)
        {
            lock (instance.Gate)
            {
                foreach (var kept in instance.Kept.All)
                    Walk(instance, kept.Minute, kept.Series, minute, Add);
            }
        }

        foreach (var watch in _watches)
        {
            foreach (var window in watch.Windows)
                window.Sum.Remember();
        }
    }

    private void Walk(
        LiveInstance instance, long minute, IReadOnlyList<SeriesMinute> series, long now,
        Action<LiveInstance, SeriesUse, SeriesMinute, long> take)
    {
        var age = now - minute;
        if (age is > Signal.MostWindowMinutes or < -1)
            return;
        for (var i = 0; i < series.Count; i++)
        {
            foreach (var use in UsesOf(series[i].Series))
            {
                if (use.Watch.IsInWindow(age))
                    take(instance, use, series[i], minute);
            }
        }
    }

    private static void Add(LiveInstance instance, SeriesUse use, SeriesMinute series, long minute)
    {
        var sum = use.WindowOf(instance.Entry).Sum;
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
                var sum = use.WindowOf(instance.Entry).Sum;
                if (use.IsPart)
                    sum.Last = latest.Value;
                if (use.IsWhole)
                    sum.LastOver = (sum.LastOver ?? 0) + latest.Value;
            }
        }
    }

    private SeriesUse[] UsesOf(Series series)
    {
        if (!_uses.TryGetValue(series.Id, out var uses))
            _uses.Add(series.Id, uses = [.. _watches.Select(watch => watch.UseOf(series)).OfType<SeriesUse>()]);
        return uses;
    }
}
