using System.Text.Json;
using BotPerf.Shared.Sketches;
using BotPerf.Web.Components.Bots;
using BotPerf.Web.Components.Charts;
using BotPerf.Web.Components.Layout;
using BotPerf.Web.Live;
using BotPerf.Web.Rollups;

namespace BotPerf.Tests.Components;

public sealed class HistoryChartsTests
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void HeatRows_Sketches_LieInTheirRowsAndKeepTheirCounts()
    {
        var heat = HeatRows.Of([(60, Of(0.010, 0.0101, 2.5)), (120, Of(0.010))]);

        Assert.Equal([60L, 120L], heat.T);
        Assert.Equal(4, heat.Cells.Sum(cell => cell[2]));
        Assert.Contains(heat.Cells, cell => cell[0] == 0 && cell[2] == 2 && heat.Bounds[(int)cell[1]] <= 10 && heat.Bounds[(int)cell[1] + 1] > 10.1);
        Assert.Contains(heat.Cells, cell => cell[0] == 0 && cell[2] == 1 && heat.Bounds[(int)cell[1]] <= 2_500 && heat.Bounds[(int)cell[1] + 1] > 2_500);
        Assert.Equal(heat.Bounds.Order(), heat.Bounds);
    }

    [Fact]
    public void HeatRows_NothingOrNoTimeAtAll_StaysDrawable()
    {
        Assert.Empty(HeatRows.Of([(60, new Sketch())]).Cells);
        Assert.True(HeatRows.Of([(60, Of(0))]).Bounds[0] > 0);
    }

    [Fact]
    public void LabelColor_SameValue_IsTheSameEverywhere()
    {
        Assert.Equal("label-2", LabelColor.Of("help"));
        Assert.Equal(10, Enumerable.Range(0, 200).Select(i => LabelColor.Of($"command{i}")).Distinct().Count());
    }

    [Fact]
    public void BotHistoryCharts_QuietStep_IsAGapInPercentilesAndNoErrorOnes()
    {
        BotStep[] steps =
        [
            new(60, 60, Of(0.2, 0.2, 0.2), 1, 12.34567, null, null, 3, null),
            new(120, 30, new Sketch(), 0, null, null, null, null, null),
        ];

        var charts = BotHistoryCharts.Of(steps, null, 0, []);

        var latency = Assert.IsType<LinesData>(charts["latency"]);
        Assert.Equal(["p50", "p95", "p99"], latency.Series.Select(series => series.Name));
        Assert.Equal([200, null], latency.Series[0].Values);
        Assert.Equal([3, 0], Assert.IsType<LinesData>(charts["commands"]).Series[0].Values);
        Assert.Equal([12.35, null], Assert.IsType<LinesData>(charts["cpu"]).Series[0].Values);
        Assert.Equal([1, 0], Assert.IsType<LinesData>(charts["errors"]).Series[0].Values);
    }

    [Fact]
    public void BotHistoryCharts_Compared_LaysTheTimeBeforeUponThisOne()
    {
        var charts = BotHistoryCharts.Of(
            [new(3_600, 60, Of(0.2), 1, null, null, null, null, null)],
            [new(0, 60, Of(0.1, 0.1), 5, null, null, null, null, null), new(60, 60, Of(0.4), 0, null, null, null, null, null)], 3_600, []);

        var commands = Assert.IsType<LinesData>(charts["commands"]);
        Assert.Equal([3_600L, 3_660], commands.T);
        Assert.Equal([1, null], commands.Series[0].Values);
        Assert.True(commands.Series[1].Before);
        Assert.Equal([2, 1], commands.Series[1].Values);
        Assert.Equal("p95 before", Assert.IsType<LinesData>(charts["latency"]).Series[3].Name);
    }

    [Fact]
    public void StepsBefore_OfEveryRange_AreAsManyAndEndWhereItBegins()
    {
        foreach (var window in TimeRange.Usual.Select(range => range.Resolve(Now.AddSeconds(47))))
        {
            Assert.Equal(window.Steps.StepMinutes, window.StepsBefore.StepMinutes);
            Assert.Equal(window.Steps.Points, window.StepsBefore.Points);
            Assert.Equal(window.Steps.FromMinute, window.StepsBefore.ToMinute);
            Assert.Equal(window.From.ToUnixTimeSeconds(), (window.StepsBefore.FromMinute * 60) + window.ShiftSeconds);
        }
    }

    [Fact]
    public void BoardData_Json_IsWhatTheScriptReads()
    {
        var window = new TimeWindow(Now.AddHours(-1), Now);
        var charts = new Dictionary<string, ChartData> { ["cpu"] = new LinesData([5], [new LineData("a", "label-1", [null], Before: true)]) };

        var json = JsonSerializer.Serialize(
            BoardData.Of(window, charts, [Mark(Now.AddMinutes(-5)), Mark(Now.AddHours(-2))]), Web);

        Assert.Equal(
            $$$"""{"from":{{{Now.AddHours(-1).ToUnixTimeSeconds()}}},"to":{{{Now.ToUnixTimeSeconds()}}},"step":60,"charts":{"cpu":{"t":[5],"series":[{"name":"a","color":"label-1","values":[null],"before":true}]}},"marks":[{"t":{{{Now.AddMinutes(-5).ToUnixTimeSeconds()}}},"event":"deploy","text":"one: 1.2"}],"spans":[]}""",
            json);
    }

    private static LifecycleMark Mark(DateTimeOffset at) => new(at, "one", "deploy", "1.2");

    private static Sketch Of(params double[] seconds)
    {
        var sketch = new Sketch();
        foreach (var one in seconds)
            sketch.Add(one);
        return sketch;
    }
}
