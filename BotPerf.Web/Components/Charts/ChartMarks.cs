using BotPerf.Web.Alerts;
using BotPerf.Web.Live;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Components.Charts;

/// <summary>What is marked in a bot's charts: its own events, and when its alerts opened.</summary>
internal sealed class ChartMarks(MarkQueries marks, AlertQueries alerts)
{
    // The worst come first; more would hide the lines they explain.
    private const int MostAlerts = 20;

    /// <returns>Newest first.</returns>
    public async Task<IReadOnlyList<LifecycleMark>> OfAsync(
        BotId bot, string? instance, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var events = await marks.OfAsync(bot, instance, from, to, cancellationToken);
        var opened = await alerts.WithinAsync(bot, from, to, MostAlerts, cancellationToken);
        return [.. events.Concat(opened.Where(alert => IsOf(alert, instance)).Select(Of)).OrderByDescending(mark => mark.At)];
    }

    /// <summary>A bot's events with those of its alerts that are not over. From memory.</summary>
    public IReadOnlyList<LifecycleMark> Live(BotId bot, string? instance, IReadOnlyList<LifecycleMark> events) =>
        [.. events.Concat(alerts.OpenOf(bot).Where(alert => IsOf(alert, instance)).Take(MostAlerts).Select(Of)).OrderByDescending(mark => mark.At)];

    public static LifecycleMark Of(Alert alert) => new(
        alert.OpenedAt ?? alert.StartedAt, alert.Target[AlertTarget.Instance] ?? "", "alert",
        alert.Target.Text.Length == 0 ? alert.RuleName : $"{alert.RuleName}, {alert.Target.Text}");

    private static bool IsOf(Alert alert, string? instance) =>
        instance is null || alert.Target[AlertTarget.Instance] is not { } own || own == instance;
}
