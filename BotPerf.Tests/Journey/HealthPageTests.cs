using System.Globalization;
using BotPerf.Tests.Api;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Access;
using BotPerf.Web.HealthScores;
using BotPerf.Web.Storage.App;

namespace BotPerf.Tests.Journey;

/// <summary>The page Health: it says what REST says, tells why, and never shows a score that is no longer true.</summary>
[Collection(ServerCollection.Name)]
public sealed class HealthPageTests
{
    private const string Hostile = "<img src=x onerror=alert(1)>";

    [BrowserFact]
    public async Task Health_OfTwoBots_IsTheWorstFirstWithReasonsAndItsHistory()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var bad = await SentEvents.NewBotAsync(server, Hostile);
        var good = await SentEvents.NewBotAsync(server, "Borealis");
        await PostAsync(bad, failed: 15);
        await PostAsync(good, failed: 0);
        await WriteHistoryAsync(server, bad);
        using var caller = await ApiCaller.WithTokenAsync(server, Scopes.Read);
        await Eventually.TrueAsync("both have a score", async () =>
            await BandAsync(caller, bad) != "unknown" && await BandAsync(caller, good) != "unknown");
        await using var browser = await Browser.OpenAsync(server.Url);
        var dashboard = new Dashboard(browser);
        await dashboard.SignInAsync(LocalServer.Email, LocalServer.Password);

        Assert.Equal(["25", "100"], await TextsAsync(dashboard, "[data-testid=bot-card] [data-testid=health-ring] text", 2));
        await dashboard.Page.GotoAsync("/health");
        Assert.Equal(["25", "100"], await TextsAsync(dashboard, "[data-testid=health-row] [data-testid=health-ring] text", 2));
        await dashboard.Page.Locator("[data-testid=health-row] a").First.ClickAsync();
        await dashboard.Page.WaitForURLAsync("**/health?bot=*");

        await dashboard.Test("health-held").WaitForAsync(Dashboard.Patient);
        Assert.Equal("25", await dashboard.Page.Locator("[data-testid=health-overall] text").TextContentAsync());
        var deduction = dashboard.Page.Locator("[data-part=commands] [data-check=error_rate]");
        Assert.StartsWith("−100", await deduction.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("30 executions", await deduction.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("counts neither for nor against", await dashboard.Page.Locator("[data-part=memory] [data-testid=health-unknown]").InnerTextAsync(), StringComparison.Ordinal);
        await dashboard.Page.Locator("[data-testid=history-overall]:not(.is-empty) canvas").First.WaitForAsync(Dashboard.Patient);
        await dashboard.Page.SetViewportSizeAsync(390, 844);
        Assert.True(await dashboard.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
        await deduction.Locator("a").ClickAsync();
        await dashboard.Page.WaitForURLAsync("**/errors?bot=*");

        Assert.Equal(0, await dashboard.Page.Locator("img").CountAsync());
        Assert.Empty(browser.ConsoleErrors);
    }

    [BrowserFact]
    public async Task Health_BotThatFallsSilent_TurnsUnknownByItself()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var bot = await SentEvents.NewBotAsync(server);
        await PostAsync(bot, failed: 0);
        await using var browser = await Browser.OpenAsync(server.Url);
        var dashboard = new Dashboard(browser);
        await dashboard.SignInAsync(LocalServer.Email, LocalServer.Password);
        await dashboard.Page.GotoAsync($"/health?bot={bot.Path.Split('/')[^1]}");

        await dashboard.Page.Locator("[data-testid=health-overall] [data-band=excellent]").WaitForAsync(Dashboard.Patient);
        await dashboard.Page.Locator("[data-testid=health-overall] [data-band=unknown]").WaitForAsync(new() { Timeout = 60_000 });

        Assert.Equal("It is offline: nothing comes from it.", await dashboard.Test("health-why").InnerTextAsync());
        Assert.Empty(browser.ConsoleErrors);
    }

    [BrowserFact]
    public async Task Health_WithoutAnyBot_SaysWhatToDo()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        await using var browser = await Browser.OpenAsync(server.Url);
        var dashboard = new Dashboard(browser);
        await dashboard.SignInAsync(LocalServer.Email, LocalServer.Password);

        await dashboard.Page.GotoAsync("/health");
        await dashboard.Test("health-empty").WaitForAsync(Dashboard.Patient);
        await dashboard.Page.GotoAsync("/health?bot=99");
        await dashboard.Test("no-such-bot").WaitForAsync(Dashboard.Patient);

        Assert.Empty(browser.ConsoleErrors);
    }

    private static async Task<IReadOnlyList<string>> TextsAsync(Dashboard dashboard, string selector, int count)
    {
        var found = dashboard.Page.Locator(selector);
        await Eventually.TrueAsync($"{selector} {count} times", async () => await found.CountAsync() == count);
        return await found.AllTextContentsAsync();
    }

    private static async Task<string?> BandAsync(ApiCaller caller, SentEvents bot) =>
        (await caller.GetAsync(bot.Path))["health"].GetProperty("band").GetString();

    private static Task WriteHistoryAsync(LocalServer server, SentEvents bot)
    {
        var id = int.Parse(bot.Path.Split('/')[^1], CultureInfo.InvariantCulture);
        var minute = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 60 / HealthSlots.Minutes * HealthSlots.Minutes;
        return server.Get<HealthLedger>().WriteAsync([.. Enumerable.Range(1, 600).Select(i => new HealthScoreRow
        {
            BotId = id, Minute = minute - (i * HealthSlots.Minutes), Overall = 250 + i, Commands = i,
        })], replaces: true, CancellationToken.None);
    }

    private static Task PostAsync(SentEvents bot, int failed) => bot.PostAsync("default",
    [
        .. Enumerable.Range(0, 30).Select(i => (object)new { type = "command", name = "help", kind = "prefix", durationMs = 100.0, success = i >= failed }),
        new { type = "gauge", name = "cpu_usage_percent", value = 20.0 },
    ]);
}
