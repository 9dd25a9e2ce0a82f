using BotPerf.Web.HealthScores;
using BotPerf.Web.Insights.Comparing;

namespace BotPerf.Web.Digests.Content;

/// <summary>Why a bot needs a look, in words. Pure; what chat users wrote is in them as it is.</summary>
internal static class DigestReasons
{
    private const int MostName = 60;

    /// <returns>What is worst first.</returns>
    public static IReadOnlyList<string> Of(DigestBot bot, bool isMissing) => [.. All(bot, isMissing)];

    public static string Count(long count, string one, string? many = null) => $"{Format.Count(count)} {(count == 1 ? one : many ?? one + "s")}";

    private static IEnumerable<string> All(DigestBot bot, bool isMissing)
    {
        if (isMissing)
            yield return "nothing was heard of it";
        if (bot.Outage is { } outage && outage.Whole > TimeSpan.Zero)
            yield return $"offline for {DigestWords.Lasting(outage.Whole)}";
        if (bot.Alerts.FirstOrDefault(alert => alert.Lasted is null) is { } open)
            yield return bot.StillOpen == 1 ? $"1 alert still open: {Name(open)}" : $"{Format.Exact(bot.StillOpen)} alerts still open, the worst: {Name(open)}";
        if (bot.Band is HealthBand.Critical or HealthBand.Poor)
            yield return HealthText(bot);
        // Of several instances; what was told of all of them is not told again.
        if (bot.Outage is { } silent && DigestWords.Lasting(silent.Any) != DigestWords.Lasting(silent.Whole))
            yield return $"an instance was offline for {DigestWords.Lasting(silent.Any)}";
        if (bot.AlertCount > bot.StillOpen)
            yield return OverText(bot, bot.AlertCount - bot.StillOpen);
        if (bot.Movers.FirstOrDefault(mover => mover.Verdict == ChangeVerdict.Worse) is { } worse)
            yield return MoverText(worse);
        if (DigestBuilder.IsFailing(bot.Now))
            yield return $"{Format.Percent(bot.Now.ErrorRate)} of the commands failed";
        if (bot.Band == HealthBand.Fair)
            yield return HealthText(bot);
        if (bot.Lost > 0)
            yield return $"{Count(bot.Lost, "figure")} recorded and not delivered";
    }

    /// <summary>"play: p95 2.1 s where it was 800 ms; 7 % failed where it was 1 %".</summary>
    public static string MoverText(DigestMover mover) => $"{Short(mover.Command)}: {MoverFigures(mover)}";

    public static string MoverFigures(DigestMover mover)
    {
        var parts = new List<string>(2);
        if (mover.Figure.Length > 0)
            parts.Add($"{mover.Figure} {Format.Duration(mover.AfterMs)} where it was {Format.Duration(mover.BeforeMs)}");
        if (mover.ErrorRateAfter is not null)
            parts.Add($"{Format.Percent(mover.ErrorRateAfter)} failed where it was {Format.Percent(mover.ErrorRateBefore)}");
        return string.Join("; ", parts);
    }

    public static string Name(DigestAlert alert) =>
        alert.Target.Length == 0 ? Short(alert.Rule) : $"{Short(alert.Rule)} ({Short(alert.Target)})";

    public static string Short(string name) => TextCut.OneLine(name, MostName);

    private static string OverText(DigestBot bot, int over)
    {
        var worst = bot.Alerts.FirstOrDefault(alert => alert.Lasted is not null);
        var name = worst is null ? "" : over == 1 ? $": {Name(worst)}" : $", the worst: {Name(worst)}";
        return $"{Count(over, "alert")} that {(over == 1 ? "is" : "are")} over{name}";
    }

    private static string HealthText(DigestBot bot) => $"health {HealthWords.Score(bot.Health)} on average ({HealthBands.Word(bot.Band)})";
}
