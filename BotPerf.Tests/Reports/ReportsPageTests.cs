using BotPerf.Tests.Api;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Reports;
using BotPerf.Web.Reports.Files;
using Microsoft.Extensions.Options;
using static Microsoft.Playwright.Assertions;

namespace BotPerf.Tests.Reports;

/// <summary>The page, in a browser: make, look at, download, schedule, delete.</summary>
[Collection(ServerCollection.Name)]
public sealed class ReportsPageTests
{
    [BrowserFact]
    public async Task Page_ReportMadeAndScheduled_IsThereToLookAtUntilItIsDeleted()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        server.Get<IOptions<ReportOptions>>().Value.Browser = PdfPrinter.None;
        await SentEvents.NewBotAsync(server, "<b>Aurora</b>");
        await using var browser = await Browser.OpenAsync(server.Url, zone: "Europe/Berlin");
        var page = browser.Page;
        await page.GotoAsync("/sign-in?returnUrl=%2Freports");
        await page.FillAsync("input[type=email]", LocalServer.Email);
        await page.FillAsync("input[type=password]", LocalServer.Password);
        await page.ClickAsync("button[type=submit]");

        await Expect(page.GetByTestId("no-reports")).ToBeVisibleAsync();
        await page.GetByTestId("add-report").ClickAsync();
        await page.GetByTestId("report-title").FillAsync(" ");
        await page.GetByTestId("report-make").ClickAsync();
        await Expect(page.GetByTestId("report-wrong")).ToContainTextAsync("title");
        await page.GetByTestId("report-title").FillAsync("Week <i>47</i>");
        await page.GetByTestId("report-these-bots").ClickAsync();
        await page.GetByTestId("report-make").ClickAsync();
        await Expect(page.GetByTestId("report-wrong")).ToContainTextAsync("at least one bot");
        await page.GetByTestId("report-bot").CheckAsync();
        await page.GetByTestId("report-make").ClickAsync();

        await Expect(page.GetByTestId("report")).ToHaveAttributeAsync("data-state", "Done", new() { Timeout = 30_000 });
        await Expect(page.GetByTestId("report-name")).ToHaveTextAsync("Week <i>47</i>");
        await page.GetByText("and why there is no PDF").ClickAsync();
        await Expect(page.GetByTestId("report-no-pdf")).ToContainTextAsync("print it with your own browser");
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByTestId("report-csv").ClickAsync());
        Assert.Equal("report-1-commands.csv", download.SuggestedFilename);
        var view = await page.Context.RunAndWaitForPageAsync(() => page.GetByTestId("report-view").ClickAsync());
        await Expect(view.Locator("h1")).ToHaveTextAsync("Week <i>47</i>");
        await Expect(view.Locator("h1")).ToHaveCSSAsync("line-height", "30.72px");
        await view.CloseAsync();

        await page.GetByTestId("add-report").ClickAsync();
        await page.GetByTestId("report-period-weekly").ClickAsync();
        await page.GetByTestId("report-make").ClickAsync();
        await Expect(page.GetByTestId("report-schedule")).ToContainTextAsync("every Monday at 07:00 (Europe/Berlin)");
        await page.GetByTestId("schedule-delete").ClickAsync();
        await page.GetByTestId("schedule-delete-confirm").ClickAsync();
        await Expect(page.GetByTestId("report-schedule")).ToHaveCountAsync(0);
        await page.GetByTestId("report-delete").ClickAsync();
        await page.GetByTestId("report-delete-confirm").ClickAsync();
        await Expect(page.GetByTestId("no-reports")).ToBeVisibleAsync();
        Assert.Empty(browser.ConsoleErrors);
    }
}
