using BotPerf.Web.Components.Charts;
using BotPerf.Web.Components.Layout;

namespace BotPerf.Tests.Components;

public sealed class UsualBandsTests
{
    private const long Begin = 480_000 * 3_600L;

    [Fact]
    public async Task With_AChartOfOneLine_HasARangeAroundTheUsual()
    {
        var charts = await WithAsync(Of(Line("a", 12, 300, 10)), Of(Line("a", 200, 3_600, 10)));

        var band = Assert.IsType<LinesData>(charts["x"]).Band!;
        Assert.Equal("series-cpu", band.Color);
        Assert.Equal(12, band.Low.Count);
        Assert.All(band.Low.Zip(band.High), range => Assert.True(range.First < 10 && range.Second > 10));
    }

    [Fact]
    public async Task With_TheTimeBefore_IsStillOneLine()
    {
        var compared = new LinesData([Begin], [Line("a", 1, 300, 10).Series[0], Line("a", 1, 300, 8).Series[0] with { Before = true }]);

        Assert.NotNull(Assert.IsType<LinesData>((await WithAsync(Of(compared), Of(Line("a", 200, 3_600, 10))))["x"]).Band);
    }

    [Fact]
    public async Task With_TwoLinesOrTooFewDaysOrANameThatIsNotMeant_HasNone()
    {
        var two = new LinesData([Begin], [Line("a", 1, 300, 10).Series[0], Line("b", 1, 300, 8).Series[0]]);

        Assert.Null(Assert.IsType<LinesData>((await WithAsync(Of(two), Of(Line("a", 200, 3_600, 10))))["x"]).Band);
        Assert.Null(Assert.IsType<LinesData>((await WithAsync(Of(Line("a", 1, 300, 10)), Of(Line("a", 40, 3_600, 10))))["x"]).Band);
        Assert.Null(Assert.IsType<LinesData>((await WithAsync(Of(Line("a", 1, 300, 10)), Of(Line("a", 200, 3_600, 10)), "y"))["x"]).Band);
    }

    [Fact]
    public async Task With_TheSameHour_IsReadOnce()
    {
        var (bands, reads) = (new UsualBands(), 0);
        for (var i = 0; i < 3; i++)
            await bands.WithAsync("bot", Window, Of(Line("a", 1, 300, 10)), ["x"], _ => { reads++; return Task.FromResult(Of(Line("a", 200, 3_600, 10))); });
        Assert.Equal(2, reads);

        await bands.WithAsync("another", Window, Of(Line("a", 1, 300, 10)), ["x"], _ => { reads++; return Task.FromResult(Of(Line("a", 200, 3_600, 10))); });
        Assert.Equal(4, reads);
    }

    private static TimeWindow Window => TimeWindow.Of(DateTimeOffset.FromUnixTimeSeconds(Begin + 3_600), DateTimeOffset.FromUnixTimeSeconds(Begin + 4 * 3_600));

    private static Task<IReadOnlyDictionary<string, ChartData>> WithAsync(
        IReadOnlyDictionary<string, ChartData> charts, IReadOnlyDictionary<string, ChartData> weeks, string name = "x") =>
        new UsualBands().WithAsync("bot", Window, charts, [name], range => Task.FromResult(
            range.StepMinutes == 60 ? weeks : new Dictionary<string, ChartData>()));

    private static IReadOnlyDictionary<string, ChartData> Of(LinesData lines) => new Dictionary<string, ChartData> { ["x"] = lines };

    private static LinesData Line(string name, int count, int step, double value) => new(
        [.. Enumerable.Range(0, count).Select(i => Begin + i * (long)step)],
        [new LineData(name, "series-cpu", [.. Enumerable.Range(0, count).Select(i => (double?)value + 0.1 * (i % 3))])]);
}
