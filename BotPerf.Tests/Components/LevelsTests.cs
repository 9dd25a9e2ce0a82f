using BotPerf.Web.Components;

namespace BotPerf.Tests.Components;

public sealed class LevelsTests
{
    [Theory]
    [InlineData(null, Level.None)]
    [InlineData(999.0, Level.Ok)]
    [InlineData(1_000.0, Level.Warning)]
    [InlineData(5_000.0, Level.Critical)]
    public void P95_AtThePresets_Changes(double? milliseconds, Level expected) => Assert.Equal(expected, Levels.P95(milliseconds));

    [Theory]
    [InlineData(0.5, 19, Level.None)]
    [InlineData(0.5, 20, Level.Critical)]
    [InlineData(0.05, 20, Level.Warning)]
    [InlineData(0.049, 20, Level.Ok)]
    public void ErrorRate_FewExecutions_IsNotJudged(double rate, long executions, Level expected) =>
        Assert.Equal(expected, Levels.ErrorRate(rate, executions));

    [Theory]
    [InlineData(0.59, Level.Warning)]
    [InlineData(0.60, Level.Ok)]
    public void Below_LowIsBad_WarnsUnderTheThreshold(double rate, Level expected) =>
        Assert.Equal(expected, Levels.Below(rate, 0.60, null));
}
