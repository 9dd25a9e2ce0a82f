using BotPerf.Web.Components.Commands;
using BotPerf.Web.Rollups;

namespace BotPerf.Tests.Components;

public sealed class TrendTests
{
    [Theory]
    [InlineData(0.12, false, "▲", "12 %", "more than before")]
    [InlineData(-0.5, false, "▼", "50 %", "less than before")]
    [InlineData(0.034, false, "▲", "3.4 %", "more than before")]
    [InlineData(12, false, "▲", "×13", "more than before")]
    [InlineData(0.004, false, "=", "", "as before")]
    [InlineData(0.023, true, "▲", "2.3 pt", "more than before")]
    [InlineData(-0.0004, true, "=", "", "as before")]
    public void Text_Change_HasArrowFigureAndWord(double change, bool inPoints, string arrow, string figure, string word) =>
        Assert.Equal(new TrendText(arrow, figure, word), TrendText.Of(change, inPoints));

    [Fact]
    public void Trend_TimesOfDifferentLengths_ComparesTheirRates()
    {
        var now = CommandsTests.Row("help", 30, p95: 300) with { RatePerMinute = 3, ErrorRate = 0.05 };
        var before = CommandsTests.Row("help", 25, p95: 200) with { RatePerMinute = 2, ErrorRate = 0.02 };

        var trend = Trend.Of(now, before);

        Assert.Equal((0.5, 0.5, 0.03), (trend.Uses, trend.P95, Math.Round(trend.ErrorRate, 6)));
        Assert.False(trend.IsNew);
    }

    [Fact]
    public void Trend_DidNotRunBefore_IsNew() => Assert.True(Trend.Of(CommandsTests.Row("help", 1), null).IsNew);

    [Fact]
    public void Trend_TookNoTimeBefore_HasNoPartToTell() =>
        Assert.Equal(0, Trend.Of(CommandsTests.Row("help", 1), CommandsTests.Row("help", 1, p95: 0)).P95);

    [Fact]
    public void Lines_SameNameOfAnotherModule_AreComparedApart()
    {
        var mine = CommandsTests.Row("help", 30);
        var compared = new ComparedRows<CommandRow>(mine.LastUsed, mine.LastUsed, [mine, mine with { Module = "Other" }], [mine with { RatePerMinute = 6.25 }]);

        var lines = UsageLine.Of(compared);

        Assert.Equal([1.0, 0], lines.Select(line => line.Trend.Uses));
        Assert.Equal([false, true], lines.Select(line => line.Trend.IsNew));
    }
}
