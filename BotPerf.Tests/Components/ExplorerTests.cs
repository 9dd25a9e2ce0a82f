using Bunit;
using BotPerf.Web.Components.Explorer;
using BotPerf.Web.Components.Layout;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;

namespace BotPerf.Tests.Components;

public sealed class ExplorerTests : BunitContext
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);
    private static readonly Dictionary<string, string> None = [];

    [Theory]
    [InlineData("help")]
    [InlineData("a)b({\"}\"")]
    [InlineData("<script>alert(1)</script>&l2=x,y")]
    [InlineData("")]
    public void Line_AnyLabel_IsTheSameAfterTheUrl(string value)
    {
        var line = new ExploreLine("command_duration_seconds", "p95", None).With("command", value);
        var url = PageScope.Parse("explore?bot=1").With("l1", line.ToString());

        var read = ExploreLine.Parse(PageScope.Parse(url[1..])["l1"])!;

        Assert.Equal((line.Metric, line.Aggregation, value), (read.Metric, read.Aggregation, read.Labels["command"]));
        Assert.Empty(read.With("command", null).Labels);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("p95")]
    [InlineData("p95()")]
    [InlineData("drop(table)")]
    [InlineData("p95(x{broken)")]
    [InlineData("p95(x{\"a\":null})")]
    public void Line_OfNonsense_IsNothing(string? text) => Assert.Null(ExploreLine.Parse(text));

    [Theory]
    [InlineData("histogram", "s", "p95", "ms", 1_000)]
    [InlineData("histogram", "s", "rate", "perMinute", 60)]
    [InlineData("counter", "", "rate", "perMinute", 60)]
    [InlineData("counter", "s", "rate", "percent", 100)]
    [InlineData("counter", "bytes", "increase", "bytes", 1)]
    [InlineData("gauge", "ratio", "last", "percent", 100)]
    [InlineData("gauge", "celsius", "max", "celsius", 1)]
    public void Shown_Units_AreThoseOfThePages(string kind, string unit, string aggregation, string shown, double scale) =>
        Assert.Equal((shown, scale), Aggregations.Shown(kind, unit, aggregation));

    [Fact]
    public void UnitOf_NothingSent_IsWhatTheNameSays()
    {
        Assert.Equal("bytes", Aggregations.UnitOf("memory_rss_bytes", ""));
        Assert.Equal("seconds", Aggregations.UnitOf("gc_pause_seconds_total", ""));
        Assert.Equal("", Aggregations.UnitOf("guilds", ""));
        Assert.Equal("KiB", Aggregations.UnitOf("memory_rss_bytes", "KiB"));
    }

    [Fact]
    public void Shapes_ComparedWithBefore_LieOverEachOtherInOneColour()
    {
        var line = new ExploreLine("cpu_usage_percent", "max", None);
        var history = Of(new GaugePoint(Now, 1, 2, 0, 30), new GaugePoint(Now.AddMinutes(1), 1, 2, 0, 50));
        var before = Of(new GaugePoint(Now.AddMinutes(-2), 1, 2, 0, 40));

        ExploreSeries[] series = [.. ExploreShapes.Series(line, history, before, 120, Now.AddMinutes(2))];
        var chart = Assert.Single(ExploreShapes.Charts(series));
        var row = Assert.Single(ExploreShapes.Rows(series));

        Assert.Equal("percent", chart.Unit);
        Assert.Equal([30, 50], chart.Lines.Series[0].Values);
        Assert.Equal([40, null], chart.Lines.Series[1].Values);
        Assert.True(chart.Lines.Series[1].Before);
        Assert.Equal(chart.Lines.Series[0].Color, chart.Lines.Series[1].Color);
        Assert.Equal((50, 30, 50, 40), (row.Newest, row.Lowest, row.Highest, row.Before));
    }

    [Fact]
    public void Call_ChosenLine_IsTheHistoryOfRest()
    {
        var line = new ExploreLine("x_total", "rate", None).With("place", "a&b");

        var call = ExploreCall.Of(new BotId(3), "shard 0", line, TimeWindow.Of(Now.AddMinutes(-15), Now));

        Assert.Equal(
            "/api/v1/bots/3/history?metric=x_total&from=2026-11-21T09:45:00Z&to=2026-11-21T10:00:00Z&step=60&instance=shard%200&labels="
            + Uri.EscapeDataString("{\"place\":\"a\\u0026b\"}"), call);
    }

    [Fact]
    public void Csv_HostileLabel_IsNoFormula()
    {
        var series = new ExploreSeries(new ExploreLine("x", "last", None), "n", new Dictionary<string, string> { ["=a"] = "1" }, "count", [new MetricPoint(0, 1.5)], []);

        Assert.Equal("1970-01-01T00:00:00Z,x,last,'=a=1,count,1.5", ExploreCsv.Write([series]).Split("\r\n")[1]);
    }

    [Fact]
    public void Editor_HostileValues_AreTextAndChosenByNumber()
    {
        var chosen = new ExploreLine("x", "p95", None).With("command", "<b>");
        ExploreLine? changed = null;
        var editor = Render<LineEditor>(line => line
            .Add(p => p.Line, chosen)
            .Add(p => p.Metric, new MetricChoice("x", "histogram", "s", 2, [new LabelChoice("command", ["", "<b>"])]))
            .Add(p => p.OnChange, next => changed = next));

        Assert.Empty(editor.FindAll("b"));
        Assert.Equal("1", editor.Find("[data-testid=label-command]").GetAttribute("value"));
        editor.Find("[data-testid=label-command]").Change("0");
        Assert.Equal("", changed!.Labels["command"]);
        editor.Find("[data-testid=label-command]").Change("");
        Assert.Empty(changed.Labels);
        editor.Find("[data-testid=aggregation]").Change("p50");
        Assert.Equal("p50", changed.Aggregation);
    }

    [Fact]
    public void Picker_Words_FindByNameKindAndLabel()
    {
        var picker = Render<MetricPicker>(metrics => metrics
            .Add(p => p.Choices, [new MetricChoice("votes_total", "counter", "", 2, [new LabelChoice("place", ["a"])]), new MetricChoice("guilds", "gauge", "", 1, [])])
            .Add(p => p.Href, metric => "/" + metric.Name)
            .Add(p => p.IsOpen, true));

        picker.Find("[data-testid=find-metric]").Input("count plac");

        Assert.Equal("/votes_total", Assert.Single(picker.FindAll("[data-metric]")).GetAttribute("href"));
        picker.Find("[data-testid=find-metric]").Input("<i>");
        Assert.Contains("Nothing matches “<i>”", picker.Markup.Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Empty(picker.FindAll("i"));
    }

    private static History Of(params object[] points)
    {
        var from = points[0] is GaugePoint first ? first.T : Now;
        return new History("cpu_usage_percent", "gauge", "percent", from, from.AddMinutes(2), 60, [new HistorySeries(None, points)]);
    }
}
