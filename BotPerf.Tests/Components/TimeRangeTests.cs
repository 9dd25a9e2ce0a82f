using BotPerf.Web.Components.Layout;
using BotPerf.Web.Rollups;

namespace BotPerf.Tests.Components;

public sealed class TimeRangeTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 10, 23, 47, TimeSpan.Zero);

    [Theory]
    [InlineData("live", null, null, "live")]
    [InlineData("24h", null, null, "24h")]
    [InlineData("eternity", null, null, "live")]
    [InlineData(null, "2026-11-01T00:00Z", "2026-11-02T00:00Z", "custom")]
    [InlineData("24h", "2026-11-01T00:00Z", "2026-11-02T00:00Z", "custom")]
    [InlineData("24h", "2026-11-02T00:00Z", "2026-11-01T00:00Z", "24h")]
    [InlineData(null, "yesterday", "2026-11-01T00:00Z", "live")]
    [InlineData(null, "0001-01-01", "2026-11-01T00:00Z", "live")]
    public void Parse_UrlsWords_MeanARangeOrLive(string? key, string? from, string? to, string expected) =>
        Assert.Equal(expected, TimeRange.Parse(key, from, to).Key);

    [Fact]
    public void Query_OfEveryRange_ReadsBackAsItself()
    {
        foreach (var range in TimeRange.Usual.Append(TimeRange.Between(Now.AddDays(-3), Now.AddDays(-2))))
        {
            var scope = PageScope.Parse("commands?bot=1&" + range.Query);

            Assert.Equal(range, scope.Range);
        }
    }

    [Fact]
    public void Resolve_UsualRanges_BeginAtAStepOfTheirChart()
    {
        foreach (var range in TimeRange.Usual)
        {
            var window = range.Resolve(Now);
            var steps = StepRange.Of(window.From, window.To);

            Assert.Equal(Now, window.To);
            Assert.InRange(window.Length, range.Length, range.Length + TimeSpan.FromSeconds(steps.StepSeconds));
            Assert.Equal(steps.FromMinute * 60, window.From.ToUnixTimeSeconds());
            Assert.Equal(window.From, range.Resolve(Now.AddSeconds(10)).From);
        }
    }

    [Fact]
    public void Resolve_BeyondNowOrWhatIsKept_IsCutOff()
    {
        var ahead = TimeRange.Between(Now.AddHours(1), Now.AddHours(2)).Resolve(Now);
        var old = TimeRange.Between(Now.AddYears(-20), Now.AddHours(2)).Resolve(Now);

        Assert.Equal(Now, ahead.To);
        Assert.True(ahead.From < ahead.To);
        Assert.Equal(Now, old.To);
        Assert.InRange(old.Length, TimeRange.Kept, TimeRange.Kept + TimeSpan.FromDays(1));
    }

    [Fact]
    public void Refusal_SaysWhatIsWrong()
    {
        Assert.Null(TimeRange.Refusal(Now.AddHours(-2), Now.AddHours(-1), Now));
        Assert.Contains("before the end", TimeRange.Refusal(Now.AddHours(-1), Now.AddHours(-1), Now), StringComparison.Ordinal);
        Assert.Contains("future", TimeRange.Refusal(Now.AddHours(1), Now.AddHours(2), Now), StringComparison.Ordinal);
        Assert.Contains("400 days", TimeRange.Refusal(Now.AddDays(-401), Now, Now), StringComparison.Ordinal);
        Assert.Contains("begins", TimeRange.Refusal(null, Now, Now), StringComparison.Ordinal);
        Assert.Contains("ends", TimeRange.Refusal(Now, null, Now), StringComparison.Ordinal);
    }

    [Fact]
    public void EarlierAndLater_AreThereAndBack()
    {
        var day = TimeRange.Parse("24h", null, null);
        var before = day.Earlier(Now);

        Assert.Equal(TimeSpan.FromHours(24), before.Length);
        Assert.Equal(before, before.Earlier(Now).Later(Now));
        Assert.Equal(day, before.Later(Now));
    }

    [Fact]
    public void Wider_GoesToTheNextUsualRangeOrTwiceTheChosenOne()
    {
        var chosen = TimeRange.Between(Now.AddHours(-30), Now.AddHours(-28));

        Assert.Equal("1h", TimeRange.Live.Wider(Now).Key);
        Assert.Equal("90d", TimeRange.Parse("90d", null, null).Wider(Now).Key);
        Assert.Equal(TimeRange.Between(Now.AddHours(-31), Now.AddHours(-27)), chosen.Wider(Now));
        Assert.Equal(TimeSpan.FromHours(4), TimeRange.Between(Now.AddHours(-2), Now).Wider(Now).Length);
    }
}
