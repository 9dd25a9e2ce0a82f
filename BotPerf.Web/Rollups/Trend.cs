namespace BotPerf.Web.Rollups;

/// <summary>How figures changed since the time before. Pure.</summary>
/// <param name="Uses">Of the uses per minute: 0.12 is 12 % more, -0.5 half as many.</param>
/// <param name="P95">Of the 95th percentile, in the same way.</param>
/// <param name="ErrorRate">The difference: 0.02 is two percentage points more.</param>
/// <param name="Before">What it is compared with; null when it did not run, and all changes are then 0.</param>
public sealed record Trend(double Uses, double P95, double ErrorRate, IUsage? Before)
{
    public bool IsNew => Before is null;

    public static Trend Of(IUsage now, IUsage? before) => before is null
        ? new Trend(0, 0, 0, null)
        : new Trend(
            Change(now.RatePerMinute, before.RatePerMinute), Change(now.P95Ms, before.P95Ms), now.ErrorRate - before.ErrorRate, before);

    // What took no time at all before has no part to tell a change by.
    private static double Change(double now, double before) => before > 0 ? (now - before) / before : 0;
}

/// <summary>What each did over a range, beside the time before.</summary>
/// <param name="Before">Its rows; empty when nothing ran.</param>
internal sealed record ComparedRows<T>(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<T> Rows, IReadOnlyList<T> Before)
    where T : IUsage;

/// <summary>The same of commands, with all of them together.</summary>
/// <param name="Total">Without a name; null: none ran.</param>
internal sealed record CommandsTogether(ComparedRows<CommandRow> Rows, CommandRow? Total, CommandRow? TotalBefore);
