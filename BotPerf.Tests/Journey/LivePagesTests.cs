using BotPerf.Tests.Infrastructure;

namespace BotPerf.Tests.Journey;

/// <summary>What a person sees while a bot works, and while the server restarts under the open page.</summary>
[Collection(ServerCollection.Name)]
public sealed class LivePagesTests
{
    [BrowserFact]
    public async Task Pages_BotAtWork_MoveByThemselvesAndSurviveARestart()
    {
        await using var server = await ServerProcess.StartAsync();
        var key = await server.AddBotAsync("Aurora");
        await using var bot = SampleBotProcess.Start(server, key, rate: 20);
        await using var browser = await Browser.OpenAsync(server.Url);
        var dashboard = new Dashboard(browser);
        await dashboard.SignInAsync();

        await dashboard.Page.Locator("[data-testid=bot-card][data-freshness=Live]").WaitForAsync(Dashboard.Patient);
        await dashboard.MarkDocumentAsync();
        await dashboard.ChangedAsync(dashboard.Test("bot-rate"));
        Assert.True(await dashboard.IsMarkedDocumentAsync());

        await dashboard.Page.Locator("[data-testid=bot-card] a").First.ClickAsync();
        await dashboard.Page.WaitForURLAsync("**/bots/*");
        await dashboard.MarkDocumentAsync();
        await dashboard.ChangedAsync(dashboard.Test("gauge-cpu").Locator("[data-testid=gauge-value]"));
        await dashboard.Test("instance-row").First.WaitForAsync(Dashboard.Patient);
        Assert.True(await dashboard.IsMarkedDocumentAsync());

        await dashboard.Page.Locator(".shell-nav a", new() { HasText = "Commands" }).ClickAsync();
        await dashboard.Page.WaitForURLAsync("**/commands**");
        await dashboard.MarkDocumentAsync();
        await dashboard.ChangedAsync(dashboard.CommandCell("uses"));
        Assert.True(await dashboard.IsMarkedDocumentAsync());
        Assert.Empty(browser.ConsoleErrors);

        await server.Kill9Async();
        await dashboard.Test("connection-bar").WaitForAsync(Dashboard.Patient);
        await server.StartAgainAsync();

        await dashboard.Test("connection-bar").WaitForAsync(Dashboard.Gone);
        await dashboard.ChangedAsync(dashboard.CommandCell("uses"));
        browser.ForgetLostConnections();
        Assert.Empty(browser.ConsoleErrors);
    }
}
