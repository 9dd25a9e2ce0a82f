using BotPerf.Web.Alerts;
using BotPerf.Web.HealthScores;
using BotPerf.Web.Insights.Comparing;
using BotPerf.Web.Insights.Suggestions;
using BotPerf.Web.Rollups;

namespace BotPerf.Web.Reports;

/// <summary>A report: made once, and rendered as often as somebody wants. Figures are not rounded; null is unknown.</summary>
/// <param name="Window">What it is about.</param>
/// <param name="Zone">The IANA name of the zone whose clock it tells times by.</param>
/// <param name="MadeFor">Whose it is.</param>
/// <param name="Sections">Words of <see cref="ReportSections"/>.</param>
/// <param name="Gone">Numbers of bots that were asked for and are no more.</param>
public sealed record Report(
    string Title, ReportWindow Window, string Zone, DateTimeOffset MadeAt, string MadeFor, IReadOnlyList<string> Sections,
    IReadOnlyList<BotReport> Bots, IReadOnlyList<int> Gone);

/// <summary>One bot. A section that was not asked for is null.</summary>
/// <param name="MoreSuggestions">How many there are beyond those that are listed.</param>
public sealed record BotReport(
    int Id, string Name, Coverage Coverage, Performance? Performance, IReadOnlyList<ReportedCommand>? Commands, ReportedAlerts? Alerts,
    ReportedHealth? Health, IReadOnlyList<ReportedSuggestion>? Suggestions, ReportedComparison? Comparison, int MoreSuggestions = 0);

/// <summary>What the figures rest on, and what they lack.</summary>
/// <param name="From">The range that commands were answered for: whole hours or days where nothing finer is kept.</param>
/// <param name="StepSeconds">How long one of the steps is that gaps are told by.</param>
/// <param name="Known">In how many of them anything is known.</param>
/// <param name="Gaps">Stretches without anything, the longest first.</param>
/// <param name="MoreGaps">How many there are beyond those.</param>
/// <param name="Lost">What the bot recorded and could not deliver.</param>
public sealed record Coverage(
    DateTimeOffset From, DateTimeOffset To, int StepSeconds, int Known, int Steps, IReadOnlyList<Gap> Gaps, int MoreGaps, IReadOnlyList<LossRow> Lost);

/// <summary>A stretch of time.</summary>
public readonly record struct Gap(DateTimeOffset From, DateTimeOffset To);

/// <summary>All commands together, and what the bot took.</summary>
/// <param name="Total">Null: none ran.</param>
/// <param name="Before">The same of the window before.</param>
/// <param name="Resources">In the order of the page.</param>
/// <param name="Points">Oldest first; a step in which nothing is known is not there.</param>
public sealed record Performance(CommandRow? Total, CommandRow? Before, IReadOnlyList<Resource> Resources, IReadOnlyList<PerformancePoint> Points);

/// <summary>Something the bot took.</summary>
/// <param name="Unit">percent, bytes or ms.</param>
/// <param name="Average">Over the time in which it is known.</param>
/// <param name="Most">The highest single measurement; of several instances' bytes, each one's highest in a step together.</param>
public sealed record Resource(string Name, string Unit, double Average, double Most);

/// <summary>One step.</summary>
/// <param name="At">Its beginning, or the window's.</param>
/// <param name="Count">Executions.</param>
/// <param name="ErrorRate">Null: nothing ran, as with the percentiles.</param>
public sealed record PerformancePoint(
    DateTimeOffset At, long Count, double RatePerMinute, double? ErrorRate, double? P50Ms, double? P95Ms, double? P99Ms, double? CpuPercent, double? RssBytes);

/// <summary>One command in the window and in the one before.</summary>
/// <param name="Before">Null: it did not run.</param>
public sealed record ReportedCommand(CommandRow Now, CommandRow? Before);

/// <summary>The window beside the one before.</summary>
/// <param name="Together">All commands as one; null: nothing ran.</param>
/// <param name="Items">Each by itself, the worse ones first.</param>
public sealed record ReportedComparison(CommandChange? Together, IReadOnlyList<CommandChange> Items);

/// <summary>Alerts that were there at some time in the window.</summary>
/// <param name="Total">How many; more than are listed when there are very many.</param>
/// <param name="Items">The worst first.</param>
public sealed record ReportedAlerts(int Total, IReadOnlyList<ReportedAlert> Items);

/// <param name="State">As it was when the report was made.</param>
/// <param name="Value">The newest, in the unit.</param>
public sealed record ReportedAlert(
    int Id, string Rule, AlertSeverity Severity, AlertLifeState State, string Target, double? Value, double? WorstValue, double? Threshold,
    string Unit, DateTimeOffset StartedAt, DateTimeOffset? OpenedAt, DateTimeOffset? ResolvedAt, string? AcknowledgedBy, string? Assignee);

/// <summary>How well the bot was in the window, and how it is.</summary>
/// <param name="Average">Of the scores of the window's ten minutes; null: none is known.</param>
/// <param name="Lowest">The lowest of them.</param>
/// <param name="Points">For the chart, oldest first: ten minutes each, or hours where it has more than it can show.</param>
/// <param name="Now">At the moment the report was made, which may be after the window.</param>
public sealed record ReportedHealth(
    double? Average, double? Lowest, DateTimeOffset? LowestAt, IReadOnlyList<HealthPointOf> Points, HealthOf Now);

/// <param name="Score">0 to 100.</param>
public sealed record HealthPointOf(DateTimeOffset At, double? Score);

/// <param name="Score">0 to 100; null: unknown.</param>
/// <param name="Reason">Why it is unknown, or what holds it down.</param>
public sealed record HealthOf(
    DateTimeOffset At, double? Score, HealthBand Band, HealthTrend Trend, string? Reason, IReadOnlyList<HealthPartOf> Parts);

/// <param name="Average">In the window.</param>
/// <param name="Score">At the moment the report was made.</param>
public sealed record HealthPartOf(
    string Name, double? Average, double? Score, HealthBand Band, HealthTrend Trend, string? Reason, IReadOnlyList<HealthLoss> Losses);

/// <param name="Points">Of 100.</param>
/// <param name="Evidence">The figure and what it is held against, in words.</param>
public sealed record HealthLoss(string Title, double Points, string Evidence, string Advice);

/// <summary>Something that may be worth changing, or that was changed in the window.</summary>
/// <param name="Value">In the unit; it speaks for the suggestion when it is beyond the threshold.</param>
/// <param name="Verdict">Of what was done; null: nothing was, or it is being measured.</param>
public sealed record ReportedSuggestion(
    int Id, string Kind, string Title, string Target, SuggestionState State, Confidence Confidence, string Measure, double Value,
    double Threshold, string Unit, long Samples, string Advice, string? ActedBy, string? Reason, VerdictWord? Verdict, DateTimeOffset CreatedAt);
