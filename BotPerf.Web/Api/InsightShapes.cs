using BotPerf.Web.Insights.Comparing;
using BotPerf.Web.Insights.Deploys;
using BotPerf.Web.Insights.Suggestions;

namespace BotPerf.Web.Api;

/// <summary>Something that may be worth changing about a bot.</summary>
/// <param name="Id">Names it in addresses.</param>
/// <param name="Kind">The rule that found it: slow-command, cache-misses, …</param>
/// <param name="Scope">What the target is: bot, instance, command, module, query, pool, cache or rate_limit.</param>
/// <param name="Target">What of the bot it is about; empty for the whole bot.</param>
/// <param name="State">open, snoozed, dismissed, done or gone.</param>
/// <param name="Title">In a sentence.</param>
/// <param name="Measure">What value is: p90 of the duration, hit rate, …</param>
/// <param name="Value">As it was measured last, in the unit.</param>
/// <param name="Threshold">Beyond it there is a case; in the unit.</param>
/// <param name="LowIsBad">Beyond is below.</param>
/// <param name="Unit">seconds, bytes, fraction, or empty for a number of things.</param>
/// <param name="Samples">How many values it is made of.</param>
/// <param name="Confidence">low, medium or high.</param>
/// <param name="Evidence">The figures that speak for it.</param>
/// <param name="Expected">What may come of it; null: not known.</param>
/// <param name="Hint">A sentence of these figures alone; null: none.</param>
/// <param name="Action">What to do in .NET.</param>
/// <param name="Code">A line of code, or the names of settings.</param>
/// <param name="GeneralAction">What to do in any language.</param>
/// <param name="From">What was measured last.</param>
/// <param name="CreatedAt">When it was found.</param>
/// <param name="Reopened">How often it came back by itself.</param>
/// <param name="ActedAt">When somebody decided; null: nobody has.</param>
/// <param name="ActedBy">Who.</param>
/// <param name="Reason">Why it was dismissed, or what was done.</param>
/// <param name="SnoozedUntil">Out of sight until then.</param>
/// <param name="EndedAt">When it was over.</param>
/// <param name="Verdict">Whether what was done helped; null: nothing was done.</param>
internal sealed record SuggestionShape(
    int Id, int Bot, string Kind, string Scope, string Target, string State, string Title, string Measure, double Value, double Threshold,
    bool LowIsBad, string Unit, long Samples, string Confidence, IReadOnlyList<EvidenceShape> Evidence, ExpectedShape? Expected, string? Hint,
    string Action, string Code, string GeneralAction, DateTimeOffset From, DateTimeOffset To, DateTimeOffset CreatedAt, int Reopened,
    DateTimeOffset? ActedAt, string? ActedBy, string? Reason, DateTimeOffset? SnoozedUntil, DateTimeOffset? EndedAt, VerdictShape? Verdict)
{
    public static SuggestionShape Of(Suggestion of) => new(
        of.Id, of.Bot.Value, of.Kind, InsightWords.Of(of.Scope), of.Target, InsightWords.Of(of.State), of.Title, of.Measure, of.Value, of.Threshold, of.LowIsBad,
        of.Unit, of.Samples, InsightWords.Of(of.Confidence), [.. of.Evidence.Select(figure => new EvidenceShape(figure.What, figure.Value, figure.Unit, figure.Metric))],
        of.Expected is { } gain ? new ExpectedShape(gain.What, gain.Now, gain.Cautious, gain.Hopeful, gain.Unit) : null, of.Hint,
        of.Advice.DotNet, of.Advice.Code, of.Advice.General, of.From, of.To, of.CreatedAt, of.Reopened, of.ActedAt, of.ActedBy, of.Reason,
        of.SnoozedUntil, of.EndedAt, of.Verdict is { } verdict ? VerdictShape.Of(verdict) : null);
}

/// <summary>A figure that speaks for a suggestion.</summary>
/// <param name="What">In words: longest wait, executions, …</param>
/// <param name="Value">In the unit.</param>
/// <param name="Unit">seconds, bytes, fraction, or empty for a number of things.</param>
internal sealed record EvidenceShape(string What, double Value, string Unit, string Metric);

/// <summary>What a figure may come to when the advice is followed.</summary>
/// <param name="What">Which figure.</param>
/// <param name="Now">As it was measured.</param>
/// <param name="Cautious">If little comes of it.</param>
/// <param name="Hopeful">If all of it does.</param>
/// <param name="Unit">seconds, bytes, fraction, or empty for a number of things.</param>
internal sealed record ExpectedShape(string What, double Now, double Cautious, double Hopeful, string Unit);

/// <summary>Whether what was done helped, as long before as after.</summary>
/// <param name="Word">worked, no_difference, worse or cannot_say; null while it is measured.</param>
/// <param name="At">When it was given, or when it may be.</param>
/// <param name="Hours">How long each side is.</param>
/// <param name="Before">The figure before; null: not measured.</param>
/// <param name="BeforeSamples">Of how many values.</param>
/// <param name="After">The figure after; null: not measured.</param>
/// <param name="AfterSamples">Of how many values.</param>
internal sealed record VerdictShape(
    string? Word, DateTimeOffset At, int Hours, double? Before, long? BeforeSamples, double? After, long? AfterSamples)
{
    public static VerdictShape Of(Verdict of) => new(
        of.Word is { } word ? InsightWords.Of(word) : null, of.At, of.Hours, of.Before, of.BeforeSamples, of.After, of.AfterSamples);
}

/// <summary>What is to be done with a suggestion; each action takes what it needs.</summary>
/// <param name="Reason">For dismiss: why, 1 to 500 characters.</param>
/// <param name="Note">For done: what was done, at most 500 characters; may be left out.</param>
/// <param name="Until">For snooze: at most 90 days on.</param>
internal sealed record SuggestionActWanted(string? Reason = null, string? Note = null, DateTimeOffset? Until = null);

/// <summary>What a look at a bot has found.</summary>
/// <param name="New">How many suggestions are new.</param>
/// <param name="Verdicts">How many verdicts were given.</param>
internal sealed record LookShape(int New, int Verdicts);

/// <summary>A deploy, with what it did to the commands.</summary>
/// <param name="At">When the first instance had it.</param>
/// <param name="Until">When the last had it.</param>
/// <param name="Detail">What the bot told of it: version 1.4.2, commit abc123.</param>
/// <param name="Instances">How many told of it.</param>
/// <param name="Verdict">regressed, better, same or too_few.</param>
/// <param name="ComparedSeconds">How long each side is.</param>
/// <param name="From">The beginning of the time before.</param>
/// <param name="To">The end of the time after.</param>
/// <param name="IsGrowing">The time after is not over.</param>
/// <param name="Commands">Worse ones first.</param>
internal sealed record DeployShape(
    DateTimeOffset At, DateTimeOffset Until, string Detail, int Instances, string Verdict, long ComparedSeconds, DateTimeOffset From,
    DateTimeOffset To, bool IsGrowing, IReadOnlyList<CommandChangeShape> Commands)
{
    public static DeployShape Of(DeployReport of) => new(
        of.Deploy.At, of.Deploy.Until, of.Deploy.Detail, of.Deploy.Instances, InsightWords.Of(of.Verdict), (long)of.Length.TotalSeconds, of.From, of.To,
        of.IsGrowing, [.. of.Commands.Select(CommandChangeShape.Of)]);
}

/// <summary>A command before and after.</summary>
/// <param name="Verdict">regressed, better, same or too_few: of durations and errors together.</param>
/// <param name="BeforeCount">Executions before.</param>
/// <param name="AfterCount">Executions after.</param>
/// <param name="Durations">regressed, better, same or too_few.</param>
/// <param name="P50">The median; null: too few executions.</param>
/// <param name="P95">The 95th percentile; null: too few executions.</param>
/// <param name="Effect">Cliff's delta, from -1 (all faster) to 1 (all slower); null: too few executions.</param>
/// <param name="Errors">regressed, better, same or too_few: of the part that fails.</param>
/// <param name="BeforeErrorRate">0 to 1; null: it did not run.</param>
/// <param name="AfterErrorRate">0 to 1; null: it did not run.</param>
internal sealed record CommandChangeShape(
    string Name, string Verdict, long BeforeCount, long AfterCount, string Durations, PercentileShape? P50, PercentileShape? P95, double? Effect,
    string Errors, double? BeforeErrorRate, double? AfterErrorRate)
{
    public static CommandChangeShape Of(CommandChange of) => new(
        of.Name, InsightWords.Of(of.Verdict), of.Before, of.After, InsightWords.Of(of.Durations), PercentileShape.Of(of.Median), PercentileShape.Of(of.Tail), of.Effect,
        InsightWords.Of(of.Errors), of.ErrorRateBefore, of.ErrorRateAfter);
}

/// <summary>A percentile before and after.</summary>
/// <param name="BeforeMs">Milliseconds.</param>
/// <param name="AfterMs">Milliseconds.</param>
/// <param name="Change">Of the value before: 0.2 is a fifth slower.</param>
/// <param name="Low">The least change that the values allow, with 99 %.</param>
/// <param name="High">The largest.</param>
internal sealed record PercentileShape(double BeforeMs, double AfterMs, double Change, double Low, double High)
{
    public static PercentileShape? Of(PercentileChange? of) => of is null ? null : new(of.BeforeMs, of.AfterMs, of.Change, of.Low, of.High);
}

/// <summary>Two ranges of a bot, or of two bots, command by command.</summary>
/// <param name="Before">What it is compared with.</param>
/// <param name="After">What is asked about.</param>
/// <param name="Verdict">regressed, better, same or too_few: regressed where one command is.</param>
/// <param name="Together">All commands as if they were one, without a name; null: nothing ran.</param>
/// <param name="Items">Worse ones first.</param>
internal sealed record CompareShape(
    ComparedSideShape Before, ComparedSideShape After, string Verdict, CommandChangeShape? Together, IReadOnlyList<CommandChangeShape> Items);

/// <summary>One side of a comparison.</summary>
/// <param name="Instance">Null: all.</param>
internal sealed record ComparedSideShape(int Bot, string? Instance, DateTimeOffset From, DateTimeOffset To);
