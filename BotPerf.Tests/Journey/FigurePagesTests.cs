using System.Globalization;
using System.Text.Json;
using BotPerf.Tests.Api;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Access;
using Microsoft.Playwright;

namespace BotPerf.Tests.Journey;

/// <summary>The pages behind a bot: their figures are those of REST, their URL is all they need, and nothing complains.</summary>
[Collection(ServerCollection.Name)]
public sealed class FigurePagesTests
{
    private const double MsPerSecond = 1_000;

    [BrowserFact]
    public async Task Pages_BotThatSentEverything_ShowWhatRestSaysAndComeBackByTheirUrl()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var bot = await SentEvents.NewBotAsync(server);
        await PostAsync(bot, "a", cpu: 20);
        await PostAsync(bot, "b", cpu: 90);
        using var caller = await ApiCaller.WithTokenAsync(server, Scopes.Read);
        await using var browser = await Browser.OpenAsync(server.Url);
        var dashboard = new Dashboard(browser);
        await dashboard.SignInAsync(LocalServer.Email, LocalServer.Password);
        var about = $"?bot={bot.Path.Split('/')[^1]}&range=1h";

        await OpenTwiceAsync(dashboard, "/system" + about, "[data-testid=runtime-row]");
        var cpu = await PointAsync(caller, bot, "cpu_usage_percent", series => series.GetProperty("labels").GetProperty("instance").GetString() == "b");
        Assert.Equal(Format.Value(cpu.GetProperty("avg").GetDouble(), "percent"), await TextAsync(dashboard, "[data-instance=b] [data-col=cpu]"));
        Assert.Equal(Format.Value(cpu.GetProperty("max").GetDouble(), "percent"), await TextAsync(dashboard, "[data-instance=b] [data-col=cpu-max]"));
        Assert.Equal("b", await dashboard.Page.Locator("[data-testid=runtime-row]").First.GetAttributeAsync("data-instance"));

        await OpenTwiceAsync(dashboard, "/database" + about, "[data-testid=call-row]");
        var query = await PointAsync(caller, bot, "database_query_duration_seconds", _ => true);
        foreach (var (column, field) in new[] { ("avg", "avg"), ("p50", "p50"), ("p95", "p95"), ("p99", "p99"), ("max", "max") })
            Assert.Equal(query.GetProperty(field).GetDouble() * MsPerSecond, await ExactAsync(dashboard, $"[data-testid=queries] [data-col={column}]"), 0.0001);
        Assert.Equal(query.GetProperty("count").GetInt64().ToString(CultureInfo.InvariantCulture), await TextAsync(dashboard, "[data-testid=queries] [data-col=count]"));
        Assert.Equal("75 %", await TextAsync(dashboard, "[data-testid=cache-row] [data-col=rate]"));
        Assert.Equal(2, await dashboard.Test("switch-on").CountAsync());

        await OpenTwiceAsync(dashboard, "/network" + about, "[data-testid=gateway-row]");
        var gateway = await PointAsync(caller, bot, "websocket_latency_seconds", series => series.GetProperty("labels").GetProperty("instance").GetString() == "a");
        Assert.Equal(Format.Duration(gateway.GetProperty("last").GetDouble() * MsPerSecond), await TextAsync(dashboard, "[data-testid=gateway-row] [data-col=last]"));
        Assert.StartsWith("80 %", await TextAsync(dashboard, "[data-testid=rate-limit-row] [data-col=share]"), StringComparison.Ordinal);
        Assert.True(await dashboard.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));

        // Nothing more comes: soon the page says so, and no longer passes its figures for the present.
        await dashboard.Test("silent").WaitForAsync(Dashboard.Patient);
        Assert.Equal(1, await dashboard.Page.Locator("[data-testid=network-page] .content.stale").CountAsync());
        Assert.Empty(browser.ConsoleErrors);
    }

    [BrowserFact]
    public async Task Explorer_MetricFoundAndCompared_IsInTheUrlAndItsRestCallAnswersTheSame()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var bot = await SentEvents.NewBotAsync(server);
        await PostAsync(bot, "a", cpu: 20);
        using var caller = await ApiCaller.WithTokenAsync(server, Scopes.Read);
        await using var browser = await Browser.OpenAsync(server.Url);
        var dashboard = new Dashboard(browser);
        await dashboard.SignInAsync(LocalServer.Email, LocalServer.Password);
        await dashboard.Page.GotoAsync("/explore?range=1h");

        await (await dashboard.ListeningAsync("find-metric")).FillAsync("histogram command dur");
        await dashboard.Page.Locator("[data-metric=command_duration_seconds]").ClickAsync();
        await dashboard.Page.Locator("[data-testid=history-chart-0]:not(.is-empty) canvas").First.WaitForAsync(Dashboard.Patient);
        await (await dashboard.ListeningAsync("label-command")).SelectOptionAsync(new SelectOptionValue { Label = "ban" });
        await Eventually.TrueAsync("one series is left", async () => await dashboard.Test("explore-row").CountAsync() == 1);
        await dashboard.Test("aggregation").SelectOptionAsync("max");
        await dashboard.Page.WaitForURLAsync("**/explore?bot=*&l1=max*ban*");
        await dashboard.Page.Locator("[data-testid=compare][href*=max]").ClickAsync();
        await dashboard.Page.WaitForURLAsync("**&compare=before");
        await dashboard.Page.ReloadAsync();

        var newest = dashboard.Page.Locator("[data-testid=explore-row] [data-col=newest]");
        await newest.WaitForAsync(Dashboard.Patient);
        Assert.Equal(1, await newest.CountAsync());
        await (await dashboard.ListeningAsync("csv")).WaitForAsync(Dashboard.Patient);
        await dashboard.Test("rest").Locator("summary").ClickAsync();
        var call = new Uri(await dashboard.Test("rest-call").InnerTextAsync());
        var series = Assert.Single((await caller.GetAsync(call.PathAndQuery)).Body.GetProperty("series").EnumerateArray());
        var point = series.GetProperty("points").EnumerateArray().Last();
        Assert.Equal(point.GetProperty("max").GetDouble() * MsPerSecond, await ExactAsync(dashboard, "[data-testid=explore-row] [data-col=newest]"), 0.0001);

        await dashboard.Test("remove").ClickAsync();
        await dashboard.Test("find-metric").WaitForAsync(Dashboard.Patient);
        Assert.Empty(browser.ConsoleErrors);
    }

    [BrowserFact]
    public async Task Feed_BotAtWork_ShowsWhatFitsAndWaitsWhilePaused()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var bot = await SentEvents.NewBotAsync(server, "Hostile <b>bot</b>");
        await using var browser = await Browser.OpenAsync(server.Url);
        var dashboard = new Dashboard(browser);
        await dashboard.SignInAsync(LocalServer.Email, LocalServer.Password);
        await dashboard.Page.GotoAsync("/live");
        await dashboard.Test("feed-empty").WaitForAsync(Dashboard.Patient);

        await FailAsync(bot);
        var line = dashboard.Page.Locator("[data-testid=feed-line]", new() { HasText = "<img src=x onerror=alert(1)>" });
        await line.WaitForAsync(Dashboard.Patient);
        Assert.Contains("Hostile <b>bot</b>", await line.InnerTextAsync(), StringComparison.Ordinal);

        await (await dashboard.ListeningAsync("feed-pause")).ClickAsync();
        await dashboard.Test("feed-waiting").WaitForAsync(Dashboard.Patient);
        await FailAsync(bot);
        await dashboard.Page.Locator("[data-testid=feed-waiting]", new() { HasText = "1 more while paused" }).WaitForAsync(Dashboard.Patient);
        Assert.Equal(1, await line.CountAsync());
        await dashboard.Test("feed-waiting").ClickAsync();
        await line.Nth(1).WaitForAsync(Dashboard.Patient);

        await dashboard.Test("feed-errors").ClickAsync();
        await dashboard.Page.Locator("[data-testid=feed-errors][aria-current=true]").WaitForAsync(Dashboard.Patient);
        await dashboard.Test("feed-slower").SelectOptionAsync("5000");
        await dashboard.Page.WaitForURLAsync("**/live?errors=1&slower=5000");
        await dashboard.Page.ReloadAsync();
        await dashboard.Test("feed-empty").WaitForAsync(Dashboard.Patient);
        Assert.Empty(browser.ConsoleErrors);
    }

    private static async Task PostAsync(SentEvents bot, string instance, double cpu)
    {
        await bot.PostEveryKindAsync(instance);
        await bot.PostAsync(instance,
            new { type = "gauge", name = "cpu_usage_percent", value = cpu },
            new { type = "query", operation = "SELECT", durationMs = 40.0, success = true },
            new { type = "gauge", name = "rate_limit_used", labels = new { bucket = "POST /x" }, value = 4.0 },
            new { type = "gauge", name = "rate_limit_max", labels = new { bucket = "POST /x" }, value = 5.0 },
            new { type = "counter", name = "cache_hits_total", labels = new { cache = "guilds" }, value = 75.0 },
            new { type = "counter", name = "cache_misses_total", labels = new { cache = "guilds" }, value = 25.0 });
    }

    private static Task FailAsync(SentEvents bot) => bot.PostAsync("one", new
    {
        type = "command", name = "ask", durationMs = 3000.0, success = false,
        error = new { type = "Timeout", message = "<img src=x onerror=alert(1)>" },
    });

    // The second time from nothing but the URL.
    private static async Task OpenTwiceAsync(Dashboard dashboard, string url, string row)
    {
        await dashboard.Page.GotoAsync(url);
        await dashboard.Page.Locator(row).First.WaitForAsync(Dashboard.Patient);
        await dashboard.Page.ReloadAsync();
        await dashboard.Page.Locator(row).First.WaitForAsync(Dashboard.Patient);
        await dashboard.Page.Locator(".chart:not(.is-empty) canvas").First.WaitForAsync(Dashboard.Patient);
    }

    // All of the range in one step, so that it is one point.
    private static async Task<JsonElement> PointAsync(ApiCaller caller, SentEvents bot, string metric, Func<JsonElement, bool> which)
    {
        var history = await caller.GetAsync($"{bot.Path}/history?metric={metric}&step=86400");
        var series = history.Body.GetProperty("series").EnumerateArray().First(which);
        return series.GetProperty("points").EnumerateArray().Last();
    }

    private static async Task<string> TextAsync(Dashboard dashboard, string cell) =>
        string.Join(' ', (await dashboard.Page.Locator(cell).First.TextContentAsync() ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static async Task<double> ExactAsync(Dashboard dashboard, string cell) => double.Parse(
        (await dashboard.Page.Locator(cell).First.GetAttributeAsync("title"))!.Split(' ')[0], NumberStyles.Number, CultureInfo.InvariantCulture);
}
