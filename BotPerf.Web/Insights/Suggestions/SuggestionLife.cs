using System.Globalization;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;

namespace BotPerf.Web.Insights.Suggestions;

/// <summary>What was measured of a bot in a window.</summary>
/// <param name="To">Exclusive.</param>
internal sealed record Measured(DateTimeOffset From, DateTimeOffset To, IReadOnlyDictionary<(string Kind, string Target), Measurement> All);

/// <summary>How suggestions begin, go, and come back. Pure.</summary>
internal static class SuggestionLife
{
    // So much worse than when it was dismissed, and it is another matter.
    private const double MuchWorse = 1.25;

    /// <param name="bot">Whose.</param>
    /// <param name="rows">Those that are not over, and those that ended lately; they are changed in place.</param>
    /// <param name="measured">What was measured just now.</param>
    /// <param name="now">The present.</param>
    /// <returns>New rows, and known ones that came back: what nobody has heard of yet.</returns>
    public static IReadOnlyList<SuggestionRow> Take(
        BotId bot, IReadOnlyList<SuggestionRow> rows, Measured measured, DateTimeOffset now)
    {
        var news = new List<SuggestionRow>();
        foreach (var row in rows.Where(row => row.OpenKey is not null && SuggestionRules.Find(row.Kind) is not null))
        {
            if (Follow(row, measured, now))
                news.Add(row);
        }

        foreach (var rule in SuggestionRules.All)
        {
            var open = rows.Count(row => row.OpenKey is not null && row.Kind == rule.Kind);
            foreach (var found in measured.All.Where(one => one.Key.Kind == rule.Kind && rule.IsBad(one.Value))
                .Select(one => one.Value).OrderByDescending(one => rule.Badness(one.Value)).ThenBy(one => one.Target, StringComparer.Ordinal))
            {
                var known = rows.Where(row => row.Kind == rule.Kind && row.Target == found.Target).ToList();
                if (open >= SuggestionTimes.MostOfAKind || known.Exists(row => row.OpenKey is not null || IsResting(row, now)))
                    continue;

                open++;
                var row = known.Where(row => row.State == "gone" && row.EndedAt > now - SuggestionTimes.Rest).MaxBy(row => row.EndedAt);
                if (row is null)
                    row = New(bot, rule, found, now);
                else
                    ComeBack(row);
                Update(row, rule, found, measured);
                news.Add(row);
            }
        }

        return news;
    }

    public static string KeyOf(BotId bot, string kind, string target) => string.Create(CultureInfo.InvariantCulture, $"{bot.Value} {kind} {target}");

    /// <summary>It is open again, by a person's word or by itself.</summary>
    public static void Reopen(SuggestionRow row)
    {
        (row.State, row.OpenKey, row.EndedAt) = ("open", KeyOf(new BotId(row.BotId), row.Kind, row.Target), null);
        (row.ActedAt, row.ActedBy, row.Reason, row.ActedValue, row.SnoozedUntil) = (null, null, null, null, null);
        (row.VerdictAt, row.VerdictHours) = (null, null);
        row.Revision++;
    }

    public static void Over(SuggestionRow row, DateTimeOffset now)
    {
        (row.OpenKey, row.EndedAt) = (null, now);
        row.Revision++;
    }

    // True: it came back.
    private static bool Follow(SuggestionRow row, Measured measured, DateTimeOffset now)
    {
        // What was done is compared with the figures that led to it.
        if (row.State == "done")
            return false;

        var rule = SuggestionRules.Find(row.Kind)!;
        var found = measured.All.GetValueOrDefault((row.Kind, row.Target));
        if (found?.Samples < rule.LeastSamples)
            found = null;
        var isBack = row.State == "snoozed" && row.SnoozedUntil <= now;
        if (isBack)
            Reopen(row);
        if (found is not null)
            Update(row, rule, found, measured);

        switch (row.State)
        {
            case "open" when found is null ? row.MeasuredTo < now - SuggestionTimes.Unmeasured : rule.IsWell(found):
                row.State = "gone";
                Over(row, now);
                return false;
            case "dismissed" when found is not null && rule.IsBad(found) && IsAnotherMatter(row, rule, found, now):
                ComeBack(row);
                return true;
            case "dismissed" when row.ActedAt < now - SuggestionTimes.Dismissal:
                Over(row, now);
                return false;
            default:
                return isBack;
        }
    }

    private static bool IsAnotherMatter(SuggestionRow row, SuggestionRule rule, Measurement found, DateTimeOffset now) =>
        row.ActedAt < now - SuggestionTimes.Dismissal
        || rule.Badness(found.Value) > rule.Badness(row.ActedValue ?? row.Value) * MuchWorse;

    private static bool IsResting(SuggestionRow row, DateTimeOffset now) =>
        row is { State: "done", Verdict: "worked" } && row.EndedAt > now - SuggestionTimes.Rest;

    private static void ComeBack(SuggestionRow row)
    {
        Reopen(row);
        row.Reopened++;
    }

    private static SuggestionRow New(BotId bot, SuggestionRule rule, Measurement found, DateTimeOffset now) => new()
    {
        BotId = bot.Value,
        Kind = rule.Kind,
        Target = found.Target,
        OpenKey = KeyOf(bot, rule.Kind, found.Target),
        State = "open",
        Details = "",
        CreatedAt = now,
    };

    private static void Update(SuggestionRow row, SuggestionRule rule, Measurement found, Measured measured)
    {
        (row.Value, row.Samples, row.Confidence) = (found.Value, found.Samples, (int)ConfidenceLevel.Of(rule, found));
        (row.MeasuredFrom, row.MeasuredTo) = (measured.From, measured.To);
        row.Details = SuggestionDetails.Write(found);
    }
}
