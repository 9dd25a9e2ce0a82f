using BotPerf.Web.Components.Layout;
using BotPerf.Web.Storage;

namespace BotPerf.Tests.Components;

public sealed class PageScopeTests
{
    [Fact]
    public void Parse_CommandsUrl_KnowsBotInstanceAndRange()
    {
        var scope = PageScope.Parse("commands?bot=7&instance=shard%200&range=24h&q=x#top");

        Assert.True(scope.IsCommands);
        Assert.Equal(new BotId(7), scope.Bot);
        Assert.Equal("shard 0", scope.Instance);
        Assert.Equal("24h", scope.Range.Key);
    }

    [Theory]
    [InlineData("bots/12?instance=a", 12)]
    [InlineData("bots/twelve", null)]
    [InlineData("bots/-3", null)]
    [InlineData("commands?bot=99999999999", null)]
    [InlineData("", null)]
    public void Parse_BotInPathOrQuery_IsANumberOrNothing(string url, int? expected) =>
        Assert.Equal(expected is { } id ? new BotId(id) : null, PageScope.Parse(url).Bot);

    [Fact]
    public void Parse_UnknownRange_IsTheShortest() => Assert.Equal("15m", PageScope.Parse("commands?range=eternity").Range.Key);

    [Fact]
    public void Urls_HostileInstance_AreEscaped()
    {
        var scope = PageScope.Parse("commands?bot=1&range=1h");

        Assert.Equal("/commands?bot=1&instance=a%26b%3D%22%3Cc%3E&range=1h", scope.Here(new BotId(1), "a&b=\"<c>"));
        Assert.Equal("/bots/1?range=1h", scope.BotUrl(new BotId(1)));
    }
}
