using Bunit;
using BotPerf.Web.Components.Overview;
using BotPerf.Web.HealthScores;
using BotPerf.Web.Live;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;

namespace BotPerf.Tests.Components;

public sealed class BotCardTests : BunitContext
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 4, 0, 0, TimeSpan.Zero);

    private static readonly BotSummary Healthy = new(
        new BotId(1), "Aurora", Freshness.Live, Now.AddSeconds(-1), 2, 2, 120, 0.004, 245, 300 * 1048576.0, 0,
        [.. Enumerable.Range(0, 60).Select(i => (long)i)], null);

    [Fact]
    public void Card_LiveBot_ShowsFiguresWithUnits()
    {
        var card = Show(Healthy);

        Assert.Equal("120 /min", Text(card, "bot-rate"));
        Assert.Equal("0.4 %", Text(card, "bot-errors"));
        Assert.Equal("245 ms", Text(card, "bot-p95"));
        Assert.Equal("300 MiB", Text(card, "bot-memory"));
        Assert.Equal("just now", Text(card, "data-age"));
    }

    [Fact]
    public void Card_HostileName_IsTextAndNothingElse()
    {
        var card = Show(Healthy with { Name = "<img src=x onerror=alert(1)>" });

        Assert.Empty(card.FindAll("img"));
        Assert.Equal("<img src=x onerror=alert(1)>", card.Find("h2 a").TextContent);
    }

    [Fact]
    public void Card_SlowAndFailing_SaysSoInWords()
    {
        var card = Show(Healthy with { ErrorRate = 0.12, P95Ms = 1_200 });

        Assert.Contains("Critical", Text(card, "bot-errors"), StringComparison.Ordinal);
        Assert.Contains("Warning", Text(card, "bot-p95"), StringComparison.Ordinal);
    }

    [Fact]
    public void Card_Offline_GreysItsFiguresAndTellsTheAge()
    {
        var card = Show(Healthy with { Freshness = Freshness.Offline, LastFrameAt = Now.AddMinutes(-3), CommandsPerMinute = null });

        Assert.Equal("3 min ago", Text(card, "data-age"));
        Assert.NotNull(card.Find(".figures.stale"));
        Assert.Equal("–", Text(card, "bot-rate"));
    }

    [Fact]
    public void Card_Waiting_ShowsNoFigures()
    {
        var card = Show(Healthy with { Freshness = Freshness.Waiting, LastFrameAt = null });

        Assert.Empty(card.FindAll("[data-testid=bot-rate]"));
        Assert.Equal("for the first frame", Text(card, "data-age"));
    }

    [Fact]
    public void Card_Losses_AreTold()
    {
        Assert.Empty(Show(Healthy).FindAll("[data-testid=bot-lost]"));
        Assert.Contains("17 lost", Text(Show(Healthy with { Lost = 17 }), "bot-lost"), StringComparison.Ordinal);
    }

    [Fact]
    public void Card_Health_IsARingWithAWordAndUnknownWithoutAScore()
    {
        var unknown = Show(Healthy);
        var fair = Show(Healthy, new HealthScore(Now, 53.9, HealthBand.Fair, [], null, null));

        Assert.Equal("–", unknown.Find("[data-testid=health-ring] text").TextContent);
        Assert.Empty(unknown.FindAll("[data-testid=health-ring] .arc"));
        Assert.Contains("Unknown", unknown.Find(".band").TextContent, StringComparison.Ordinal);
        Assert.Equal("53", fair.Find("[data-testid=health-ring] text").TextContent);
        Assert.Contains("Health 53 of 100, fair", fair.Find("[data-testid=health-ring]").TextContent, StringComparison.Ordinal);
        Assert.Contains("Fair", fair.Find(".band").TextContent, StringComparison.Ordinal);
    }

    private IRenderedComponent<BotCard> Show(BotSummary bot, HealthScore? health = null) => Render<BotCard>(card => card
        .Add(p => p.Bot, bot).Add(p => p.Now, Now).Add(p => p.Href, "/bots/1").Add(p => p.Health, health));

    private static string Text(IRenderedComponent<BotCard> card, string id) =>
        card.Find($"[data-testid={id}]").TextContent.Trim();
}
