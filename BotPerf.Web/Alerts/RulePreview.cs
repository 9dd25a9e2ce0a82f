using BotPerf.Web.Bots;
using BotPerf.Web.Live;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Alerts;

/// <summary>Plays stored minutes through a rule: the same windows and the same evaluator as live, a step a minute.</summary>
internal sealed class RulePreview(
    BotRegistry bots, TelemetryCatalog catalog, LiveStore live, RollupReads rollups, StepReads steps, HeavyReads heavy,
    RuleCheck check, TimeProvider time)
{
    public static readonly TimeSpan Usual = TimeSpan.FromDays(7);
    public static readonly TimeSpan Longest = TimeSpan.FromDays(31);

    /// <summary>Series times minutes: beyond, the time is shortened to a day at least, then bots are left out.</summary>
    public const int MostValues = 2_000_000;

    /// <param name="rule">It need not be enabled, nor saved; its figures are taken as valid.</param>
    /// <param name="from">The beginning.</param>
    /// <param name="to">The end; what has not been yet is left out.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ReadsBusyException">Not at this moment.</exception>
    public Task<Preview> OfAsync(AlertRule rule, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        heavy.RunAsync(() => Of(rule, from, to, cancellationToken), cancellationToken);

    private Preview Of(AlertRule rule, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (first, last) = (from.ToUnixTimeSeconds() / 60, (to < now ? to : now).ToUnixTimeSeconds() / 60);
        if (rule.Signal.Kind != SignalKind.Metric)
            return Preview.Impossible(rule, At(first), At(last), "The stored minutes do not tell this signal: it cannot be previewed.");

        var notes = new List<string>();
        var parts = Parts(rule);
        first = KeptFrom(parts, first, last, notes);
        (parts, first, var leftOut) = Fitting(parts, first, last, notes);
        if (first >= last)
            return Preview.Impossible(rule, At(first), At(last), "Of this time no minutes are kept, only hours or days; a rule cannot be played on these.");

        var targets = new List<ReplayTarget>();
        foreach (var part in parts)
            targets.AddRange(Replay(rule, part, first, last, cancellationToken));
        return Preview.Of(rule, At(first), At(last), targets, check.UnitOf(rule.Signal, rule.Bots), leftOut, notes);
    }

    /// <summary>What is read in one go: a bot, or one of its instances, with the series that count.</summary>
    private sealed record Part(BotId Bot, string? Instance, IReadOnlyList<LiveInstance> Instances, Dictionary<int, SeriesUse> Uses);

    private List<Part> Parts(AlertRule rule)
    {
        var parts = new List<Part>();
        foreach (var bot in bots.All.Select(bot => bot.Id).Where(bot => rule.Bots.Count == 0 || rule.Bots.Contains(bot)).OrderBy(bot => bot.Value))
        {
            var watch = new RuleWatch(rule);
            var uses = rule.Signal.Metrics.Distinct().SelectMany(metric => catalog.SeriesOf(bot, metric))
                .Select(series => (series.Id, Use: watch.UseOf(series))).Where(one => one.Use is not null)
                .ToDictionary(one => one.Id, one => one.Use!);
            var (apart, together) = (uses.Where(one => one.Value.PerInstance).ToDictionary(), uses.Where(one => !one.Value.PerInstance).ToDictionary());
            var instances = live.InstancesOf(bot, null);
            if (together.Count > 0)
                parts.Add(new Part(bot, null, instances, together));
            if (apart.Count > 0)
                parts.AddRange(instances.Select(instance => new Part(bot, instance.Entry.Name, [instance], apart)));
        }

        return parts;
    }

    private long KeptFrom(List<Part> parts, long first, long last, List<string> notes)
    {
        var kept = parts.SelectMany(part => part.Instances).Select(one => one.Entry.Id).Distinct()
            .Select(one => rollups.KeptFrom(one).Minutes).DefaultIfEmpty(0).Max();
        if (kept <= first)
            return first;
        if (kept < last)
            notes.Add("Before that only hours or days are kept, on which a rule cannot be played.");
        return kept;
    }

    private static (List<Part> Parts, long First, int LeftOut) Fitting(List<Part> parts, long first, long last, List<string> notes)
    {
        var series = Math.Max(1, parts.Sum(part => part.Uses.Count));
        var minutes = Math.Max(Math.Min(last - first, Grains.DayMinutes), Math.Min(last - first, MostValues / series));
        if (minutes < last - first)
            notes.Add($"There are {series} series: the time was shortened so that the preview stays small.");
        var room = MostValues / Math.Max(1, minutes);
        var some = parts.TakeWhile((part, i) => (room -= part.Uses.Count) >= 0 || i == 0).ToList();
        if (some.Count < parts.Count)
            notes.Add("Of so many series only some are looked at; choose bots or labels to see the others.");
        return (some, last - minutes, parts.Skip(some.Count).Select(part => part.Bot).Except(some.Select(part => part.Bot)).Count());
    }

    private List<ReplayTarget> Replay(AlertRule rule, Part part, long first, long last, CancellationToken cancellationToken)
    {
        var targets = new Dictionary<string, ReplayTarget>();
        var bySeries = new Dictionary<int, ReplayTarget>();
        var instance = part.Instance is null ? null : part.Instances[0].Entry;
        // The window of the first minute reaches back.
        var range = steps.Fit(part.Bot, part.Instance, new StepRange(first - rule.Signal.WindowMinutes + 1, last, 1));
        if (range.StepMinutes != 1)
            range = new StepRange(first, last, 1);
        using var read = steps.Read(part.Bot, part.Instance, range, part.Uses.Keys.ToHashSet(), cancellationToken).GetEnumerator();
        var isMore = read.MoveNext();
        for (var minute = range.FromMinute; minute < last; minute++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (; isMore && read.Current.Minute <= minute; isMore = read.MoveNext())
                Add(read.Current);
            if (minute < first)
                continue;
            foreach (var target in targets.Values)
                target.Step(minute);
        }

        return [.. targets.Values];

        void Add(Step step)
        {
            foreach (var (key, aggregate) in step.Found)
            {
                var use = part.Uses[key.Series];
                if (!bySeries.TryGetValue(key.Series, out var target))
                    bySeries.Add(key.Series, target = TargetOf(use));
                target.Add(step.Minute, key.Series, aggregate, use);
            }
        }

        ReplayTarget TargetOf(SeriesUse use)
        {
            var about = AlertTarget.Of(instance is null ? use.Labels : [new Label(AlertTarget.Instance, instance.Name), .. use.Labels]);
            if (!targets.TryGetValue(about.Key, out var target))
                targets.Add(about.Key, target = new ReplayTarget(rule, part.Bot, about, first, (int)(last - first)));
            return target;
        }
    }

    private static DateTimeOffset At(long minute) => DateTimeOffset.FromUnixTimeSeconds(minute * 60);
}
