using BotPerf.Shared.Metrics;
using BotPerf.Tests.Api;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Access;
using BotPerf.Web.Alerts;
using BotPerf.Web.Bots;
using BotPerf.Web.Delivery;

namespace BotPerf.Tests.Journey;

/// <summary>Rules, silences and routes as people of each role use them.</summary>
[Collection(ServerCollection.Name)]
public sealed class RulesJourneyTests
{
    private const string Viewer = "vera@example.org";

    [BrowserFact]
    public async Task Administrator_MakesARuleFromAChart_SeesWhatItWouldHaveDoneAndSwitchesIt()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var sent = await SentEvents.NewBotAsync(server);
        await sent.PostAsync("default", new { type = "command", name = "help", durationMs = 100.0, at = TimeProvider.System.GetUtcNow().AddMinutes(-5) });
        var bot = server.Get<BotRegistry>().All.Single();
        await using var browser = await Browser.OpenAsync(server.Url);
        var dashboard = new Dashboard(browser);
        await dashboard.SignInAsync(LocalServer.Email, LocalServer.Password);
        await dashboard.Page.GotoAsync($"/rules/edit?bot={bot.Id}&metric={MetricNames.CommandDuration}&aggregation=p95&labels=%7B%22command%22%3A%22help%22%7D");
        var threshold = await dashboard.ListeningAsync("level-threshold");

        await threshold.FillAsync("quick");
        await dashboard.Test("problem-levels[0].threshold").WaitForAsync(Dashboard.Patient);
        await threshold.FillAsync("250 ms");
        await dashboard.Test("rule-says").GetByText("≥ 250 ms warning").WaitForAsync(Dashboard.Patient);
        await (await dashboard.ListeningAsync("field-name")).FillAsync("Help <b>is</b> slow");
        await dashboard.Test("preview-headline").GetByText("Would not have fired").WaitForAsync(Dashboard.Patient);
        await threshold.FillAsync("quick");
        await dashboard.Test("preview-stale").WaitForAsync(Dashboard.Patient);
        await threshold.FillAsync("250 ms");
        await dashboard.Test("preview-stale").WaitForAsync(Dashboard.Gone);
        await dashboard.Test("rule-save").ClickAsync();
        await dashboard.Test("rule-words").First.WaitForAsync(Dashboard.Patient);
        var own = server.Get<RuleBook>().All.Single(rule => rule.Key is null);
        var line = dashboard.Page.Locator($"[data-rule='{own.Id}']");

        Assert.Equal("Help <b>is</b> slow", await line.Locator("[data-testid=rule-name]").InnerTextAsync());
        Assert.Equal((0.25, "help"), (own.Levels[0].Threshold, own.Signal.Labels["command"]));
        await (await dashboard.ListeningAsync("rule-switch")).WaitForAsync(Dashboard.Patient);
        await line.Locator("[data-testid=rule-switch]").ClickAsync();
        await Eventually.TrueAsync("it is off", () => !server.Get<RuleBook>().Find(own.Id)!.Enabled);

        await dashboard.Page.Locator("[data-rule='1'] [data-testid=rule-switch]").ClickAsync();
        await dashboard.Page.Locator("[data-rule='1'] [data-testid=rule-reset]").ClickAsync();
        await dashboard.Page.Locator("[data-rule='1'] [data-testid=rule-reset-confirm]").ClickAsync();
        await Eventually.TrueAsync("it is on again", () => server.Get<RuleBook>().Find(1) is { Enabled: true, IsChanged: false });
        Assert.Empty(browser.ConsoleErrors);
    }

    [BrowserFact]
    public async Task Administrator_MakesASilenceFromALinkAndEndsIt()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var (bot, _) = await server.Get<BotRegistry>().CreateAsync("Aurora", "a test", CancellationToken.None);
        await using var browser = await Browser.OpenAsync(server.Url);
        var dashboard = new Dashboard(browser);
        await dashboard.SignInAsync(LocalServer.Email, LocalServer.Password);
        await dashboard.Page.GotoAsync($"/silences?new=1&bot={bot.Id}&rule=1&target=shard-2");

        await (await dashboard.ListeningAsync("silence-reason")).FillAsync("moving house");
        await dashboard.Test("silence-for-240").ClickAsync();
        await dashboard.Test("silence-save").ClickAsync();
        await dashboard.Test("silences-active").WaitForAsync(Dashboard.Patient);
        var silence = Assert.Single(server.Get<Silences>().Current);

        Assert.Equal("Offline of Aurora about “shard-2”", await dashboard.Test("silence-what").InnerTextAsync());
        Assert.Equal((bot.Id, 1, "shard-2"), (silence.Bot!.Value, silence.Rule, silence.Target));
        Assert.Equal(TimeSpan.FromHours(4), silence.EndsAt - silence.StartsAt);
        await dashboard.Test("silence-extend").SelectOptionAsync("60");
        await Eventually.TrueAsync("it is longer", () => server.Get<Silences>().Current is [var longer] && longer.EndsAt - longer.StartsAt == TimeSpan.FromHours(5));
        await (await dashboard.ListeningAsync("silence-end")).ClickAsync();
        await dashboard.Test("silences-ended").WaitForAsync(Dashboard.Patient);
        Assert.Empty(browser.ConsoleErrors);
    }

    [BrowserFact]
    public async Task Administrator_MakesARouteWithQuietHours()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        await server.Get<ChannelStore>().AddAsync(
            new ChannelDraft("the log", "log", true, new Dictionary<string, string>()), "a test", CancellationToken.None);
        await using var browser = await Browser.OpenAsync(server.Url);
        var dashboard = new Dashboard(browser);
        await dashboard.SignInAsync(LocalServer.Email, LocalServer.Password);
        await dashboard.Page.GotoAsync("/routes");
        await dashboard.Test("default-route").WaitForAsync(Dashboard.Patient);

        await (await dashboard.ListeningAsync("add-route")).ClickAsync();
        await dashboard.Test("route-severity").SelectOptionAsync("High");
        await dashboard.Test("route-after").SelectOptionAsync("15");
        await dashboard.Test("route-quiet").CheckAsync();
        await dashboard.Test("route-zone").FillAsync("Mars");
        await dashboard.Test("route-save").ClickAsync();
        await dashboard.Test("route-zone-wrong").WaitForAsync(Dashboard.Patient);
        await dashboard.Test("route-zone").FillAsync("Europe/Berlin");
        await dashboard.Test("route-save").ClickAsync();
        await dashboard.Test("route-when").WaitForAsync(Dashboard.Patient);

        Assert.Equal("From high on", await dashboard.Test("route-what").InnerTextAsync());
        Assert.Equal(0, await dashboard.Test("unheard").CountAsync());
        Assert.Equal(
            "when nobody has acknowledged it for 15 min; quiet 22:00 to 07:00 (Europe/Berlin), but for what is critical",
            await dashboard.Test("route-when").InnerTextAsync());
        await dashboard.Test("route-edit").ClickAsync();
        await dashboard.Test("route-remove").ClickAsync();
        await dashboard.Test("route-remove-confirm").ClickAsync();
        await dashboard.Test("default-route").WaitForAsync(Dashboard.Patient);
        Assert.Empty(browser.ConsoleErrors);
    }

    [BrowserFact]
    public async Task Viewer_SeesRulesSilencesAndRoutesAndCanChangeNothing()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        await server.AddAccountAsync(Viewer, Roles.Viewer);
        await using var browser = await Browser.OpenAsync(server.Url);
        var dashboard = new Dashboard(browser);
        await dashboard.SignInAsync(Viewer, LocalServer.Password);
        await dashboard.Page.GotoAsync("/silences?new=1");
        await dashboard.Test("no-silences").WaitForAsync(Dashboard.Patient);
        await server.Get<Silences>().AddAsync(
            new SilenceDraft(false, null, null, null, null, TimeProvider.System.GetUtcNow(), TimeProvider.System.GetUtcNow().AddHours(1), "moving house"), "a test", CancellationToken.None);
        await dashboard.Page.SetViewportSizeAsync(390, 844);

        await dashboard.Page.GotoAsync("/rules");
        await dashboard.Test("rule").First.WaitForAsync(Dashboard.Patient);
        Assert.True(await dashboard.Test("rule-switch").First.IsDisabledAsync());
        Assert.Equal(0, await dashboard.Test("add-rule").CountAsync());
        await AssertFitsAsync(dashboard);
        await dashboard.Page.GotoAsync("/rules/edit?id=1");
        await dashboard.Test("preview-headline").WaitForAsync(Dashboard.Patient);
        Assert.Equal(0, await dashboard.Test("rule-save").CountAsync());
        Assert.True(await dashboard.Test("field-name").IsDisabledAsync());
        await AssertFitsAsync(dashboard);
        await dashboard.Page.GotoAsync("/silences?new=1");
        await dashboard.Test("silence").First.WaitForAsync(Dashboard.Patient);
        Assert.Equal(0, await dashboard.Test("silence-end").CountAsync() + await dashboard.Test("silence-form").CountAsync());
        await AssertFitsAsync(dashboard);
        await dashboard.Page.GotoAsync("/routes");
        await dashboard.Test("no-channels").WaitForAsync(Dashboard.Patient);
        Assert.Equal(0, await dashboard.Test("add-route").CountAsync());
        Assert.Empty(browser.ConsoleErrors);
    }

    private static async Task AssertFitsAsync(Dashboard dashboard) =>
        Assert.True(await dashboard.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
}
