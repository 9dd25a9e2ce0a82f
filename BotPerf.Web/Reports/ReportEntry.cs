using System.Globalization;
using BotPerf.Web.Reports.Making;
using BotPerf.Web.Scheduling;
using BotPerf.Web.Storage.App;

namespace BotPerf.Web.Reports;

public enum ReportState
{
    Waiting,
    Making,
    Done,
    Failed,
    Cancelled,
}

/// <summary>A report in the list.</summary>
/// <param name="Owner">The name of whoever it belongs to.</param>
/// <param name="Bots">Their numbers; empty: all that there were.</param>
/// <param name="Problem">Why it failed.</param>
/// <param name="NoPdf">Why there is no PDF; null: there is one, or it is not made yet.</param>
/// <param name="Bytes">All its files together.</param>
/// <param name="Schedule">Of which it is; null: it was made on demand.</param>
/// <param name="Step">How far it is; null: it is not being made.</param>
public sealed record ReportEntry(
    int Id, string Title, string Owner, IReadOnlyList<int> Bots, IReadOnlyList<string> Sections, string Zone, DateTimeOffset From,
    DateTimeOffset To, ReportState State, string? Problem, string? NoPdf, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt, long Bytes,
    int? Schedule, JobStep? Step)
{
    public bool IsOver => State is ReportState.Done or ReportState.Failed or ReportState.Cancelled;

    internal static ReportEntry Of(ReportRow row, JobStep? step) => new(
        row.Id, row.Title, row.Owner, Numbers(row.Bots), ReportSections.Split(row.Sections), row.Zone, row.WindowFrom, row.WindowTo,
        StateOf(row.State), row.Problem, row.NoPdf, row.CreatedAt, row.EndedAt, row.Bytes, row.ScheduleId, StateOf(row.State) == ReportState.Making ? step : null);

    internal static ReportDraft DraftOf(ReportRow row) => new(row.Title, Numbers(row.Bots), ReportSections.Split(row.Sections), row.Zone);

    internal static string WordOf(ReportState state) => state.ToString().ToLowerInvariant();

    internal static ReportState StateOf(string word) => Enum.Parse<ReportState>(word, ignoreCase: true);

    internal static IReadOnlyList<int> Numbers(string text) =>
        [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(one => int.Parse(one, CultureInfo.InvariantCulture))];

    internal static string Join(IEnumerable<int> numbers) => string.Join(',', numbers);
}
