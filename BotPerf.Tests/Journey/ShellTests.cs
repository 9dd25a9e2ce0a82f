using BotPerf.Tests.Infrastructure;

namespace BotPerf.Tests.Journey;

/// <summary>What surrounds every page: time range, time zone, palette and keys.</summary>
[Collection(ServerCollection.Name)]
public sealed class ShellTests
{
    [BrowserFact]
    public async Task Shell_SomebodyInBerlin_ChoosesTimesInTheirZoneFindsAndGoesByKeys()
    {
        await using var server = await ServerProcess.StartAsync();
        var key = await server.AddBotAsync("Aurora");
        await using var bot = SampleBotProcess.Start(server, key, rate: 20);
        await using var browser = await Browser.OpenAsync(server.Url, zone: "Europe/Berlin");
        var dashboard = new Dashboard(browser);
        await dashboard.SignInAsync();
        await dashboard.Page.Locator("[data-testid=bot-card][data-freshness=Live] a").First.ClickAsync();
        await dashboard.Page.WaitForURLAsync("**/bots/*");

        // A usual range is in the URL, and there again after loading the page anew.
        await (await dashboard.ListeningAsync("pick-range")).ClickAsync();
        await dashboard.Test("range-1h").ClickAsync();
        await dashboard.Page.WaitForURLAsync("**/bots/*?range=1h");
        await dashboard.Page.ReloadAsync();
        await dashboard.Page.Locator("[data-testid=history-commands]:not(.is-empty) canvas").First.WaitForAsync(Dashboard.Patient);
        Assert.Contains("1 h", await dashboard.Test("pick-range").InnerTextAsync(), StringComparison.Ordinal);

        // One of one's own is told in Berlin and kept in UTC.
        await dashboard.Page.GotoAsync("/commands?from=2026-07-01T22:00Z&to=2026-07-02T22:00Z");
        await (await dashboard.ListeningAsync("pick-range")).ClickAsync();
        await dashboard.Test("range").GetByText("Europe/Berlin").First.WaitForAsync(Dashboard.Patient);
        Assert.Equal("2026-07-02 00:00 to 2026-07-03 00:00", await dashboard.Test("pick-range").GetAttributeAsync("title"));
        Assert.Equal("2026-07-02T00:00", await dashboard.Test("range-from").InputValueAsync());
        await dashboard.Page.Keyboard.PressAsync("Escape");

        // Keys: not while typing, else to a page, with the range along.
        await dashboard.Page.Keyboard.PressAsync("g");
        await dashboard.Page.Keyboard.PressAsync("b");
        await dashboard.Page.WaitForURLAsync("**/bots/*?from=2026-07-01T22:00Z&to=2026-07-02T22:00Z");
        await dashboard.Page.Keyboard.PressAsync("?");
        await dashboard.Test("keys").WaitForAsync(Dashboard.Patient);
        await dashboard.Page.Keyboard.PressAsync("Escape");
        await dashboard.Test("keys").WaitForAsync(Dashboard.Gone);

        // The palette finds a command by its name and opens it.
        await dashboard.Page.Keyboard.PressAsync("Control+k");
        await dashboard.Page.Keyboard.TypeAsync("g o");
        await dashboard.Test("palette-text").FillAsync("help");
        await dashboard.Page.Locator("[data-testid=palette-hit]", new() { HasText = "command of Aurora" }).First.WaitForAsync(Dashboard.Patient);
        await dashboard.Page.Keyboard.PressAsync("ArrowDown");
        await dashboard.Page.Keyboard.PressAsync("ArrowUp");
        await dashboard.Page.Locator("[data-testid=palette-hit][aria-selected=true]", new() { HasText = "help" }).WaitForAsync(Dashboard.Patient);
        await dashboard.Page.Keyboard.PressAsync("Enter");
        await dashboard.Page.WaitForURLAsync("**/command?bot=*&from=2026-07-01T22:00Z&to=2026-07-02T22:00Z&name=help");
        await dashboard.Test("palette").WaitForAsync(Dashboard.Gone);
        Assert.Empty(browser.ConsoleErrors);
    }

    [BrowserFact]
    public async Task Chart_SpanDraggedOver_BecomesThePagesTime()
    {
        await using var server = await ServerProcess.StartAsync();
        var key = await server.AddBotAsync("Aurora");
        await using var bot = SampleBotProcess.Start(server, key, rate: 20);
        await using var browser = await Browser.OpenAsync(server.Url);
        var dashboard = new Dashboard(browser);
        await dashboard.SignInAsync();
        await dashboard.Page.Locator("[data-testid=bot-card][data-freshness=Live]").WaitForAsync(Dashboard.Patient);
        var path = await dashboard.Page.Locator("[data-testid=bot-card] a").First.GetAttributeAsync("href");
        await dashboard.Page.GotoAsync(path + "?range=24h");
        var canvas = dashboard.Page.Locator("[data-testid=history-commands]:not(.is-empty) [data-canvas]");
        await canvas.Locator("canvas").First.WaitForAsync(Dashboard.Patient);

        var box = (await canvas.BoundingBoxAsync())!;
        await dashboard.Page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + (box.Height / 2));
        await dashboard.Page.Mouse.DownAsync();
        await dashboard.Page.Mouse.MoveAsync(box.X + (box.Width * 3 / 4), box.Y + (box.Height / 2));
        await dashboard.Page.Mouse.UpAsync();

        await dashboard.Page.WaitForURLAsync("**/bots/*?from=*&to=*");
        await dashboard.Page.GoBackAsync();
        await dashboard.Page.WaitForURLAsync("**/bots/*?range=24h");
        Assert.Empty(browser.ConsoleErrors);
    }
}
