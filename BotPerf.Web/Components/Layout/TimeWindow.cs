using BotPerf.Web.Rollups;

namespace BotPerf.Web.Components.Layout;

/// <summary>From when to when a page's figures are, with the steps of its charts.</summary>
/// <param name="From">At the beginning of a chart's step, so that table and chart cover the same time.</param>
/// <param name="To">Exclusive.</param>
public readonly record struct TimeWindow(DateTimeOffset From, DateTimeOffset To)
{
    public TimeSpan Length => To - From;

    internal StepRange Steps => StepRange.Of(From, To);

    internal static TimeWindow Of(DateTimeOffset from, DateTimeOffset to) =>
        new(DateTimeOffset.FromUnixTimeSeconds(StepRange.Of(from, to).FromMinute * 60), to);

    /// <summary>As long in equal steps, right before this one: what it is compared with.</summary>
    internal StepRange StepsBefore => Steps with { FromMinute = Steps.FromMinute - (ShiftSeconds / 60), ToMinute = Steps.FromMinute };

    /// <summary>The same as times, the end exclusive.</summary>
    internal (DateTimeOffset From, DateTimeOffset To) Before =>
        (DateTimeOffset.FromUnixTimeSeconds(StepsBefore.FromMinute * 60), DateTimeOffset.FromUnixTimeSeconds(StepsBefore.ToMinute * 60));

    /// <summary>What has to be added to the times before to lay them upon these.</summary>
    internal long ShiftSeconds => (long)Steps.Points * Steps.StepSeconds;
}
