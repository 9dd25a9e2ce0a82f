using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Tests.Insights;
using BotPerf.Web.Access;
using BotPerf.Web.Insights.Suggestions;

namespace BotPerf.Tests.Journey;

/// <summary>Insights as people use it: decide, take it back, two at once, and as somebody who may only look.</summary>
[Collection(ServerCollection.Name)]
public sealed class InsightsJourneyTests
{
    private const string Hostile = "<img src=x onerror=alert(1)>";

    [BrowserFact]
    public async Task Suggestion_DismissedUndoneAndDone_StandsUnderItsTab()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var bot = await SentFigures.SlowBotAsync(server, Hostile);
        await using var browser = await Browser.OpenAsync(server.Url);
        var dashboard = new Dashboard(browser);
        await dashboard.SignInAsync(LocalServer.Email, LocalServer.Password);
        await dashboard.Page.GotoAsync("/insights");
        await dashboard.Test("no-suggestions").WaitForAsync(Dashboard.Patient);

        await (await dashboard.ListeningAsync("look-now")).ClickAsync();
        await dashboard.Test("suggestion").WaitForAsync(Dashboard.Patient);
        Assert.Equal("Looked: 1 new suggestion, no verdicts.", (await dashboard.Test("said").InnerTextAsync()).Trim());
        Assert.Contains(Hostile, await dashboard.Test("suggestion-title").InnerTextAsync(), StringComparison.Ordinal);

        await dashboard.Test("ask-dismiss").ClickAsync();
        await dashboard.Test("reason").FillAsync("it is a model");
        await dashboard.Test("decide").ClickAsync();
        await dashboard.Test("no-suggestions").WaitForAsync(Dashboard.Patient);
        await dashboard.Test("undo").ClickAsync();
        await dashboard.Test("suggestion").WaitForAsync(Dashboard.Patient);

        await dashboard.Test("ask-done").ClickAsync();
        await dashboard.Test("reason").FillAsync("deferred");
        await dashboard.Test("decide").ClickAsync();
        await dashboard.Test("no-suggestions").WaitForAsync(Dashboard.Patient);
        await dashboard.Test("state-done").ClickAsync();
        await dashboard.Test("verdict").WaitForAsync(Dashboard.Patient);
        Assert.Equal("measuring", await dashboard.Test("verdict").GetAttributeAsync("data-verdict"));
        Assert.EndsWith("state=done", dashboard.Page.Url, StringComparison.Ordinal);

        await dashboard.Test("suggestion-source").ClickAsync();
        await dashboard.Page.WaitForURLAsync("**/command?bot=**");
        Assert.Contains($"bot={bot.Id}", dashboard.Page.Url, StringComparison.Ordinal);
        await dashboard.Test("command-deploys").WaitForAsync(Dashboard.Patient);
        Assert.Equal(0, await dashboard.Page.Locator("img").CountAsync());
        Assert.Empty(browser.ConsoleErrors);
    }

    [BrowserFact]
    public async Task TwoPeople_OneDecides_TheOtherSeesItWhileTyping_AndAViewerHasNoButtons()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var found = await SentFigures.SuggestedAsync(server, await SentFigures.SlowBotAsync(server));
        await server.AddAccountAsync("vera@example.org", Roles.Viewer);
        await using var browser = await Browser.OpenAsync(server.Url);
        var dashboard = new Dashboard(browser);
        await dashboard.SignInAsync(LocalServer.Email, LocalServer.Password);
        await dashboard.Page.GotoAsync("/insights");
        await (await dashboard.ListeningAsync("ask-dismiss")).ClickAsync();
        await dashboard.Test("reason").FillAsync("mine");
        await server.Get<SuggestionDesk>().DoneAsync(found.Id, "olga@example.org", null, CancellationToken.None);
        await dashboard.Test("no-suggestions").WaitForAsync(Dashboard.Patient);
        await dashboard.Test("state-done").ClickAsync();
        await dashboard.Test("verdict").WaitForAsync(Dashboard.Patient);
        Assert.Contains("olga@example.org", await dashboard.Test("verdict").InnerTextAsync(), StringComparison.Ordinal);

        await using var other = await Browser.OpenAsync(server.Url);
        var viewer = new Dashboard(other);
        await viewer.SignInAsync("vera@example.org", LocalServer.Password);
        await viewer.Page.GotoAsync("/insights?state=done");
        await viewer.Test("verdict").WaitForAsync(Dashboard.Patient);
        Assert.Equal(0, await viewer.Test("look-now").Or(viewer.Test("reopen")).CountAsync());
        Assert.Empty(other.ConsoleErrors);
    }

    [BrowserFact]
    public async Task CompareAndDeploys_TwoBotsByTheUrl_AreShownAndSurviveAReload()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var (one, other) = (await SentFigures.SlowBotAsync(server), await SentFigures.SlowBotAsync(server, name: "Borealis"));
        await using var browser = await Browser.OpenAsync(server.Url);
        var dashboard = new Dashboard(browser);
        await dashboard.SignInAsync(LocalServer.Email, LocalServer.Password);

        await dashboard.Page.GotoAsync($"/insights?bot={one.Id}&view=deploys");
        await dashboard.Test("no-deploys").WaitForAsync(Dashboard.Patient);
        await dashboard.Test("part-Compare").ClickAsync();
        await (await dashboard.ListeningAsync("against")).SelectOptionAsync("bot");
        await dashboard.Test("other-bot").SelectOptionAsync(other.Id.ToString());
        await dashboard.Test("compare").ClickAsync();
        await dashboard.Page.WaitForURLAsync($"**against=bot&other={other.Id}");
        await dashboard.Page.ReloadAsync();
        // Both may have run in the minute that is not over.
        await dashboard.Test("change").Or(dashboard.Test("nothing-ran")).First.WaitForAsync(Dashboard.Patient);
        Assert.Equal(other.Id.ToString(), await dashboard.Test("other-bot").InputValueAsync());
        Assert.Empty(browser.ConsoleErrors);
    }
}
