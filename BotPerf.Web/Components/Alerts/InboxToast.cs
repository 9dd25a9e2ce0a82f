using BotPerf.Web.Alerts;

namespace BotPerf.Web.Components.Alerts;

/// <summary>What came of an act, in words.</summary>
/// <param name="Action">Names it for undoing; null: it cannot be undone.</param>
/// <param name="IsBad">Nothing was done.</param>
internal sealed record InboxToast(string Text, string? Action, bool IsBad, DateTimeOffset At)
{
    public static readonly TimeSpan Shown = TimeSpan.FromSeconds(12);

    private const int MostReasons = 3;

    /// <param name="did">Acknowledged, Snoozed, …</param>
    public static InboxToast Of(string did, DeskResult result, DateTimeOffset now)
    {
        var sentences = new List<string>();
        if (result.Done.Count > 0)
            sentences.Add($"{did}{(result.Done.Count == 1 ? $": {result.Done[0].RuleName}." : $" {Format.Exact(result.Done.Count)} alerts.")}");
        var reasons = result.Refused.GroupBy(one => one.Reason).ToList();
        sentences.AddRange(reasons.Take(MostReasons).Select(reason =>
            reason.Count() == 1 && result.Done.Count == 0 ? reason.Key : $"{Format.Exact(reason.Count())} left as {(reason.Count() == 1 ? "it was" : "they were")}: {reason.Key}"));
        if (reasons.Count > MostReasons)
            sentences.Add($"{Format.Exact(reasons.Skip(MostReasons).Sum(reason => reason.Count()))} more could not be changed either.");
        if (sentences.Count == 0)
            sentences.Add("Nothing was changed.");
        return new InboxToast(string.Join(' ', sentences), result.Action, result.Done.Count == 0, now);
    }
}
