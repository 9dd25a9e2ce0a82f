namespace BotPerf.Web.Reports;

/// <summary>What somebody wants a report of, as it was said.</summary>
/// <param name="Title">Null: the usual one.</param>
/// <param name="Bots">Null or empty: all that there are when it is made.</param>
/// <param name="Sections">Null: all.</param>
/// <param name="Zone">Null: UTC.</param>
internal sealed record ReportWish(
    string? Title, IReadOnlyList<int>? Bots, IReadOnlyList<string>? Sections, string? Zone, DateTimeOffset? From, DateTimeOffset? To);
