using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Insights.Comparing;
using BotPerf.Web.Insights.Suggestions;
using BotPerf.Web.Reports;
using BotPerf.Web.Reports.Html;
using BotPerf.Web.Rollups;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BotPerf.Tests.Reports;

/// <summary>Reports of as much as one wants, made of nothing.</summary>
internal static class ManyCommands
{
    public static readonly DateTimeOffset Now = new ManualClock().GetUtcNow();

    public static ReportHtml Html()
    {
        var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        return new ReportHtml(services, services.GetRequiredService<ILoggerFactory>());
    }

    public static async Task<string> HtmlOfAsync(Report report)
    {
        await using var text = new StringWriter();
        await Html().WriteAsync(report, text, CancellationToken.None);
        return text.ToString();
    }

    public static Report Report(int bots, int commands, params ReportedSuggestion[] suggestions) => new(
        "Many", ReportWindow.Of(Now.AddDays(-1), Now, Now), "UTC", Now, "a test", [ReportSections.Commands, ReportSections.Suggestions, ReportSections.Comparison],
        [.. Enumerable.Range(1, bots).Select(bot => new BotReport(
            bot, $"Bot {bot}", new Coverage(Now.AddDays(-1), Now, 300, 288, 288, [], 0, []), null, [.. Enumerable.Range(0, commands).Select(Command)], null, null,
            suggestions, new ReportedComparison(null, [.. Enumerable.Range(0, commands).Select(Change)])))], []);

    public static ReportedSuggestion Suggestion(SuggestionState state, string? by, string? reason) => new(
        1, "slow", "Make it faster", "", state, Confidence.High, "p95", 1, 2, "ms", 100, "Cache it.", by, reason, VerdictWord.Worked, Now);

    private static ReportedCommand Command(int i)
    {
        var row = new CommandRow(
            $"コマンド{i:0000}", "General", "slash", 100_000 - i, i, i / 100_000.0, 1.5, 10.1 + i, 1, 900, 9, 20, 30, 40, Now, 1);
        return new ReportedCommand(row, row with { Count = 1_000 });
    }

    private static CommandChange Change(int i) => new(
        $"change{i:0000}", 1_000, 1_200, ChangeVerdict.Same, new PercentileChange(10, 11, 0.1, 0, 0.2, false), null, 0.02, ChangeVerdict.Same, 0.01, 0.02);
}
