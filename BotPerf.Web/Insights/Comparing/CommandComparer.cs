using BotPerf.Web.Baselines;
using BotPerf.Web.Rollups;

namespace BotPerf.Web.Insights.Comparing;

/// <summary>Compares the commands of two ranges. Pure.</summary>
internal static class CommandComparer
{
    private const double MsPerSecond = 1_000;

    /// <summary>The share of failures has to move by so much, beside being no chance: of a percent nobody speaks.</summary>
    public const double LeastErrors = 0.01;

    /// <returns>Worse ones first, then better ones, those that ran most first.</returns>
    public static IReadOnlyList<CommandChange> Of(
        IReadOnlyDictionary<string, CommandPieces> before, IReadOnlyDictionary<string, CommandPieces> after) =>
        [.. before.Keys.Union(after.Keys).Select(name => Of(name, before.GetValueOrDefault(name), after.GetValueOrDefault(name)))
            .Where(change => change.Before + change.After > 0)
            .OrderByDescending(change => Rank(change.Verdict)).ThenByDescending(change => Math.Max(change.Before, change.After))
            .ThenBy(change => change.Name, StringComparer.Ordinal)];

    /// <summary>All commands as one. What one runs more often counts for more, on each side by itself.</summary>
    /// <returns>Null: nothing ran.</returns>
    public static CommandChange? Together(
        IReadOnlyDictionary<string, CommandPieces> before, IReadOnlyDictionary<string, CommandPieces> after) =>
        Of("", CommandPieces.Together([.. before.Values]), CommandPieces.Together([.. after.Values])) is { } all && all.Before + all.After > 0 ? all : null;

    public static CommandChange Of(string name, CommandPieces? before, CommandPieces? after)
    {
        var compared = Comparison.Of([.. before?.Durations ?? []], [.. after?.Durations ?? []]);
        var (failedBefore, failedAfter) = (Rate(before, compared.Before), Rate(after, compared.After));
        return new CommandChange(
            name, compared.Before, compared.After, VerdictOf(compared.Verdict), Of(compared.Median), Of(compared.Tail), compared.Slower?.Delta,
            Errors(failedBefore, compared.Before, failedAfter, compared.After), failedBefore, failedAfter);
    }

    /// <summary>Two shares of so many: the test of their difference against chance, with 99 %.</summary>
    public static ChangeVerdict Errors(double? before, long countBefore, double? after, long countAfter)
    {
        if (Math.Min(countBefore, countAfter) < Comparison.LeastValues || before is not { } old || after is not { } now)
            return ChangeVerdict.TooFew;

        var together = (old * countBefore + now * countAfter) / (countBefore + countAfter);
        var chance = Math.Sqrt(together * (1 - together) * ((1.0 / countBefore) + (1.0 / countAfter)));
        var difference = now - old;
        return Math.Abs(difference) < LeastErrors || Math.Abs(difference) < old * Comparison.Relevant || Math.Abs(difference) <= Comparison.Sure * chance
            ? ChangeVerdict.Same
            : difference > 0 ? ChangeVerdict.Worse : ChangeVerdict.Better;
    }

    private static double? Rate(CommandPieces? of, long count) => count == 0 ? null : Math.Min(1, (of?.Errors ?? 0) / count);

    private static PercentileChange? Of(QuantileChange? change) => change is null
        ? null
        : new PercentileChange(change.Before * MsPerSecond, change.After * MsPerSecond, change.Change, change.Low, change.High,
            change.HasRisen || change.HasFallen);

    private static ChangeVerdict VerdictOf(ComparisonVerdict verdict) => verdict switch
    {
        ComparisonVerdict.Worse => ChangeVerdict.Worse,
        ComparisonVerdict.Better => ChangeVerdict.Better,
        ComparisonVerdict.Same => ChangeVerdict.Same,
        _ => ChangeVerdict.TooFew,
    };

    private static int Rank(ChangeVerdict verdict) => verdict switch
    {
        ChangeVerdict.Worse => 3,
        ChangeVerdict.Better => 2,
        ChangeVerdict.Same => 1,
        _ => 0,
    };
}
