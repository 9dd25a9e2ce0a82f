using BotPerf.Tests.Infrastructure;

namespace BotPerf.Tests.Journey.Month;

/// <summary>The pages of a month as they stand on a screen.</summary>
[Collection(MonthCollection.Name)]
public sealed class ShapeOfMonthTests(MonthOfDemo month)
{
    private static readonly string[] s_ranged = ["commands", "command", "modules", "errors", "system", "database", "network", "explore"];

    [BrowserFact]
    public async Task Pages_OnDeskAndPhone_AreNoWiderThanTheScreen()
    {
        await using var view = await MonthView.OpenAsync(month, MonthOfDemo.Operator);
        foreach (var width in new[] { 1440, 390 })
        {
            await view.Page.SetViewportSizeAsync(width, 900);
            foreach (var (_, path, ready) in MonthPage.All(month).Concat(MonthPage.OfInsight(month)))
            {
                await view.GoAsync(path, ready);
                await Eventually.TrueAsync($"{path} fits into {width} pixels", () => view.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
            }
        }
    }

    [BrowserFact]
    public async Task Commands_WithMarkedFiguresAndTrends_ShowTheirLastColumn()
    {
        await using var view = await MonthView.OpenAsync(month);
        foreach (var bot in month.Bots.Values)
        {
            await view.GoAsync($"/commands?bot={bot}&{month.DayLately.Query}", "[data-testid=command-row]");
            Assert.True(await view.Page.Locator(".table-scroll").First.EvaluateAsync<bool>("table => table.scrollWidth <= table.clientWidth"), $"bot {bot}");
        }
    }

    [BrowserFact]
    public async Task Pages_OfABotThatIsNotThere_SaySoAndWhereToGo()
    {
        await using var view = await MonthView.OpenAsync(month);
        foreach (var path in s_ranged)
        {
            await view.GoAsync($"/{path}?bot=99&range=30d&name=x", "[data-testid=no-such-bot]");
            Assert.Equal("/", await view.Test("no-such-bot").Locator("a").GetAttributeAsync("href"));
        }
    }

    [BrowserFact]
    public async Task Pages_ThatFollowABot_SayHowOldItsNewestFiguresAre()
    {
        await using var view = await MonthView.OpenAsync(month);
        foreach (var path in s_ranged)
        {
            await view.GoAsync($"/{path}?bot={month.Bots["Warden"]}&range=30d&name=warn", "[data-testid=freshness]");
            Assert.StartsWith("Live", await view.TextAsync("[data-testid=freshness]"), StringComparison.Ordinal);
        }
    }
}
