using BotPerf.Web.Components.Layout;

namespace BotPerf.Web.Components.Commands;

/// <summary>What the figures of a table are over, in words.</summary>
internal static class UsageWindows
{
    public static string Words(TimeWindow window, bool hasBefore, UserTime time)
    {
        var before = window.Before;
        return $"All figures are from {time.Span(window.From, window.To)}; the rate is uses divided by these "
            + $"{Format.Number(Math.Max(1, window.Length.TotalMinutes))} minutes. "
            + (hasBefore
                ? $"▲ and ▼ compare with {time.Span(before.From, before.To)}: uses per minute and p95 in percent, error % in percentage points."
                : $"Nothing ran from {time.Span(before.From, before.To)}, so there is nothing to compare with.");
    }
}
