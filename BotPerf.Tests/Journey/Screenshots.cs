using BotPerf.Tests.Infrastructure;
using Microsoft.Playwright;

namespace BotPerf.Tests.Journey;

/// <summary>
/// Makes the pictures in docs/images anew, from a running demo: every page, both themes, desk and phone. Asked for with
/// <c>BOTPERF_SCREENSHOTS=1 dotnet test --filter Screenshots</c>.
/// </summary>
[Collection(ServerCollection.Name)]
public sealed class Screenshots
{
    private const int DeskWidth = 1440;
    private const int PhoneWidth = 390;

    // Long enough for charts with a shape in them.
    private static readonly TimeSpan DemoTime = TimeSpan.FromSeconds(150);

    [ScreenshotFact]
    public async Task Pages_OfTheDemo_AreKeptInTheDocuments()
    {
        await using var server = await ServerProcess.StartAsync(["--demo"]);
        await Task.Delay(DemoTime, TimeProvider.System);

        foreach (var colours in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            foreach (var width in new[] { DeskWidth, PhoneWidth })
                await TakeAllAsync(server, colours, width);
        }
    }

    private static async Task TakeAllAsync(ServerProcess server, ColorScheme colours, int width)
    {
        await using var browser = await Browser.OpenAsync(server.Url, width, width == PhoneWidth ? 844 : 900, colours);
        var dashboard = new Dashboard(browser);
        await browser.Page.GotoAsync("/sign-in");
        await TakeAsync(browser.Page, "sign-in", colours, width);

        await dashboard.SignInAsync();
        await dashboard.Page.Locator("[data-testid=bot-card][data-freshness=Live]").Nth(2).WaitForAsync(Dashboard.Patient);
        await TakeAsync(browser.Page, "overview", colours, width);

        await dashboard.Page.Locator("[data-testid=bot-card] a").First.ClickAsync();
        await dashboard.Test("gauge-cpu").WaitForAsync(Dashboard.Patient);
        await TakeAsync(browser.Page, "bot", colours, width);

        await browser.Page.GotoAsync("/commands?range=15m");
        await dashboard.CommandCell("uses").First.WaitForAsync(Dashboard.Patient);
        await TakeAsync(browser.Page, "commands", colours, width);

        await browser.Page.GotoAsync("/settings/bots");
        await browser.Page.Locator("main h1").First.WaitForAsync(Dashboard.Patient);
        await TakeAsync(browser.Page, "bots-and-keys", colours, width);
        Assert.Empty(browser.ConsoleErrors);
    }

    private static async Task TakeAsync(IPage page, string name, ColorScheme colours, int width)
    {
        // Two beats of the live pages, so that charts have drawn.
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System);
        var suffix = width == PhoneWidth ? "-phone" : "";
        await page.ScreenshotAsync(new PageScreenshotOptions
        {
            FullPage = true,
            Path = RepositoryFolder.File("docs", "images", $"{name}-{colours.ToString().ToLowerInvariant()}{suffix}.png"),
        });
    }
}

/// <summary>Runs only when the pictures are asked for.</summary>
public sealed class ScreenshotFactAttribute : FactAttribute
{
    public ScreenshotFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("BOTPERF_SCREENSHOTS") != "1" || Chromium.Path is null)
            Skip = "Pictures are made on demand: BOTPERF_SCREENSHOTS=1, with a Chromium.";
    }
}
