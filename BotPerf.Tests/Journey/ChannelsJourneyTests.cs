using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Access;
using BotPerf.Web.Delivery;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Tests.Journey;

/// <summary>The Channels page as people of each role use it.</summary>
[Collection(ServerCollection.Name)]
public sealed class ChannelsJourneyTests
{
    private const string Email = "vera@example.org";

    [BrowserFact]
    public async Task Administrator_AddsTestsAndLooksAfterAChannel()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        await using var browser = await Browser.OpenAsync(server.Url);
        var dashboard = new Dashboard(browser);
        await dashboard.SignInAsync(LocalServer.Email, LocalServer.Password);
        await dashboard.Page.Locator(".shell-nav a[href='/channels']").ClickAsync();

        await (await dashboard.ListeningAsync("add-channel")).ClickAsync();
        await dashboard.Test("kind-webhook").CheckAsync();
        await dashboard.Test("channel-name").FillAsync("incident tool");
        await dashboard.Test("channel-url").FillAsync("http://10.0.0.7/hook");
        await dashboard.Test("channel-secret").FillAsync("short");
        await dashboard.Test("channel-save").ClickAsync();
        await dashboard.Page.Locator("#channel-secret-help.problem").WaitForAsync(Dashboard.Patient);
        Assert.Equal("It has to have at least 16 characters.", await dashboard.Page.Locator("#channel-secret-help").InnerTextAsync());
        await dashboard.Test("channel-secret").FillAsync("a secret of a good length");
        await dashboard.Test("channel-save").ClickAsync();

        await dashboard.Test("channel-test").ClickAsync();
        await dashboard.Test("test-result").WaitForAsync(Dashboard.Patient);
        Assert.Contains("10.0.0.7 is not a public address", await dashboard.Test("test-result").InnerTextAsync(), StringComparison.Ordinal);

        await dashboard.Test("channel-open").ClickAsync();
        await dashboard.Page.WaitForURLAsync("**/channels?channel=1");
        await dashboard.Page.Locator("[data-testid=letter][data-state=dropped]").WaitForAsync(Dashboard.Patient);
        await AddAsync(server, "<b>it broke</b>");
        await dashboard.Test("log-dead").ClickAsync();
        await dashboard.Page.GetByText("<b>it broke</b>").WaitForAsync(Dashboard.Patient);
        await dashboard.Test("letter-drop").ClickAsync();
        await dashboard.Page.GetByText("There are none of these.").WaitForAsync(Dashboard.Patient);
        Assert.Empty(browser.ConsoleErrors);
    }

    [BrowserFact]
    public async Task Viewer_SeesTheChannelsAndNoButtons()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        await server.AddAccountAsync(Email, Roles.Viewer);
        await server.Get<ChannelStore>().AddAsync(
            new ChannelDraft("the log", "log", true, new Dictionary<string, string>()), "a test", CancellationToken.None);
        await using var browser = await Browser.OpenAsync(server.Url);
        var dashboard = new Dashboard(browser);
        await dashboard.SignInAsync(Email, LocalServer.Password);
        await dashboard.Page.SetViewportSizeAsync(390, 844);
        await dashboard.Page.GotoAsync("/channels?channel=1");

        await dashboard.Page.GetByText("Nothing has gone out here yet.").WaitForAsync(Dashboard.Patient);

        Assert.Equal(0, await dashboard.Test("channel-test").CountAsync());
        Assert.Equal(0, await dashboard.Test("add-channel").CountAsync());
        Assert.True(await dashboard.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
        Assert.Empty(browser.ConsoleErrors);
    }

    private static async Task AddAsync(LocalServer server, string title)
    {
        await using (var context = await server.Get<IDbContextFactory<AppDbContext>>().CreateDbContextAsync())
        {
            server.Get<Outbox>().Add(context, 1, new Notice(
                "alert", "alert:1", NoticeTone.High, title, "", [], null, TimeProvider.System.GetUtcNow()));
            await context.SaveChangesAsync();
        }

        server.Get<Outbox>().Wake();
    }
}
