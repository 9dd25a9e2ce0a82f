using System.Net;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Tests.Insights;
using BotPerf.Tests.Journey;
using BotPerf.Web.Access;
using BotPerf.Web.Bots;
using BotPerf.Web.Hosting.Demo;

namespace BotPerf.Tests.Api;

/// <summary>What was out of the ordinary and what is to come, over days of a demo's bot that has had a bad hour.</summary>
[Collection(ServerCollection.Name)]
public sealed class AnomalyCallsTests
{
    [BrowserFact]
    public async Task Anomalies_ABadHourInFourDays_AreToldByRestAndLeadToTheirChart()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var demo = DemoFleet.Bots[0];
        var (bot, _) = await server.Get<BotRegistry>().CreateAsync(demo.Name, "a test", CancellationToken.None);
        await server.Get<DemoHistory>().FillAsync([(demo, bot)], TimeSpan.FromDays(4.5), CancellationToken.None);
        using var caller = await ApiCaller.WithTokenAsync(server, Scopes.Read);

        var told = await caller.GetAsync($"/api/v1/bots/{bot.Id}/anomalies");
        Assert.Equal((300, 0), (told["stepSeconds"].GetInt32(), told["learning"].GetInt32()));
        Assert.InRange(told["known"].GetInt32(), 20, 60);
        var items = told["items"].EnumerateArray().ToList();
        Assert.Equal(told["total"].GetInt32(), items.Count);
        var slow = items.First(item => item.GetProperty("figure").GetString() == "p95" && item.GetProperty("side").GetString() == "above");
        Assert.Equal(("command_duration_seconds", "seconds"), (slow.GetProperty("metric").GetString(), slow.GetProperty("unit").GetString()));
        Assert.True(slow.GetProperty("value").GetDouble() > slow.GetProperty("high").GetDouble());
        Assert.True(slow.GetProperty("deviations").GetDouble() >= 4);
        Assert.True(slow.GetProperty("to").GetDateTimeOffset() > slow.GetProperty("from").GetDateTimeOffset());

        await using var browser = await Browser.OpenAsync(server.Url);
        var dashboard = new Dashboard(browser);
        await dashboard.SignInAsync(LocalServer.Email, LocalServer.Password);
        await dashboard.Page.GotoAsync($"/insights?bot={bot.Id}");
        await dashboard.Test("part-Anomalies").ClickAsync();
        await dashboard.Page.WaitForURLAsync("**range=24h&view=anomalies");
        await dashboard.Test("anomaly").First.WaitForAsync(Dashboard.Patient);
        await dashboard.Test("worst-first").ClickAsync();
        await dashboard.Page.WaitForURLAsync("**order=worst");
        var row = dashboard.Page.Locator("[data-testid=anomaly][data-metric=command_duration_seconds][data-side=above]", new() { HasText = "Response time" }).First;
        Assert.Contains("usual", await row.InnerTextAsync(), StringComparison.Ordinal);
        await row.Locator("[data-testid=anomaly-chart]").ClickAsync();
        await dashboard.Page.WaitForURLAsync("**/explore?**usual=on");
        await dashboard.Page.Locator("[data-testid=history-chart-0] [data-keys] .band").WaitForAsync(Dashboard.Patient);

        await dashboard.Page.GotoAsync($"/insights?bot={bot.Id}&view=forecasts");
        var disk = dashboard.Page.Locator("[data-testid=forecast][data-metric=system_disk_used_bytes]");
        await disk.WaitForAsync(Dashboard.Patient);
        Assert.Equal(1, await disk.Locator("[data-testid=forecast-chart] .past").CountAsync());
        Assert.DoesNotContain("Cannot be said", await disk.InnerTextAsync(), StringComparison.Ordinal);
        await disk.Locator("[data-testid=forecast-limit]").ClickAsync();
        await dashboard.Page.WaitForURLAsync("**/explore?**system_disk_total_bytes**");
        await dashboard.Page.Locator("[data-testid=history-chart-0]:not(.is-empty) canvas").First.WaitForAsync(Dashboard.Patient);
        Assert.Empty(browser.ConsoleErrors);
    }

    [BrowserFact]
    public async Task Anomalies_ABotThatHasJustCome_SayWhenTheyAreKnown()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var bot = await SentFigures.SlowBotAsync(server);
        using var caller = await ApiCaller.WithTokenAsync(server, Scopes.Read);
        var path = $"/api/v1/bots/{bot.Id}/anomalies";

        var told = await caller.GetAsync(path);
        Assert.Equal((0, 0), (told["known"].GetInt32(), told["items"].GetArrayLength()));
        Assert.Equal("from", (await caller.GetAsync(path + "?from=2026-01-01&to=2026-02-01")).Refused(HttpStatusCode.BadRequest).Text("field"));
        (await caller.GetAsync("/api/v1/bots/999/anomalies")).Refused(HttpStatusCode.NotFound);

        await using var browser = await Browser.OpenAsync(server.Url);
        var dashboard = new Dashboard(browser);
        await dashboard.SignInAsync(LocalServer.Email, LocalServer.Password);
        await dashboard.Page.GotoAsync($"/insights?bot={bot.Id}&view=anomalies&range=24h");
        await dashboard.Test("anomalies-learning").WaitForAsync(Dashboard.Patient);
        await dashboard.Page.GotoAsync($"/insights?bot={bot.Id}&view=forecasts");
        await dashboard.Test("no-forecasts").Or(dashboard.Test("forecast")).First.WaitForAsync(Dashboard.Patient);
        Assert.Empty(browser.ConsoleErrors);
    }
}
