using BotPerf.Tests.Api;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Tests.Ingest;
using BotPerf.Web.Access;
using BotPerf.Web.Bots;
using BotPerf.Web.Live;
using BotPerf.Web.Rollups;

namespace BotPerf.Tests.Journey;

/// <summary>An operator in a browser, and a bot in Node that hears what the operator does.</summary>
[Collection(ServerCollection.Name)]
public sealed class ControlJourneyTests
{
    private const string Email = "olga@example.org";

    [BrowserFact]
    public async Task Operator_SwitchesSetsAndHeals_TheBotHearsAndThePageSaysSo()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        await server.AddAccountAsync(Email, Roles.Operator);
        var made = await server.Get<BotRegistry>().CreateAsync("Aurora", "a test", CancellationToken.None);
        await using var bot = await ListeningBot.StartAsync(server.Url, made.Key.Text, "one", "memory=ok");
        await using var browser = await Browser.OpenAsync(server.Url);
        var dashboard = await SignedInAsync(browser, Email, made.Bot);

        await (await dashboard.ListeningAsync("recording-off-ask")).ClickAsync();
        await dashboard.Test("recording-confirm").ClickAsync();
        await dashboard.Test("recording-off").WaitForAsync(Dashboard.Patient);
        Assert.Contains($"switched off by {Email}", await dashboard.Test("recording-off").InnerTextAsync(), StringComparison.Ordinal);
        await Eventually.TrueAsync("the bot hears off", () => bot.All("Configure") is [var heard, ..] && !heard.GetProperty("enabled").GetBoolean());

        await dashboard.Test("flush").FillAsync("400");
        await dashboard.Test("settings-save").ClickAsync();
        await dashboard.Page.Locator("#flush-help.problem").WaitForAsync(Dashboard.Patient);
        await dashboard.Test("flush").FillAsync("2000");
        await dashboard.Test("collector-network-off").ClickAsync();
        await dashboard.Test("settings-save").ClickAsync();
        await Eventually.TrueAsync("the bot hears its settings", () =>
            bot.All("Configure") is [_, var heard, ..] && heard.GetProperty("flushIntervalMs").GetInt32() == 2_000);

        await dashboard.Test("heal").ClickAsync();
        await dashboard.Test("heal-confirm").ClickAsync();
        await dashboard.Page.Locator("[data-testid=heal-result][data-state=Healed]").WaitForAsync(Dashboard.Patient);
        Assert.Contains("memory says <b>ok</b>", await dashboard.Test("heal-results").InnerTextAsync(), StringComparison.Ordinal);

        await dashboard.Test("recording-on").ClickAsync();
        await dashboard.Test("recording-off").WaitForAsync(Dashboard.Gone);
        Assert.Empty(browser.ConsoleErrors);
    }

    [BrowserFact]
    public async Task Viewer_SeesThatItIsOffAndNoButtons()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        await server.AddAccountAsync(Email, Roles.Viewer);
        var made = await server.Get<BotRegistry>().CreateAsync("Aurora", "a test", CancellationToken.None);
        await using var bot = await ListeningBot.StartAsync(server.Url, made.Key.Text, "one", "memory=ok");
        await server.Get<BotSettingsStore>().SetAsync(
            made.Bot.Id, BotSettings.None with { Enabled = false }, "ada@example.org", CancellationToken.None);
        await using var browser = await Browser.OpenAsync(server.Url);
        var dashboard = await SignedInAsync(browser, Email, made.Bot);

        await dashboard.Test("recording-off").WaitForAsync(Dashboard.Patient);
        Assert.Equal(0, await dashboard.Test("control").CountAsync());
        await dashboard.Page.GotoAsync("/");
        await dashboard.Test("bot-off").WaitForAsync(Dashboard.Patient);
        Assert.Equal(0, await dashboard.Test("bot-rate").CountAsync());
        Assert.Empty(browser.ConsoleErrors);
    }

    [BrowserFact]
    public async Task Administrator_MakesATokenThatWorksUntilItIsRevoked()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        await using var browser = await Browser.OpenAsync(server.Url);
        var dashboard = new Dashboard(browser);
        await dashboard.SignInAsync(LocalServer.Email, LocalServer.Password);
        await dashboard.Page.GotoAsync("/settings/tokens");

        await (await dashboard.ListeningAsync("add-token")).ClickAsync();
        await dashboard.Test("token-name").FillAsync("grafana");
        await dashboard.Test("create-token").ClickAsync();
        await dashboard.Test("token-text").WaitForAsync(Dashboard.Patient);
        using var program = new ApiCaller(server, await dashboard.Test("token-text").InnerTextAsync());
        var me = await program.GetAsync("/api/v1/me");
        Assert.Equal(("grafana", "read"), (me.Text("name"), me.Text("scope")));

        await dashboard.Test("revoke").ClickAsync();
        await dashboard.Test("revoke-confirm").ClickAsync();
        await dashboard.Test("token-text").WaitForAsync(Dashboard.Gone);
        (await program.GetAsync("/api/v1/me")).Refused(System.Net.HttpStatusCode.Unauthorized);
        Assert.Empty(browser.ConsoleErrors);
    }

    [Fact]
    public async Task TokensPage_Operator_IsNotLetIn()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        await server.AddAccountAsync(Email, Roles.Operator);
        using var visitor = server.NewVisitor();
        (await visitor.SignInAsync(Email, LocalServer.Password)).Dispose();

        using var page = await visitor.GetAsync("/settings/tokens");

        Assert.Equal("/access-denied", page.Headers.Location!.AbsolutePath);
    }

    [Fact]
    public async Task Forget_InstanceThatIsGone_LeavesTheViewUntilItSendsAgain()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var made = await server.Get<BotRegistry>().CreateAsync("Aurora", "a test", CancellationToken.None);
        await using var stays = await ListeningBot.StartAsync(server.Url, made.Key.Text, "stays");
        await PostAsync(server, made, "command");
        await PostAsync(server, made, "stop");
        var forgotten = server.Get<ForgottenInstances>();
        var rows = Rows(server, made.Bot);
        var (gone, live) = (rows.Single(row => row.Name == "gone"), rows.Single(row => row.Name == "stays"));
        Assert.Equal(Freshness.Stopped, gone.Freshness);

        Assert.Contains("is still there", await forgotten.ForgetAsync(made.Bot.Id, live.Id, TimeSpan.Zero, "ada", CancellationToken.None), StringComparison.Ordinal);
        Assert.Null(await forgotten.ForgetAsync(made.Bot.Id, gone.Id, TimeSpan.Zero, "ada", CancellationToken.None));
        Assert.Equal(["stays"], Rows(server, made.Bot).Select(row => row.Name));
        Assert.NotNull(await forgotten.ForgetAsync(made.Bot.Id, gone.Id, TimeSpan.Zero, "ada", CancellationToken.None));

        await PostAsync(server, made, "command");
        Assert.Equal(["gone", "stays"], Rows(server, made.Bot).Select(row => row.Name).Order());
    }

    private static IReadOnlyList<InstanceRow> Rows(LocalServer server, Bot bot) =>
        server.Get<FleetQueries>().Bot(bot.Id, null)!.Instances;

    private static async Task PostAsync(LocalServer server, NewBot made, string kind)
    {
        using var http = new HttpClient { BaseAddress = server.Url };
        http.DefaultRequestHeaders.Authorization = new("Bearer", made.Key.Text);
        var one = kind == "stop"
            ? """{"type":"lifecycle","event":"stop"}"""
            : """{"type":"command","name":"help","durationMs":1}""";
        using var content = new StringContent(
            $$"""{"instance":"gone","events":[{{one}}]}""", System.Text.Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri("/api/v1/ingest", UriKind.Relative), content);
        Assert.True(answer.IsSuccessStatusCode);
    }

    private static async Task<Dashboard> SignedInAsync(Browser browser, string email, Bot bot)
    {
        var dashboard = new Dashboard(browser);
        await dashboard.SignInAsync(email, LocalServer.Password);
        await dashboard.Page.GotoAsync($"/bots/{bot.Id}");
        return dashboard;
    }
}
