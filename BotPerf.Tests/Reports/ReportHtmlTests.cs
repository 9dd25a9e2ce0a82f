using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Insights.Suggestions;
using BotPerf.Web.Reports.Html;
using Xunit.Abstractions;

namespace BotPerf.Tests.Reports;

/// <summary>What the HTML of a report holds, and how much memory writing it does.</summary>
[Collection(ServerCollection.Name)]
public sealed class ReportHtmlTests(ITestOutputHelper output)
{
    private const long Mebibyte = 1_048_576;

    [Fact]
    public async Task Html_MoreCommandsThanAreListed_ListsTheFirstAndSaysSo()
    {
        var html = await ManyCommands.HtmlOfAsync(ManyCommands.Report(1, ReportHtml.MostRows + 1));

        Assert.Contains("the 500 most used of 501 are listed; CSV and JSON have all", html, StringComparison.Ordinal);
        Assert.Contains("The first 500 of 501 commands are listed", html, StringComparison.Ordinal);
        Assert.Contains("コマンド0499", html, StringComparison.Ordinal);
        Assert.Contains("change0499", html, StringComparison.Ordinal);
        Assert.DoesNotContain("コマンド0500", html, StringComparison.Ordinal);
        Assert.DoesNotContain("change0500", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_AsManyCommandsAsAreListed_SaysNothingOfOthers()
    {
        var html = await ManyCommands.HtmlOfAsync(ManyCommands.Report(2, ReportHtml.MostRows));

        Assert.DoesNotContain("are listed", html, StringComparison.Ordinal);
        Assert.Equal(4 * ReportHtml.MostRows, html.Split("<th scope=\"row\"><bdi").Length - 1 - 2);
    }

    [Theory]
    [InlineData(SuggestionState.Done)]
    [InlineData(SuggestionState.Dismissed)]
    public async Task Html_WhoDecidedASuggestionAndWhy_AreIsolatedAndTurnNothing(SuggestionState state)
    {
        var html = await ManyCommands.HtmlOfAsync(ManyCommands.Report(1, 0, ManyCommands.Suggestion(state, "token x\u202Eyb\u061C<b>", "سبب وجيه\u061C")));

        Assert.Contains("by <bdi dir=\"auto\">token xyb&lt;b&gt;</bdi>", html, StringComparison.Ordinal);
        Assert.Equal(state == SuggestionState.Dismissed, html.Contains("<bdi dir=\"auto\">سبب وجيه</bdi>", StringComparison.Ordinal));
        Assert.DoesNotContain('\u202E', html);
        Assert.DoesNotContain('\u061C', html);
    }

    [Fact]
    public async Task Html_ThatIsCancelled_EndsBetweenTwoBots()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            ManyCommands.Html().WriteAsync(ManyCommands.Report(2, 1), TextWriter.Null, cancelled.Token));
    }

    [Fact]
    public async Task Html_HundredBotsOfFiveHundredCommands_HoldsTheMemoryOfOne()
    {
        var report = ManyCommands.Report(100, ReportHtml.MostRows);
        await using var gauge = new MemoryGauge();

        await using (var writer = new StreamWriter(gauge, leaveOpen: true))
            await ManyCommands.Html().WriteAsync(report, writer, CancellationToken.None);

        output.WriteLine($"{gauge.Bytes / (double)Mebibyte:0.0} MiB; at most {gauge.Most / (double)Mebibyte:0.0} MiB more held at any time");
        Assert.InRange(gauge.Most, 0, 16 * Mebibyte);
        GC.KeepAlive(report);
    }
}
