using BotPerf.Web.Alerts;
using BotPerf.Web.Bots;
using BotPerf.Web.HealthScores;
using BotPerf.Web.Insights.Comparing;
using BotPerf.Web.Insights.Suggestions;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Reports.Making;

/// <summary>Asks for a report's figures: what the pages and REST ask, so that every figure is the same.</summary>
internal sealed class ReportMaker(
    BotRegistry bots, CommandQueries commands, BotHistoryQueries history, StepReads reads, LossQueries losses, AlertQueries alerts, HealthQueries health,
    SuggestionQueries suggestions, ComparisonQueries comparisons, DiskSpace disk, TimeProvider time)
{
    public const int MostAlerts = AlertQueries.MostAtOnce;
    public const int MostSuggestions = 100;

    /// <summary>At each bot, and while the long table is written.</summary>
    public static readonly BusyReads Busy = new(MostWaits: 20, TimeSpan.FromSeconds(3));

    // As the page of a bot's health: ten minutes a point, and hours where the chart has more than it can show.
    private const int FinestMinutes = 10;
    private const int HourMinutes = 60;
    private static readonly TimeSpan s_finestUpTo = TimeSpan.FromDays(10);

    /// <param name="draft">What is wanted.</param>
    /// <param name="window">Over which time.</param>
    /// <param name="progress">Told a part of one and what is done.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ReadsBusyException">Not at this moment.</exception>
    /// <exception cref="ReportRefusedException">There are too many bots, or the disk is nearly full.</exception>
    public async Task<Report> MakeAsync(
        ReportDraft draft, ReportWindow window, string madeFor, Action<double, string> progress, CancellationToken cancellationToken)
    {
        var wanted = draft.Bots.Count == 0 ? bots.All : [.. draft.Bots.Select(id => bots.Find(new BotId(id))).OfType<Bot>()];
        if (wanted.Count > ReportCheck.MostBots)
            throw new ReportRefusedException($"There are {wanted.Count} bots by now, and a report is of at most {ReportCheck.MostBots}: choose which.");
        RequireRoom();
        var made = new List<BotReport>(wanted.Count);
        foreach (var bot in wanted.OrderBy(bot => bot.Name, StringComparer.OrdinalIgnoreCase))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var part = (double)made.Count / wanted.Count;
            made.Add(await Busy.RunAsync(() =>
            {
                progress(part, $"reading {TextCut.OneLine(bot.Name, 60)}");
                return BotAsync(bot, draft.Sections.ToHashSet(), window, cancellationToken);
            }, () => progress(part, "others read long histories: waiting"), time, cancellationToken));
            RequireRoom();
        }

        return new Report(
            draft.Title, window, draft.Zone, time.GetUtcNow(), madeFor, draft.Sections, made,
            [.. draft.Bots.Where(id => wanted.All(bot => bot.Id.Value != id))]);
    }

    // What is written down here must not take the room that bots' data needs.
    private void RequireRoom()
    {
        if (disk.FreeBytes < disk.ReserveBytes)
            throw new ReportRefusedException("The disk is nearly full: less is free than has to stay free.");
    }

    private async Task<BotReport> BotAsync(Bot bot, HashSet<string> sections, ReportWindow window, CancellationToken cancellationToken)
    {
        var compared = await commands.CompareTogetherAsync(
            bot.Id, null, (window.From, window.To), (window.BeforeFrom, window.BeforeTo), cancellationToken);
        var steps = await history.OfAsync(bot.Id, null, window.Steps, cancellationToken);
        var (found, more) = sections.Contains(ReportSections.Suggestions) ? await SuggestionsAsync(bot.Id, window, cancellationToken) : (null, 0);
        var lost = await losses.OfAsync(bot.Id, window.From, window.To, cancellationToken);
        return new BotReport(
            bot.Id.Value, bot.Name, CoverageBuilder.Of(
                compared.Rows.From, compared.Rows.To, window, reads.Fit(bot.Id, null, window.Steps).StepSeconds, steps, lost),
            sections.Contains(ReportSections.Summary) ? PerformanceBuilder.Of(compared, steps, window.From) : null,
            sections.Contains(ReportSections.Commands) ? Commands(compared.Rows) : null,
            sections.Contains(ReportSections.Alerts) ? await AlertsAsync(bot.Id, window, cancellationToken) : null,
            sections.Contains(ReportSections.Health) ? await HealthAsync(bot, window, cancellationToken) : null,
            found, sections.Contains(ReportSections.Comparison) ? await ComparisonAsync(bot.Id, window, cancellationToken) : null, more);
    }

    private static List<ReportedCommand> Commands(ComparedRows<CommandRow> compared)
    {
        var before = compared.Before.ToDictionary(row => (row.Name, row.Module, row.Kind));
        return [.. compared.Rows.Select(row => new ReportedCommand(row, before.GetValueOrDefault((row.Name, row.Module, row.Kind))))];
    }

    private async Task<ReportedAlerts> AlertsAsync(BotId bot, ReportWindow window, CancellationToken cancellationToken)
    {
        var found = await alerts.OpenedWithinAsync(bot, window.From, window.To, cancellationToken);
        var worst = found.Select(one => one.Alert).OrderByDescending(alert => alert.Severity).ThenByDescending(alert => alert.OpenedAt)
            .ThenByDescending(alert => alert.Id).Take(MostAlerts);
        return new ReportedAlerts(found.Count,
        [
            .. worst.Select(alert => new ReportedAlert(
                alert.Id, alert.RuleName, alert.Severity, alert.State, alert.Target.Text, alert.Value, alert.WorstValue, alert.Threshold,
                alert.Unit, alert.StartedAt, alert.OpenedAt, alert.ResolvedAt, alert.AcknowledgedBy, alert.Assignee)),
        ]);
    }

    private async Task<ReportedHealth> HealthAsync(Bot bot, ReportWindow window, CancellationToken cancellationToken)
    {
        // The history takes the minute its end lies in; the window does not.
        var last = window.To.AddMinutes(-1);
        var scores = await health.HistoryAsync(bot.Id, window.From, last, FinestMinutes, cancellationToken);
        var points = window.To - window.From <= s_finestUpTo
            ? scores
            : await health.HistoryAsync(bot.Id, window.From, last, HourMinutes, cancellationToken);
        return HealthSummary.Of(scores, points, health.Of(bot));
    }

    // What is open now, and what was decided in the window.
    private async Task<(IReadOnlyList<ReportedSuggestion> Listed, int More)> SuggestionsAsync(
        BotId bot, ReportWindow window, CancellationToken cancellationToken)
    {
        var open = new SuggestionFilter(bot, [SuggestionState.Open]);
        var decided = new SuggestionFilter(
            bot, [SuggestionState.Done, SuggestionState.Dismissed], ActedFrom: window.From, ActedTo: window.To);
        var (found, total) = (new List<Suggestion>(), 0);
        foreach (var filter in new[] { open, decided })
        {
            found.AddRange(await suggestions.ListAsync(filter, SuggestionQueries.MostAtOnce, cancellationToken));
            total += await suggestions.CountAsync(filter, cancellationToken);
        }

        var listed = found.OrderBy(one => one.State).ThenByDescending(one => one.Confidence).Take(MostSuggestions)
            .Select(one => new ReportedSuggestion(
                one.Id, one.Kind, one.Title, one.Target, one.State, one.Confidence, one.Measure, one.Value, one.Threshold, one.Unit,
                one.Samples, one.Advice.General, one.ActedBy, one.Reason, one.Verdict?.Word, one.CreatedAt))
            .ToList();
        return (listed, total - listed.Count);
    }

    private async Task<ReportedComparison> ComparisonAsync(BotId bot, ReportWindow window, CancellationToken cancellationToken)
    {
        var compared = await comparisons.OfAsync(
            new ComparedSide(bot, null, window.BeforeFrom, window.BeforeTo), new ComparedSide(bot, null, window.From, window.To), null,
            cancellationToken);
        return new ReportedComparison(compared.Together, compared.Each);
    }
}
