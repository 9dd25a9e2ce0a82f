using BotPerf.Web.Components.Charts;
using BotPerf.Web.Live;

namespace BotPerf.Tests.Components;

public sealed class ChartPointsTests
{
    [Fact]
    public void Row_Point_HasItsColumnsInFourDigits()
    {
        var row = ChartPoints.Row(new LivePoint(
            1_800_000_000, 3, 1, 12.34567, 98.7654321, null, 7, 0.0123456, 418_123_456, 210_000_000, 0, double.NaN));

        Assert.Equal(1_800_000_000, row[0]);
        Assert.Equal(3, row[ChartPoints.Commands]);
        Assert.Equal(12.35, row[ChartPoints.P50]);
        Assert.Equal(98.77, row[ChartPoints.P95]);
        Assert.Null(row[ChartPoints.P99]);
        Assert.Equal(0.01235, row[ChartPoints.Cpu]);
        Assert.Equal(418_100_000, row[ChartPoints.Rss]);
        Assert.Equal(0, row[ChartPoints.Lag]);
        Assert.Null(row[ChartPoints.Gateway]);
    }

    public static TheoryData<long?[], string> Sparklines => new()
    {
        { [], "" },
        { [5], "" },
        { [null, 5], "" },
        { [0, 10], "M0 30L120 2" },
        { [0, 0], "M0 30L120 30" },
        { [10, null, 10], "M0 2M120 2" },
    };

    [Theory]
    [MemberData(nameof(Sparklines))]
    public void Sparkline_Values_StandOnZeroAndGapsStayOpen(long?[] values, string expected) =>
        Assert.Equal(expected, SparklinePath.Line(values));

    [Fact]
    public void SparklineArea_TwoStretches_AreTwoPieces() =>
        Assert.Equal("M0 30L60 2L60 32L0 32ZM90 2L120 2L120 32L90 32Z", SparklinePath.Area("M0 30L60 2M90 2L120 2"));
}
