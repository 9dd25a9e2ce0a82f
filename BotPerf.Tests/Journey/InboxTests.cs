using BotPerf.Tests.Alerts;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Access;
using BotPerf.Web.Alerts;
using Microsoft.Playwright;

namespace BotPerf.Tests.Journey;

/// <summary>The inbox as people use it: with keys, together, and as somebody who may only look.</summary>
[Collection(ServerCollection.Name)]
public sealed class InboxTests
{
    private const string Hostile = "<img src=x onerror=alert(1)>";
    private const string Viewer = "vera@example.org";

    [BrowserFact]
    public async Task Keys_MoveSelectAcknowledgeUndoAndSnooze()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var alerts = await OpenedAlerts.OfAsync(server);
        var first = await alerts.OpenAsync("play", 6);
        await alerts.OpenAsync(Hostile);
        var third = await alerts.OpenAsync("skip");
        await using var browser = await Browser.OpenAsync(server.Url);
        var dashboard = await OpenAsync(browser);

        Assert.Equal("(3) Alerts · BotPerf", await dashboard.Page.TitleAsync());
        Assert.StartsWith("3", await dashboard.Test("open-alerts").First.InnerTextAsync(), StringComparison.Ordinal);
        await PressAsync(dashboard, "j", Row(first, current: true));
        await PressAsync(dashboard, "j", Row(third, current: true));
        await PressAsync(dashboard, "k", Row(first, current: true));
        await PressAsync(dashboard, "a", "[data-testid=act-dialog][open]");
        await dashboard.Page.Locator("[data-testid=act-note]").FillAsync("I look");
        await dashboard.Page.Keyboard.PressAsync("Enter");
        await dashboard.Page.Locator(Row(first)).WaitForAsync(Dashboard.Gone);
        Assert.Equal(AlertLifeState.Acknowledged, (await FindAsync(server, first)).State);
        Assert.Contains("Acknowledged: Slow command.", await dashboard.Test("toast").InnerTextAsync(), StringComparison.Ordinal);

        await PressAsync(dashboard, "u", Row(first));
        Assert.Equal(AlertLifeState.Open, (await FindAsync(server, first)).State);
        await PressAsync(dashboard, "x", "[data-testid=bulk-bar]");
        await PressAsync(dashboard, "j", "[data-current]");
        await PressAsync(dashboard, "x", "[data-testid=bulk-count]:has-text('2 selected')");
        await PressAsync(dashboard, "s", "[data-testid=act-dialog][open]");
        await dashboard.Test("act-do").ClickAsync();
        await dashboard.Test("bulk-bar").WaitForAsync(Dashboard.Gone);
        await Eventually.TrueAsync("two sleep", async () => await dashboard.Test("alert-row").CountAsync() == 1);
        await dashboard.Test("tab-Snoozed").ClickAsync();
        await Eventually.TrueAsync("they stand under their tab", async () => await dashboard.Test("alert-row").CountAsync() == 2);

        Assert.Equal(0, await dashboard.Page.Locator("img").CountAsync());
        Assert.Empty(browser.ConsoleErrors);
    }

    [BrowserFact]
    public async Task HostileNames_InListAndPanel_AreTextInOneLineThatReadsOneWay()
    {
        string[] names = ["<script>alert(1)</script>", "=cmd|' /C calc'!A0", "@everyone", "\u202Egnp.exe", "two\r\n12:00 ERROR forged", new('x', 200)];
        await using var server = await LocalServer.StartWithAdaAsync();
        var alerts = await OpenedAlerts.OfAsync(server);
        var ids = await alerts.OpenAsync(names);
        await using var browser = await Browser.OpenAsync(server.Url, 390, 844);
        browser.Page.Dialog += (_, dialog) => throw new InvalidOperationException(dialog.Message);
        var dashboard = await OpenAsync(browser);

        await Eventually.TrueAsync("all are there", async () => await dashboard.Test("alert-row").CountAsync() == names.Length);
        Assert.True(await dashboard.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
        foreach (var alert in ids)
        {
            var name = alert.Target["command"]!;
            await dashboard.Page.GotoAsync($"/alerts?alert={alert.Id}");
            await dashboard.Test("panel-target").WaitForAsync(Dashboard.Patient);
            var shown = await dashboard.Test("panel-target").TextContentAsync() ?? "";

            Assert.DoesNotContain(shown, letter => char.IsControl(letter) || letter == '\u202E');
            Assert.Equal(name.Replace("\u202E", "", StringComparison.Ordinal).Replace("\r\n", "  ", StringComparison.Ordinal), shown);
            Assert.True(await dashboard.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
        }

        Assert.Empty(browser.ConsoleErrors);
    }

    [BrowserFact]
    public async Task TwoPeople_OneActs_TheOtherSeesItAndIsToldWhoWasFirst()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        await server.AddAccountAsync("olga@example.org", Roles.Operator);
        var alerts = await OpenedAlerts.OfAsync(server);
        var id = await alerts.OpenAsync(Hostile, 6);
        await using var adas = await Browser.OpenAsync(server.Url);
        await using var olgas = await Browser.OpenAsync(server.Url);
        var ada = await OpenAsync(adas, $"/alerts?alert={id}");
        var olga = await OpenAsync(olgas, $"/alerts?alert={id}", "olga@example.org");
        await olga.Page.SetViewportSizeAsync(390, 844);

        // Both ask; the one who answers first has it.
        await ada.Test("panel-acknowledge").ClickAsync();
        await olga.Test("panel-acknowledge").ClickAsync();
        await ada.Page.Locator("[data-testid=act-dialog][open]").WaitForAsync(Dashboard.Patient);
        await olga.Page.Locator("[data-testid=act-dialog][open]").WaitForAsync(Dashboard.Patient);
        await ada.Test("act-do").ClickAsync();
        await ada.Test("panel-state").GetByText("Acknowledged").WaitForAsync(Dashboard.Patient);
        await olga.Page.Locator("[data-testid=alert-history] [data-what=acknowledged]").WaitForAsync(
            new LocatorWaitForOptions { State = WaitForSelectorState.Attached, Timeout = 30_000 });
        await olga.Test("act-do").ClickAsync();
        await olga.Test("toast").GetByText($"{LocalServer.Email} has acknowledged it already.").WaitForAsync(Dashboard.Patient);
        var opened = await alerts.OpenAsync("later");
        await ada.Page.Locator(Row(opened)).WaitForAsync(Dashboard.Patient);

        Assert.Equal(LocalServer.Email, (await FindAsync(server, id)).AcknowledgedBy);
        Assert.Equal(Hostile, await olga.Test("panel-target").InnerTextAsync());
        Assert.True(await olga.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
        Assert.Equal(0, await olga.Page.Locator("img").CountAsync());
        Assert.Empty(adas.ConsoleErrors);
        Assert.Empty(olgas.ConsoleErrors);
    }

    [BrowserFact]
    public async Task Viewer_SeesEverythingAndFindsNoButtons()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        await server.AddAccountAsync(Viewer, Roles.Viewer);
        var alerts = await OpenedAlerts.OfAsync(server);
        var id = await alerts.OpenAsync("play");
        await using var browser = await Browser.OpenAsync(server.Url);
        var dashboard = await OpenAsync(browser, "/alerts", Viewer);

        await PressAsync(dashboard, "j", Row(id, current: true));
        foreach (var key in "asxrceu")
            await dashboard.Page.Keyboard.PressAsync($"{key}");
        await dashboard.Page.Keyboard.PressAsync("Enter");
        await dashboard.Test("panel-title").WaitForAsync(Dashboard.Patient);
        await dashboard.Page.Keyboard.PressAsync("Escape");
        await dashboard.Test("alert-panel").WaitForAsync(Dashboard.Gone);

        foreach (var button in new[] { "alert-pick", "act-dialog", "toast", "panel-acknowledge", "note-text" })
            Assert.Equal(0, await dashboard.Test(button).CountAsync());
        var alert = await FindAsync(server, id);
        Assert.Equal((AlertLifeState.Open, (DateTimeOffset?)null), (alert.State, alert.SeenAt));
        Assert.Empty(browser.ConsoleErrors);
    }

    [BrowserFact]
    public async Task ManyPages_SelectedTogether_AreHandledInOneAction()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var alerts = await OpenedAlerts.OfAsync(server);
        await alerts.OpenAsync(Enumerable.Range(0, 120).Select(i => $"command {i}"));
        await using var browser = await Browser.OpenAsync(server.Url);
        var dashboard = await OpenAsync(browser);

        await dashboard.Test("pick-all").ClickAsync();
        await dashboard.Test("bulk-all").ClickAsync();
        await dashboard.Test("bulk-count").GetByText("120 selected").WaitForAsync(Dashboard.Patient);
        await dashboard.Test("bulk-resolve").ClickAsync();
        await dashboard.Page.Locator("[data-testid=act-dialog][open]").WaitForAsync(Dashboard.Patient);
        await dashboard.Test("act-do").ClickAsync();
        await dashboard.Test("no-alerts").WaitForAsync(Dashboard.Patient);
        Assert.Contains("Resolved 120 alerts.", await dashboard.Test("toast").InnerTextAsync(), StringComparison.Ordinal);
        await dashboard.Test("undo").ClickAsync();
        await Eventually.TrueAsync("they are back", () => server.Get<AlertQueries>().Waiting().Count == 120);

        Assert.Empty(browser.ConsoleErrors);
    }

    private static string Row(int id, bool current = false) => $"[data-testid=alert-row][data-alert='{id}']" + (current ? "[data-current]" : "");

    private static async Task<Alert> FindAsync(LocalServer server, int id) =>
        (await server.Get<AlertQueries>().FindAsync(id, CancellationToken.None))!;

    private static async Task<Dashboard> OpenAsync(Browser browser, string path = "/alerts", string email = LocalServer.Email)
    {
        var dashboard = new Dashboard(browser);
        await dashboard.SignInAsync(email, LocalServer.Password);
        await dashboard.Page.GotoAsync(path);
        await (await dashboard.ListeningAsync("search")).WaitForAsync(Dashboard.Patient);
        return dashboard;
    }

    private static async Task PressAsync(Dashboard dashboard, string key, string until)
    {
        await dashboard.Page.Keyboard.PressAsync(key);
        await dashboard.Page.Locator(until).First.WaitForAsync(Dashboard.Patient);
    }
}
