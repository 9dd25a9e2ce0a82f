using BotPerf.Web.Baselines;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Alerts;

/// <summary>Plays stored minutes through a rule: the same windows and the same evaluator as live, a step a minute.</summary>
internal sealed class RulePreview(
    RuleReads reads, RuleUsual usual, RollupReads rollups, HeavyReads heavy, RuleCheck check, TimeProvider time)
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
        var parts = reads.Parts(rule);
        first = KeptFrom(parts, first, last, notes);
        (parts, first, var leftOut) = Fitting(parts, first, last, notes);
        if (first >= last)
            return Preview.Impossible(rule, At(first), At(last), "Of this time no minutes are kept, only hours or days; a rule cannot be played on these.");

        IReadOnlyDictionary<(BotId, string), SeasonalBaseline>? before = null;
        if (rule.IsBesideUsual)
        {
            if (usual.Before(rule, parts, ref first, last, cancellationToken) is not { Count: > 0 } known)
                return Preview.Impossible(rule, At(first), At(last), $"What is usual is known after {SeasonalBaseline.LeastDays} days of figures; so many are not stored yet.");
            before = known;
            notes.Add($"Played beside what was usual before {Format.Utc(At(first))}.");
        }

        var targets = new List<ReplayTarget>();
        foreach (var part in parts)
            targets.AddRange(reads.Replay(rule, part, first, last, before, cancellationToken));
        return Preview.Of(rule, At(first), At(last), targets, check.UnitOf(rule), leftOut, notes);
    }

    private long KeptFrom(List<RulePart> parts, long first, long last, List<string> notes)
    {
        var kept = parts.SelectMany(part => part.Instances).Select(one => one.Entry.Id).Distinct()
            .Select(one => rollups.KeptFrom(one).Minutes).DefaultIfEmpty(0).Max();
        if (kept <= first)
            return first;
        if (kept < last)
            notes.Add("Before that only hours or days are kept, on which a rule cannot be played.");
        return kept;
    }

    private static (List<RulePart> Parts, long First, int LeftOut) Fitting(List<RulePart> parts, long first, long last, List<string> notes)
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

    private static DateTimeOffset At(long minute) => DateTimeOffset.FromUnixTimeSeconds(minute * 60);
}
