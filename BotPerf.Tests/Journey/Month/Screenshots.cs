using BotPerf.Tests.Infrastructure;
using Microsoft.Playwright;

namespace BotPerf.Tests.Journey.Month;

/// <summary>
/// Makes the pictures in docs/images anew: every page of a demo with a month behind it, both themes, desk and phone. Asked
/// for with <c>BOTPERF_SCREENSHOTS=1 dotnet test --filter Screenshots</c>.
/// </summary>
[Collection(MonthCollection.Name)]
public sealed class Screenshots(MonthOfDemo month)
{
    private const int DeskWidth = 1440;
    private const int PhoneWidth = 390;

    [ScreenshotFact]
    public async Task Pages_OfTheMonth_AreKeptInTheDocuments()
    {
        foreach (var colours in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            foreach (var width in new[] { DeskWidth, PhoneWidth })
                await TakeAllAsync(colours, width);
        }
    }

    private async Task TakeAllAsync(ColorScheme colours, int width)
    {
        await using var browser = await Browser.OpenAsync(month.Server.Url, width, width == PhoneWidth ? 844 : 960, colours);
        var suffix = $"-{colours.ToString().ToLowerInvariant()}{(width == PhoneWidth ? "-phone" : "")}";
        await browser.Page.GotoAsync("/sign-in");
        await TakeAsync(browser.Page, "sign-in" + suffix);

        await new Dashboard(browser).SignInAsync();
        foreach (var (name, path, ready) in MonthPage.All(month))
        {
            await browser.Page.GotoAsync(path);
            await browser.Page.Locator(ready).First.WaitForAsync(Dashboard.Patient);
            await TakeAsync(browser.Page, name + suffix);
        }

        Assert.Empty(browser.ConsoleErrors);
    }

    // What a window shows, as WebP, which Playwright's own screenshots are not: a third of a PNG's bytes.
    private static async Task TakeAsync(IPage page, string name)
    {
        // Two beats of the live pages, so that charts have drawn.
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
        var session = await page.Context.NewCDPSessionAsync(page);
        var taken = await session.SendAsync("Page.captureScreenshot", new Dictionary<string, object> { ["format"] = "webp", ["quality"] = 70 });
        await session.DetachAsync();
        await File.WriteAllBytesAsync(
            RepositoryFolder.File("docs", "images", name + ".webp"), taken!.Value.GetProperty("data").GetBytesFromBase64());
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
