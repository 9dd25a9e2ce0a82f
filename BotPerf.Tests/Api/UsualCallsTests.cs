using System.Net;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Tests.Journey;
using BotPerf.Web.Access;
using BotPerf.Web.Bots;
using BotPerf.Web.Hosting.Demo;

namespace BotPerf.Tests.Api;

/// <summary>What is usual and what is to come, over days of a demo's bots.</summary>
[Collection(ServerCollection.Name)]
public sealed class UsualCallsTests
{
    [BrowserFact]
    public async Task UsualRange_FourDaysKnown_IsToldByRestAndDrawnByTheSwitchInTheUrl()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var demo = DemoFleet.Bots[0];
        var (bot, _) = await server.Get<BotRegistry>().CreateAsync(demo.Name, "a test", CancellationToken.None);
        await server.Get<DemoHistory>().FillAsync([(demo, bot)], TimeSpan.FromDays(4), CancellationToken.None);
        var (id, command) = (bot.Id, demo.Commands[0].Name);
        using var caller = await ApiCaller.WithTokenAsync(server, Scopes.Read);
        var path = $"/api/v1/bots/{id}/history";

        var usual = await caller.GetAsync(path + $"/usual?metric=command_duration_seconds&labels=command={command}&step=300");
        Assert.Equal("p95", usual.Text("figure"));
        var series = Assert.Single(usual["series"].EnumerateArray());
        Assert.True(series.GetProperty("known").GetBoolean());
        Assert.InRange(series.GetProperty("points").GetArrayLength(), 12, 13);
        var point = series.GetProperty("points")[0];
        Assert.True(point.GetProperty("low").GetDouble() < point.GetProperty("usual").GetDouble());
        Assert.True(point.GetProperty("usual").GetDouble() < point.GetProperty("high").GetDouble());
        var forecast = await caller.GetAsync(path + "/forecast?metric=system_disk_used_bytes&threshold=1e15");
        Assert.All(forecast["series"].EnumerateArray(), one => Assert.Contains(one.GetProperty("verdict").GetString(), new[] { "reaches", "no_trend" }));
        Assert.Equal("threshold", (await caller.GetAsync(path + "/forecast?metric=memory_rss_bytes")).Refused(HttpStatusCode.BadRequest).Text("field"));
        Assert.Equal("figure", (await caller.GetAsync(path + "/usual?metric=memory_rss_bytes&figure=max")).Refused(HttpStatusCode.BadRequest).Text("field"));
        (await caller.GetAsync(path + "/usual?metric=nonsense")).Refused(HttpStatusCode.NotFound);

        await using var browser = await Browser.OpenAsync(server.Url);
        var dashboard = new Dashboard(browser);
        await dashboard.SignInAsync(LocalServer.Email, LocalServer.Password);
        await dashboard.Page.GotoAsync($"/explore?bot={id}&range=24h&l1={Uri.EscapeDataString($"p95(command_duration_seconds{{\"command\":\"{command}\"}})")}");
        await dashboard.Page.Locator("[data-testid=history-chart-0]:not(.is-empty) canvas").First.WaitForAsync(Dashboard.Patient);
        Assert.Equal(0, await dashboard.Page.Locator("[data-keys] .band").CountAsync());
        await dashboard.Test("usual").ClickAsync();
        await dashboard.Page.WaitForURLAsync("**&usual=on");
        await dashboard.Page.ReloadAsync();
        var band = dashboard.Page.Locator("[data-testid=history-chart-0] [data-keys] .band", new() { HasText = "usual range" });
        await band.WaitForAsync(Dashboard.Patient);
        Assert.Equal("Without the usual range", await dashboard.Test("usual").InnerTextAsync());

        await dashboard.Page.GotoAsync($"/bots/{id}?range=24h&usual=on");
        await dashboard.Page.Locator("[data-testid=history-commands] [data-keys] .band").WaitForAsync(Dashboard.Patient);
        Assert.Empty(browser.ConsoleErrors);
    }
}
