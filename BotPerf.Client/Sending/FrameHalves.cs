using BotPerf.Shared.Protocol;

namespace BotPerf.Client.Sending;

/// <summary>
/// Parts a self-contained frame in two that together say the same: by series, events and losses; then the single executions
/// of a series from its figures; then those executions. Pure.
/// </summary>
internal static class FrameHalves
{
    /// <summary>Null: there is only one thing in it.</summary>
    public static (Frame First, Frame Second)? Of(Frame frame)
    {
        var rows = frame.Executions?.Series.Count ?? 0;
        var series = UsedBy(frame);
        var things = series.Count + frame.Lifecycle.Count + frame.Losses.Count;
        if (things > 1)
        {
            return (FramePart.Of(frame, Things(0, things / 2)), FramePart.Of(frame, Things(things / 2, things)));
        }

        var hasFigures = frame.Counters is not null || frame.Gauges is not null || frame.Histograms is not null;
        if (hasFigures && rows > 0)
            return (FramePart.Of(frame, Rows(0, 0, figures: true)), FramePart.Of(frame, Rows(0, rows)));
        if (rows > 1)
            return (FramePart.Of(frame, Rows(0, rows / 2)), FramePart.Of(frame, Rows(rows / 2, rows)));
        return null;

        FrameChoice Things(int from, int to) => new(
            [.. series.Take(to).Skip(from)], Figures: true, 0..rows,
            Within(from, to, series.Count, frame.Lifecycle.Count),
            Within(from, to, series.Count + frame.Lifecycle.Count, frame.Losses.Count));

        FrameChoice Rows(int from, int to, bool figures = false) =>
            new([.. series], figures, from..to, 0..frame.Lifecycle.Count, 0..frame.Losses.Count);
    }

    /// <summary>Which of the things numbered from <paramref name="first"/> lie in the range.</summary>
    private static Range Within(int from, int to, int first, int count) =>
        Math.Clamp(from - first, 0, count)..Math.Clamp(to - first, 0, count);

    private static SortedSet<uint> UsedBy(Frame frame) =>
    [
        .. frame.Counters?.Series ?? [], .. frame.Gauges?.Series ?? [], .. frame.Histograms?.Series ?? [],
        .. frame.Executions?.Series ?? [],
    ];
}
