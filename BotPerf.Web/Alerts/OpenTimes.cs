namespace BotPerf.Web.Alerts;

/// <summary>A time in which an alert was open.</summary>
/// <param name="To">Null: it is not over.</param>
internal readonly record struct OpenTime(DateTimeOffset From, DateTimeOffset? To)
{
    public bool Touches(DateTimeOffset from, DateTimeOffset to) => From < to && (To is not { } over || over > from);
}

/// <summary>An alert and when it was open: one that came back was so several times.</summary>
internal sealed record OpenedAlert(Alert Alert, IReadOnlyList<OpenTime> Times);

/// <summary>Reads off an alert's history when it was open. Pure.</summary>
internal static class OpenTimes
{
    /// <param name="alert">As it is.</param>
    /// <param name="history">Oldest first; of one that never came back it is not needed.</param>
    public static IReadOnlyList<OpenTime> Of(Alert alert, IEnumerable<AlertEvent> history)
    {
        var times = new List<OpenTime>();
        DateTimeOffset? since = null;
        foreach (var line in history)
        {
            if (line.What is AlertWords.Opened or AlertWords.Reopened)
            {
                since ??= line.At;
            }
            else if (line.What == AlertWords.Resolved && since is { } from)
            {
                times.Add(new OpenTime(from, line.At));
                since = null;
            }
            else if (line is { What: AlertWords.Undone, Note: AlertWords.Resolved } && since is null && times is [.., var last])
            {
                times.RemoveAt(times.Count - 1);
                since = last.From;
            }
        }

        if (since is { } open)
            times.Add(new OpenTime(open, alert.ResolvedAt));
        return times.Count > 0 ? times : alert.OpenedAt is { } opened ? [new OpenTime(opened, alert.ResolvedAt)] : [];
    }
}
