using BotPerf.Web.HealthScores;

namespace BotPerf.Tests.HealthScores;

public sealed class HealthBandsTests
{
    [Theory]
    [InlineData(100.0, "excellent")]
    [InlineData(90.0, "excellent")]
    [InlineData(89.9, "good")]
    [InlineData(75.0, "good")]
    [InlineData(74.9, "fair")]
    [InlineData(50.0, "fair")]
    [InlineData(49.9, "poor")]
    [InlineData(25.0, "poor")]
    [InlineData(24.9, "critical")]
    [InlineData(0.0, "critical")]
    [InlineData(null, "unknown")]
    public void Of_AScore_IsItsBand(double? score, string band) => Assert.Equal(band, HealthBands.Word(HealthBands.Of(score)));

    [Fact]
    public void Settle_NoiseAtAnEdge_NeverFlutters()
    {
        var random = new Random(3);
        foreach (var edge in new[] { HealthBands.Poor, HealthBands.Fair, HealthBands.Good, HealthBands.Excellent })
        {
            foreach (var first in new[] { edge - 1, edge + 1 })
            {
                var band = HealthBands.Of(first);
                for (var i = 0; i < 2_000; i++)
                {
                    // Nearer to the edge than the slack, on either side.
                    var score = HealthBands.Settle(edge + (2 * random.NextDouble() - 1) * (HealthBands.Slack - 0.1), band);
                    Assert.Equal(band, HealthBands.Of(score));
                }
            }
        }
    }

    [Fact]
    public void Settle_AnyScoreAfterAnyBand_SaysTheSameAsItsBandAndIsNeverFarOff()
    {
        var random = new Random(7);
        var last = HealthBand.Unknown;
        for (var i = 0; i < 20_000; i++)
        {
            var raw = random.NextDouble() * 100;
            var settled = HealthBands.Settle(raw, last);
            last = HealthBands.Of(settled);

            Assert.InRange(settled - raw, -HealthBands.Slack - 0.15, HealthBands.Slack + 0.15);
            Assert.InRange(settled, 0, 100);
        }
    }

    [Fact]
    public void Settle_ClearlyPastAnEdge_Moves()
    {
        Assert.Equal(72.9, HealthBands.Settle(72.9, HealthBand.Good));
        Assert.Equal(75, HealthBands.Settle(73.1, HealthBand.Good));
        Assert.Equal(77, HealthBands.Settle(77, HealthBand.Fair));
        Assert.Equal(74.9, HealthBands.Settle(76.9, HealthBand.Fair));
        Assert.Equal(100, HealthBands.Settle(100, HealthBand.Excellent));
    }
}
