using BotPerf.Tests.Delivery;
using BotPerf.Tests.Digests;
using BotPerf.Tests.Infrastructure;
using Microsoft.Playwright;

namespace BotPerf.Tests.Journey;

/// <summary>One's own digests in the browser.</summary>
[Collection(ServerCollection.Name)]
public sealed class DigestsJourneyTests
{
    [BrowserFact]
    public async Task Reader_SubscribesLooksAndIsSentOne()
    {
        await using var mail = await MailServerPeer.StartAsync();
        var environment = DigestServer.MailSettingsOf(mail).ToDictionary(pair => pair.Key.Replace(":", "__", StringComparison.Ordinal), pair => pair.Value);
        await using var server = await ServerProcess.StartAsync(environment: environment);
        await server.AddBotAsync("Aurora");
        await using var browser = await Browser.OpenAsync(server.Url);
        await new Dashboard(browser).SignInAsync();
        var page = browser.Page;
        await page.GotoAsync("/reports/digests");

        await page.GetByTestId("digest-add").ClickAsync();
        await page.GetByTestId("digest-zone").FillAsync("Mars/Olympus");
        await page.GetByTestId("digest-save").ClickAsync();
        await Assertions.Expect(page.GetByTestId("digest-wrong")).ToContainTextAsync("time zone");
        await page.GetByTestId("digest-zone").FillAsync("Europe/Berlin");
        await page.GetByTestId("digest-hour").SelectOptionAsync("7");
        await page.GetByTestId("digest-save").ClickAsync();

        await Assertions.Expect(page.GetByTestId("digest-what")).ToHaveTextAsync("Daily digest");
        await page.GetByTestId("digest-preview").ClickAsync();
        await Assertions.Expect(page.GetByTestId("digest-subject")).ToContainTextAsync("Daily digest");
        await Assertions.Expect(page.FrameLocator("[data-testid=digest-letter]").Locator("h1")).ToContainTextAsync("BotPerf itself was away: nothing was heard of Aurora");
        await page.GetByTestId("digest-send").ClickAsync();
        await Assertions.Expect(page.GetByTestId("digest-deliveries")).ToContainTextAsync("Sent", new() { Timeout = 15_000 });
        Assert.Equal([ServerProcess.AdminEmail], Assert.Single(await mail.LettersAsync(1)).To);
        Assert.Contains("/reports/digests?digest=", page.Url, StringComparison.Ordinal);

        await page.GetByTestId("digest-edit").ClickAsync();
        await page.GetByTestId("digest-remove").ClickAsync();
        await page.GetByTestId("digest-remove-confirm").ClickAsync();
        await Assertions.Expect(page.GetByTestId("no-digests")).ToBeVisibleAsync();
        Assert.Empty(browser.ConsoleErrors);
    }

    [BrowserFact]
    public async Task Administrator_SwitchesTellingContinuouslyOnAndOff()
    {
        await using var receiver = new LoopbackReceiver();
        await using var server = await ServerProcess.StartAsync(environment: new Dictionary<string, string> { ["Delivery__AllowedHosts__0"] = "127.0.0.1" });
        await server.AddBotAsync("Aurora");
        using var admin = new Api.ApiCaller(server.Url, await server.AddTokenAsync("admin", "admin"));
        await admin.SendAsync("POST", "api/v1/channels", new { name = "ops", kind = "discord", settings = new { url = receiver.Url() } });
        await using var browser = await Browser.OpenAsync(server.Url);
        await new Dashboard(browser).SignInAsync();
        var page = browser.Page;
        await page.GotoAsync("/reports/digests");

        await Assertions.Expect(page.GetByTestId("report-state")).ToHaveTextAsync("off");
        await page.GetByTestId("report-on").ClickAsync();
        await Assertions.Expect(page.GetByTestId("report-state")).ToContainTextAsync("on");
        await page.GetByTestId("report-minutes").SelectOptionAsync("10");
        await page.GetByTestId("report-test").ClickAsync();
        await Eventually.TrueAsync("one of each arrives", () => receiver.Requests.Count == 1);
        await Assertions.Expect(page.GetByTestId("report-state")).ToContainTextAsync("last");
        await page.GetByTestId("report-off").ClickAsync();
        await Assertions.Expect(page.GetByTestId("report-state")).ToHaveTextAsync("off");
        Assert.Empty(browser.ConsoleErrors);
    }
}
