using BotPerf.Tests.Api;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Access;

namespace BotPerf.Tests.Journey;

/// <summary>The page Targets as an operator and a viewer use it.</summary>
[Collection(ServerCollection.Name)]
public sealed class TargetsPageTests
{
    private const string Hostile = "<img src=x onerror=alert(1)>";

    [BrowserFact]
    public async Task Operator_TakesAPresetAndSetsOne_AndSeesWhatIsLeft()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var bot = await SentEvents.NewBotAsync(server, Hostile);
        await bot.PostAsync("default", [.. Enumerable.Range(0, 200).Select(i => (object)new { type = "command", name = "help", durationMs = i < 5 ? 900.0 : 20.0, success = i > 0 })]);
        await using var browser = await Browser.OpenAsync(server.Url);
        var dashboard = new Dashboard(browser);
        await dashboard.SignInAsync(LocalServer.Email, LocalServer.Password);
        await dashboard.Page.GotoAsync("/targets");

        await (await dashboard.ListeningAsync("take-preset")).ClickAsync();
        await dashboard.Test("target-left").WaitForAsync(Dashboard.Patient);
        Assert.Equal("99.5 %", await dashboard.Test("target-share").InnerTextAsync());
        Assert.Contains("50 %", await dashboard.Test("target-left").InnerTextAsync(), StringComparison.Ordinal);

        await dashboard.Test("add-target").ClickAsync();
        await (await dashboard.ListeningAsync("target-name")).FillAsync("Help is quick");
        await dashboard.Test("target-kind").SelectOptionAsync("Fast");
        await dashboard.Test("target-command").FillAsync("help");
        await dashboard.Test("target-objective").FillAsync("95 %");
        await dashboard.Test("target-save").ClickAsync();
        Assert.Contains("such as 250 ms", await dashboard.Test("target-wrong").InnerTextAsync(), StringComparison.Ordinal);
        await dashboard.Test("target-threshold").FillAsync("500 ms");
        await dashboard.Test("target-save").ClickAsync();
        await dashboard.Page.WaitForURLAsync("**/targets");
        var row = dashboard.Page.Locator("[data-testid=target]", new() { HasText = "Help is quick" });
        await row.Locator("[data-testid=target-left]").WaitForAsync(Dashboard.Patient);

        Assert.Equal("97.5 %", await row.Locator("[data-testid=target-share]").InnerTextAsync());
        Assert.Contains("50 %", await row.Locator("[data-testid=target-left]").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("95 % of /help within 500 ms, over 30 days", await row.InnerTextAsync(), StringComparison.Ordinal);
        await dashboard.Page.SetViewportSizeAsync(390, 844);
        Assert.True(await dashboard.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
        Assert.Equal(0, await dashboard.Page.Locator("img").CountAsync());
        await dashboard.Page.GotoAsync("/");
        Assert.Equal("2", await dashboard.Test("total-targets").InnerTextAsync());
        Assert.Empty(browser.ConsoleErrors);
    }

    [BrowserFact]
    public async Task Viewer_SeesNoButtons()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        await server.AddAccountAsync("vera@example.org", Roles.Viewer);
        await using var browser = await Browser.OpenAsync(server.Url);
        var dashboard = new Dashboard(browser);
        await dashboard.SignInAsync("vera@example.org", LocalServer.Password);
        await dashboard.Page.GotoAsync("/targets?edit=new");

        await dashboard.Test("no-targets").WaitForAsync(Dashboard.Patient);

        Assert.Equal(0, await dashboard.Test("target-form").CountAsync());
        Assert.Equal(0, await dashboard.Test("take-preset").CountAsync());
        Assert.Empty(browser.ConsoleErrors);
    }
}
