namespace BotPerf.Web.Reports.Making;

/// <summary>What a report is to be of.</summary>
/// <param name="Bots">By their numbers; empty: all that there are.</param>
/// <param name="Sections">Words of <see cref="ReportSections"/>, in their order.</param>
/// <param name="Zone">An IANA name.</param>
internal sealed record ReportDraft(string Title, IReadOnlyList<int> Bots, IReadOnlyList<string> Sections, string Zone);
