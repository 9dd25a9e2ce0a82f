using Bunit;
using BotPerf.Web.Components.Commands;

namespace BotPerf.Tests.Components;

public sealed class CommandsTableTests : BunitContext
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 4, 3, 0, TimeSpan.Zero);

    [Fact]
    public void Table_Row_ShowsFiguresWithBarsAndTheExactOneOnHover()
    {
        var table = Show(CommandsTests.Line("help", 100, p95: 1_250.5, before: 625.25), CommandsTests.Line("vote", 25, p95: 250.1));

        Assert.Equal("100", Cell(table, "help", "uses").TextContent.Trim());
        Assert.Contains("--bar:100%", Cell(table, "help", "uses").GetAttribute("style"), StringComparison.Ordinal);
        Assert.Contains("--bar:25%", Cell(table, "vote", "uses").GetAttribute("style"), StringComparison.Ordinal);
        Assert.Equal("250 ms", Cell(table, "vote", "p95").TextContent.Trim());
        Assert.Equal("1,250.5 ms", Cell(table, "help", "p95").GetAttribute("title"));
        Assert.Contains("Warning", Cell(table, "help", "p95").TextContent, StringComparison.Ordinal);
        Assert.Equal("▲ 100 %, more than before", Cell(table, "help", "p95-trend").TextContent.Trim());
        Assert.Equal("625 ms in the time before", Cell(table, "help", "p95-trend").QuerySelector("span")!.GetAttribute("title"));
        Assert.Equal("new", Cell(table, "vote", "uses-trend").TextContent.Trim());
        Assert.Equal("–", Cell(table, "vote", "p95-trend").TextContent.Trim());
        Assert.Equal("/command?name=help", Cell(table, "help", "name").GetAttribute("href"));
        Assert.Equal("3 min ago", Cell(table, "help", "last").TextContent);
    }

    [Fact]
    public void Table_HostileName_IsTextAndNothingElse()
    {
        var table = Show(CommandsTests.Line("<script>alert(1)</script>", 1));

        Assert.Empty(table.FindAll("script"));
        Assert.Equal("<script>alert(1)</script>", table.Find("[data-col=name]").TextContent);
    }

    [Fact]
    public void Table_SortedColumn_SaysSoAndItsLinkTurnsRound()
    {
        var table = Show(CommandsTests.Line("help", 1));

        Assert.Equal("descending", table.Find("th[aria-sort]").GetAttribute("aria-sort"));
        Assert.Equal("?sort=-uses", table.Find("[data-testid=sort-uses]").GetAttribute("href"));
        Assert.Equal("?sort=p99", table.Find("[data-testid=sort-p99]").GetAttribute("href"));
    }

    private IRenderedComponent<UsageTable> Show(params UsageLine[] lines) => Render<UsageTable>(table => table
        .Add(p => p.Lines, [.. lines])
        .Add(p => p.Columns, UsageColumn.OfCommands)
        .Add(p => p.Title, "Commands")
        .Add(p => p.First, "Command")
        .Add(p => p.ShowsWords, true)
        .Add(p => p.TestId, "commands")
        .Add(p => p.RowTestId, "command-row")
        .Add(p => p.Sort, UsageSort.MostUsed)
        .Add(p => p.SortHref, sort => "?sort=" + sort)
        .Add(p => p.Href, line => "/command?name=" + line.Name)
        .Add(p => p.Now, Now));

    private static AngleSharp.Dom.IElement Cell(IRenderedComponent<UsageTable> table, string command, string column) =>
        table.Find($"[data-command='{command}'] [data-col='{column}']");
}
