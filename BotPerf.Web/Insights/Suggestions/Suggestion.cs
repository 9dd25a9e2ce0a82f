using System.Text.Json;
using BotPerf.Web.Alerts;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;

namespace BotPerf.Web.Insights.Suggestions;

public enum SuggestionState
{
    /// <summary>Nobody has decided.</summary>
    Open,

    /// <summary>Out of sight until a time.</summary>
    Snoozed,

    /// <summary>Somebody does not want to follow it, and says why.</summary>
    Dismissed,

    /// <summary>Somebody followed it; whether it helped is measured, or told.</summary>
    Done,

    /// <summary>Its figures became well, or nothing was measured any more, without anybody's word.</summary>
    Gone,
}

public enum VerdictWord
{
    Worked,
    NoDifference,
    Worse,
    CannotSay,
}

/// <summary>Whether what was done helped: as long before as after.</summary>
/// <param name="Word">Null: it is being measured.</param>
/// <param name="At">When it was given, or when it may be.</param>
/// <param name="Hours">How long each side is.</param>
/// <param name="Before">Null: not measured.</param>
public sealed record Verdict(
    VerdictWord? Word, DateTimeOffset At, int Hours, double? Before, long? BeforeSamples, double? After, long? AfterSamples);

/// <summary>Something that may be worth changing about a bot, with what speaks for it.</summary>
/// <param name="Kind">The rule.</param>
/// <param name="Target">In the scope; empty for the whole bot. Hostile text.</param>
/// <param name="Measure">What <paramref name="Value"/> is.</param>
/// <param name="Expected">What may be gained.</param>
/// <param name="Hint">A sentence of these figures alone; null: none.</param>
/// <param name="From">What was measured last.</param>
/// <param name="To">Exclusive.</param>
/// <param name="Reopened">How often it came back by itself.</param>
/// <param name="ActedAt">When somebody decided; null: nobody has.</param>
/// <param name="Reason">Why it was dismissed, or what was done.</param>
/// <param name="Verdict">Of what was done; null: nothing was.</param>
public sealed record Suggestion(
    int Id, BotId Bot, string Kind, SuggestionScope Scope, string Target, SuggestionState State, string Title, string Measure, double Value,
    double Threshold, bool LowIsBad, string Unit, long Samples, Confidence Confidence, IReadOnlyList<EvidenceFigure> Evidence,
    Expectation? Expected, string? Hint, Advice Advice, DateTimeOffset From, DateTimeOffset To, DateTimeOffset CreatedAt, int Reopened,
    DateTimeOffset? ActedAt, string? ActedBy, string? Reason, DateTimeOffset? SnoozedUntil, DateTimeOffset? EndedAt, Verdict? Verdict)
{
    /// <returns>Null: of a rule that there is no more.</returns>
    internal static Suggestion? Of(SuggestionRow row)
    {
        if (SuggestionRules.Find(row.Kind) is not { } rule)
            return null;

        var details = SuggestionDetails.Read(row.Details);
        return new Suggestion(
            row.Id, new BotId(row.BotId), row.Kind, rule.Scope, row.Target, StateOf(row.State), rule.Title(row.Target, FigureText.Of(row.Value, rule.Unit)),
            rule.Measure, row.Value, rule.Threshold, rule.LowIsBad, rule.Unit, row.Samples, (Confidence)row.Confidence, details.Evidence,
            details.Expected, details.Hint, rule.Advice, row.MeasuredFrom, row.MeasuredTo, row.CreatedAt, row.Reopened, row.ActedAt, row.ActedBy,
            row.Reason, row.SnoozedUntil, row.EndedAt, VerdictOf(row));
    }

    internal static string WordOf(SuggestionState state) => state.ToString().ToLowerInvariant();

    internal static SuggestionState StateOf(string word) => Enum.Parse<SuggestionState>(word, ignoreCase: true);

    internal static string WordOf(VerdictWord word) => JsonNamingPolicy.SnakeCaseLower.ConvertName(word.ToString());

    private static Verdict? VerdictOf(SuggestionRow row) => row.VerdictAt is not { } at ? null : new Verdict(
        row.Verdict is { } word ? Enum.GetValues<VerdictWord>().First(one => WordOf(one) == word) : null,
        at, row.VerdictHours ?? 0, row.BeforeValue, row.BeforeSamples, row.AfterValue, row.AfterSamples);
}
