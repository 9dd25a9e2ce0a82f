using BotPerf.Web.Components;
using BotPerf.Web.Components.Charts;

namespace BotPerf.Tests.Components;

public sealed class GaugeArcTests
{
    [Theory]
    [InlineData(50, 200, 25)]
    [InlineData(900, 200, 100)]
    [InlineData(-1, 200, 0)]
    [InlineData(double.NaN, 200, 0)]
    [InlineData(5, 0, 0)]
    public void Share_AnyValue_StaysOnTheArc(double value, double maximum, double expected) =>
        Assert.Equal(expected, GaugeArc.Share(value, maximum));

    [Fact]
    public void Zones_HighIsBad_GetWorseToTheRight() => Assert.Equal(
        [new GaugeZone(Level.Ok, 0, 70), new(Level.Warning, 70, 85), new(Level.Critical, 85, 100)],
        GaugeArc.Zones(100, 70, 85, lowIsBad: false));

    [Fact]
    public void Zones_LowIsBadWithoutCritical_WarnOnTheLeft() => Assert.Equal(
        [new GaugeZone(Level.Warning, 0, 60), new(Level.Ok, 60, 100)],
        GaugeArc.Zones(1, 0.6, null, lowIsBad: true));

    [Fact]
    public void Zones_NoThresholds_AreNone() => Assert.Empty(GaugeArc.Zones(100, null, null, lowIsBad: false));
}
