namespace BotPerf.Tests.Infrastructure;

[Collection(ServerCollection.Name)]
public sealed class BrowserTests
{
    [BrowserFact]
    public async Task ConsoleErrors_PageThatComplains_AreKept()
    {
        await using var browser = await Browser.OpenAsync(new Uri("http://127.0.0.1/"));

        await browser.Page.SetContentAsync("<h1>here</h1><script>console.error('broken'); throw new Error('worse')</script>");

        Assert.Equal("here", await browser.Page.Locator("h1").InnerTextAsync());
        await Eventually.TrueAsync("both errors arrive", () => browser.ConsoleErrors.Count == 2);
        browser.ForgetLostConnections();
        Assert.Equal(2, browser.ConsoleErrors.Count);
    }
}
