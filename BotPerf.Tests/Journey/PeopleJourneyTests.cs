using System.Diagnostics;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Access;
using Microsoft.Playwright;

namespace BotPerf.Tests.Journey;

/// <summary>People as an administrator meets them, and rights that end under open pages.</summary>
[Collection(ServerCollection.Name)]
public sealed class PeopleJourneyTests
{
    private const string Olga = "olga@example.org";

    [BrowserFact]
    public async Task Administrator_InvitesSomebody_WhoComesInAndIsDisabled()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        await using var browser = await Browser.OpenAsync(server.Url);
        await using var theirs = await Browser.OpenAsync(server.Url, width: 390, height: 844);
        var dashboard = new Dashboard(browser);
        await dashboard.SignInAsync(LocalServer.Email, LocalServer.Password);
        await dashboard.Page.Locator(".shell-nav a[href='/settings/users']").ClickAsync();

        await (await dashboard.ListeningAsync("invite")).ClickAsync();
        await dashboard.Test("invite-email").FillAsync(Olga);
        await dashboard.Test("invite-as-operator").CheckAsync();
        await dashboard.Test("make-invitation").ClickAsync();
        await dashboard.Test("invitation").WaitForAsync(Dashboard.Patient);
        var link = await dashboard.Test("link-text").InnerTextAsync();

        await theirs.Page.GotoAsync(link);
        await theirs.Page.Locator("input[type=password]").FillAsync(LocalServer.Password);
        await theirs.Page.Locator("form button[type=submit]").ClickAsync();
        await theirs.Page.Locator("[data-testid=own-account]").WaitForAsync(Dashboard.Patient);

        await Of(dashboard, "").WaitForAsync(Dashboard.Patient);
        await Of(dashboard, "[data-testid=manage]").ClickAsync();
        await Of(dashboard, "[data-testid=disable]").ClickAsync();
        var clock = Stopwatch.StartNew();
        await Of(dashboard, "[data-testid=act-confirm]").ClickAsync();
        await theirs.Page.GetByText("You are signed out").WaitForAsync(Dashboard.Patient);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(6), $"{clock.Elapsed}");

        // Whoever is the last administrator stays it, and the page says why.
        await dashboard.Page.Locator($"[data-email='{LocalServer.Email}'] [data-testid=manage]").ClickAsync();
        await dashboard.Page.Locator($"[data-email='{LocalServer.Email}'] [data-testid=set-role]").SelectOptionAsync("viewer");
        await dashboard.Test("problem").WaitForAsync(Dashboard.Patient);
        Assert.Contains("last administrator", await dashboard.Test("problem").InnerTextAsync(), StringComparison.Ordinal);

        // What was done on the page is in the log, with where from.
        await dashboard.Page.GotoAsync("/settings/audit?what=account.disabled");
        await dashboard.Test("audit-row").WaitForAsync(Dashboard.Patient);
        var row = await dashboard.Test("audit-row").InnerTextAsync();
        Assert.Contains(Olga, row, StringComparison.Ordinal);
        Assert.Contains(LocalServer.Email, row, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1", row, StringComparison.Ordinal);
        await dashboard.Test("filter-what").SelectOptionAsync("invitation");
        await dashboard.Page.WaitForURLAsync("**/settings/audit?what=invitation");
        await dashboard.Page.Locator("[data-what='invitation.created']").WaitForAsync(Dashboard.Patient);
        var saved = await dashboard.Page.RunAndWaitForDownloadAsync(() => dashboard.Test("csv").ClickAsync());
        Assert.StartsWith("id,at,who,what,subject,address\r\n", await File.ReadAllTextAsync(await saved.PathAsync()), StringComparison.Ordinal);
        Assert.Empty(browser.ConsoleErrors);
        Assert.Empty(theirs.ConsoleErrors);
    }

    /// <summary>Ended rights end at once: each tab, and what it may still do meanwhile.</summary>
    [BrowserFact]
    public async Task RoleTakenAway_ThreeOpenTabs_LoseItWithinFiveSeconds()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        await server.AddAccountAsync(Olga, Roles.Admin);
        await using var browser = await Browser.OpenAsync(server.Url);
        var dashboard = new Dashboard(browser);
        await dashboard.SignInAsync(Olga, LocalServer.Password);
        await dashboard.Page.GotoAsync("/settings/users");
        await dashboard.ListeningAsync("invite");
        var tabs = new List<IPage> { dashboard.Page };
        foreach (var path in new[] { "/settings/tokens", "/jobs" })
        {
            var tab = await dashboard.Page.Context.NewPageAsync();
            await tab.GotoAsync(path);
            await tab.Locator(".shell-nav").WaitForAsync(Dashboard.Patient);
            tabs.Add(tab);
        }

        await tabs[1].Locator("[data-testid=add-token]").ClickAsync();
        await tabs[1].Locator("[data-testid=token-name]").FillAsync("too late");
        var clock = Stopwatch.StartNew();
        await server.Get<People>().SetRoleAsync(2, Roles.Viewer, "a test", CancellationToken.None);
        // Pressed while the page still shows: the act is asked about on the server, and refused.
        await tabs[1].Locator("[data-testid=create-token]").ClickAsync();

        var lost = await Task.WhenAll(tabs.Select(async tab =>
        {
            await tab.GetByText("You are signed out").WaitForAsync(Dashboard.Patient);
            return clock.Elapsed;
        }));

        Assert.All(lost, after => Assert.True(after < TimeSpan.FromSeconds(5), $"{after}"));
        Assert.Empty(server.Get<ApiTokens>().All);
        await tabs[2].ReloadAsync();
        Assert.Contains("/sign-in", tabs[2].Url, StringComparison.Ordinal);
    }

    private static ILocator Of(Dashboard dashboard, string part) => dashboard.Page.Locator($"[data-email='{Olga}'] {part}".Trim());
}
