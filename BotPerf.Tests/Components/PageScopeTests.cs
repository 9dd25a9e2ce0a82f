using BotPerf.Web.Components.Layout;
using BotPerf.Web.Storage;

namespace BotPerf.Tests.Components;

public sealed class PageScopeTests
{
    [Fact]
    public void Parse_CommandsUrl_KnowsBotInstanceAndRange()
    {
        var scope = PageScope.Parse("commands?bot=7&instance=shard%200&range=24h&q=x#top");

        Assert.Equal("commands", scope.Path);
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
    public void Parse_UnknownRange_IsLive() => Assert.True(PageScope.Parse("commands?range=eternity").Range.IsLive);

    [Fact]
    public void With_OwnValue_KeepsTheRestOfTheUrl()
    {
        var scope = PageScope.Parse("commands?bot=7&instance=a&from=2026-11-01T00:00Z&to=2026-11-02T00:00Z&sort=p95&q=x%26y");

        Assert.Equal("p95", scope["sort"]);
        Assert.Null(scope["command"]);
        Assert.Equal("/commands?bot=7&instance=a&from=2026-11-01T00:00Z&to=2026-11-02T00:00Z&sort=p95&q=x%26y&command=a%20b", scope.With("command", "a b"));
        Assert.Equal("/commands?bot=7&instance=a&from=2026-11-01T00:00Z&to=2026-11-02T00:00Z&sort=p95", scope.With("q", null));
        Assert.Equal("/commands?bot=7&instance=a&range=7d&sort=p95&q=x%26y", scope.Over(TimeRange.Parse("7d", null, null)));
    }

    [Fact]
    public void To_AnotherPage_TakesBotInstanceAndRangeAlong()
    {
        var scope = PageScope.Parse("bots/7?instance=a&range=24h&sort=p95");

        Assert.Equal("/commands?bot=7&instance=a&range=24h", scope.To("commands"));
        Assert.Equal("/commands?bot=7&instance=a&range=24h&command=help", scope.To("commands", ("command", "help")));
        Assert.Equal("/bots/7?instance=a&range=1h&sort=p95", scope.Over(TimeRange.Parse("1h", null, null)));
    }

    [Fact]
    public void Here_OnAPageAboutNoBot_IsTheBotsOwn()
    {
        Assert.Equal("/bots/3", PageScope.Parse("settings/bots?new=1").Here(new BotId(3)));
        Assert.Equal("/commands?bot=3", PageScope.Parse("commands?bot=7&command=help").Here(new BotId(3)));
        Assert.Equal("/commands?bot=7&instance=b&command=help", PageScope.Parse("commands?bot=7&command=help").Here(new BotId(7), "b"));
    }

    [Fact]
    public void Urls_HostileInstance_AreEscaped()
    {
        var scope = PageScope.Parse("commands?bot=1&range=1h");

        Assert.Equal("/commands?bot=1&instance=a%26b%3D%22%3Cc%3E&range=1h", scope.Here(new BotId(1), "a&b=\"<c>"));
        Assert.Equal("/bots/1?range=1h", scope.BotUrl(new BotId(1)));
    }
}
