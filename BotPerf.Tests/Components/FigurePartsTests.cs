using Bunit;
using BotPerf.Web.Components.Charts;
using BotPerf.Web.Components.Database;
using BotPerf.Web.Components.Feed;
using BotPerf.Web.Components.Figures;
using BotPerf.Web.Components.Network;
using BotPerf.Web.Components.Runtime;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;

namespace BotPerf.Tests.Components;

/// <summary>The tables of the pages behind a bot, and the lines of the feed.</summary>
public sealed class FigurePartsTests : BunitContext
{
    [Fact]
    public void CallTable_Row_ShowsFiguresAndWhatIsNotKnown()
    {
        var table = Render<CallTable>(calls => calls
            .Add(p => p.Title, "Queries").Add(p => p.Columns, ["Type"]).Add(p => p.WarningMs, 200).Add(p => p.CriticalMs, 1_000)
            .Add(p => p.Rows, [new CallRow(["<b>x</b>"], 1_234, 12.5, 8, 5, 250.5, 900, 1_200, null), new CallRow([""], 617, 1, 1, 1, 1, 1, 1, 0)]));

        Assert.Empty(table.FindAll("b"));
        Assert.Equal("1,234", table.Find("[data-col=count]").TextContent);
        Assert.Contains("--bar:50%", table.FindAll("[data-col=count]")[1].GetAttribute("style"), StringComparison.Ordinal);
        Assert.Equal("250.5 ms", table.Find("[data-col=p95]").GetAttribute("title"));
        Assert.Contains("Warning", table.Find("[data-col=p95]").TextContent, StringComparison.Ordinal);
        Assert.Equal(["–", "0"], table.FindAll("[data-col=errors]").Select(cell => cell.TextContent));
    }

    [Fact]
    public void RuntimeTable_SeveralInstances_MarksTheWorstOfEachColumn()
    {
        var table = Render<RuntimeTable>(runtimes => runtimes.Add(p => p.Rows,
        [
            new RuntimeRow("a", 90, 99, 1_000, 1_100, 500, 1_000, 1, 2, 10, null),
            new RuntimeRow("b", 20, 30, 2_000, 2_100, 400, null, 5, 9, 10, null),
        ]));

        Assert.Contains("worst", table.Find("[data-instance=a] [data-col=cpu]").ClassList);
        Assert.Contains("Critical", table.Find("[data-instance=a] [data-col=cpu]").TextContent, StringComparison.Ordinal);
        Assert.Contains("worst", table.Find("[data-instance=b] [data-col=lag]").ClassList);
        Assert.Contains("Critical", table.Find("[data-instance=a] [data-col=rss]").TextContent, StringComparison.Ordinal);
        Assert.Equal("–", table.Find("[data-instance=b] [data-col=limit]").TextContent);
        Assert.DoesNotContain("worst", table.Find("[data-instance=b] [data-col=files]").ClassList);
    }

    [Fact]
    public void CacheTable_LowRate_WarnsFromAHundredLookUpsOn()
    {
        var table = Render<CacheTable>(caches => caches.Add(p => p.Rows,
        [
            new CacheRow("cold", 50, 50, 0.5, null, null, null, ""), new CacheRow("young", 1, 9, 0.1, 3, 120, 2_048, "shard-1"),
        ]));

        Assert.Contains("Warning", table.Find("[data-cache=cold] [data-col=rate]").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Warning", table.Find("[data-cache=young] [data-col=rate]").TextContent, StringComparison.Ordinal);
        Assert.Equal("The fullest: shard-1", table.Find("[data-cache=young] [data-col=entries]").GetAttribute("title"));
    }

    [Fact]
    public void RateLimits_NearTheirEnd_SayHowNear()
    {
        var table = Render<RateLimitTable>(limits => limits.Add(p => p.Rows, [new RateLimitRow("POST /x", "one", 4, 5, 0.8, 1, 0.5)]));

        Assert.Equal("80 %Warning", table.Find("[data-col=share]").TextContent.Trim());
    }

    [Fact]
    public void FeedLine_HostileTexts_AreText()
    {
        var line = Render<FeedLine>(feed => feed.Add(p => p.BotName, "<i>").Add(p => p.Entry, new FeedEntry(
            1, DateTimeOffset.UnixEpoch, FeedKind.Execution, new BotId(1), "<b>", "<script>alert(1)</script>", 1_500, true, 1, "<img src=x onerror=alert(1)>")));

        Assert.Empty(line.FindAll("script, img, i, b"));
        Assert.Contains("<img src=x onerror=alert(1)>", line.Find(".text").TextContent, StringComparison.Ordinal);
        Assert.Equal("Failed", line.Find("svg.sign").GetAttribute("aria-label"));
    }

    [Fact]
    public void Lines_SameNameColour_TakeTheNextFreeOne()
    {
        var lines = MetricChart.Lines([.. Enumerable.Range(0, 10).Select(i => new MetricCurve($"shard-{i}", null, [new MetricPoint(i * 60, i)]))]);

        Assert.Equal(10, lines.Series.Select(series => series.Color).Distinct().Count());
        Assert.Equal(10, lines.T.Count);
        Assert.Null(lines.Series[0].Values[9]);
    }
}
