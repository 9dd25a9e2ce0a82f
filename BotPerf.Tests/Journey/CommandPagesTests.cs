using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using BotPerf.Tests.Infrastructure;

namespace BotPerf.Tests.Journey;

/// <summary>Commands, one command, modules and errors: each page says what REST says, and says it again after a reload.</summary>
[Collection(ServerCollection.Name)]
public sealed class CommandPagesTests
{
    private const string Hostile = "a/b?c#d &%2F<b>";

    [BrowserFact]
    public async Task Pages_OfCommandsThatRan_EqualRestAndComeBackWithTheirUrl()
    {
        await using var server = await ServerProcess.StartAsync();
        var key = await server.AddBotAsync("Aurora");
        await SendAsync(server, key);
        await using var browser = await Browser.OpenAsync(server.Url);
        var dashboard = new Dashboard(browser);
        await dashboard.SignInAsync();
        var bot = await dashboard.Page.Locator("[data-testid=bot-card] a").First.GetAttributeAsync("href") ?? "";
        var id = bot.Split('/')[^1].Split('?')[0];

        // Commands: figures, and what one chose after a reload.
        await dashboard.Page.GotoAsync($"/commands?bot={id}&range=1h");
        await dashboard.CommandCell("uses").First.WaitForAsync(Dashboard.Patient);
        var rest = await dashboard.Page.EvaluateAsync<JsonElement>($"() => fetch('/api/v1/bots/{id}/commands').then(answer => answer.json())");
        var rows = rest.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(3, rows.Count);
        foreach (var row in rows.Where(row => row.GetProperty("name").GetString() != Hostile))
        {
            var name = row.GetProperty("name").GetString()!;
            Assert.Equal(row.GetProperty("count").GetDouble(), await dashboard.CommandFigureAsync(name, "uses"));
            Assert.Equal(row.GetProperty("errors").GetDouble(), await dashboard.CommandFigureAsync(name, "errors"));
            Assert.Equal(Math.Round(row.GetProperty("p95Ms").GetDouble(), 4), await dashboard.CommandFigureAsync(name, "p95"));
        }

        Assert.Equal(1, await dashboard.CommandFigureAsync("slow", "misses"));
        await (await dashboard.ListeningAsync("search")).FillAsync("slow");
        await dashboard.Page.WaitForURLAsync("**q=slow*");
        await dashboard.Test("quick-p95").ClickAsync();
        await dashboard.Page.WaitForURLAsync("**sort=p95*");
        await dashboard.Page.ReloadAsync();
        await dashboard.CommandCell("uses", "slow").WaitForAsync(Dashboard.Patient);
        Assert.Equal(1, await dashboard.Test("command-row").CountAsync());

        // One command whose name no path could carry.
        await dashboard.Page.GotoAsync($"/commands?bot={id}&range=1h");
        await dashboard.Page.Locator("[data-testid=command-row] a", new() { HasText = Hostile }).ClickAsync();
        await dashboard.Page.Locator("[data-testid=command-page] h1", new() { HasText = Hostile }).WaitForAsync(Dashboard.Patient);
        foreach (var _ in Enumerable.Range(0, 2))
        {
            await dashboard.Page.Locator("[data-testid=history-durations]:not(.is-empty) canvas").First.WaitForAsync(Dashboard.Patient);
            await dashboard.Page.Locator("[data-testid=history-runs]:not(.is-empty) canvas").First.WaitForAsync(Dashboard.Patient);
            Assert.Equal("3", await dashboard.Test("headline").Locator("[data-col=uses]").InnerTextAsync());
            Assert.Equal(3, await dashboard.Test("run").CountAsync());
            Assert.Equal(1, await dashboard.Test("by-guild").Locator("tbody tr").CountAsync());
            await dashboard.Page.ReloadAsync();
        }

        await dashboard.Test("runs-failed").ClickAsync();
        await dashboard.Test("no-runs").WaitForAsync(Dashboard.Patient);

        // A module leads to its commands.
        await dashboard.Page.GotoAsync($"/modules?bot={id}&range=1h");
        await dashboard.Page.Locator("[data-testid=module-row][data-command=Admin] a").ClickAsync();
        await dashboard.Test("module-filter").WaitForAsync(Dashboard.Patient);
        await dashboard.Page.ReloadAsync();
        await dashboard.CommandCell("uses", "slow").WaitForAsync(Dashboard.Patient);
        Assert.Equal(1, await dashboard.Test("command-row").CountAsync());

        // Errors: two messages that differ in a number are one kind, with its stack.
        await dashboard.Page.GotoAsync($"/errors?bot={id}&range=1h");
        var errors = await dashboard.Page.EvaluateAsync<JsonElement>($"() => fetch('/api/v1/bots/{id}/errors').then(answer => answer.json())");
        await dashboard.Test("error-row").First.WaitForAsync(Dashboard.Patient);
        var kind = Assert.Single(errors.GetProperty("items").EnumerateArray().ToList());
        Assert.Equal(
            kind.GetProperty("count").GetInt64().ToString(CultureInfo.InvariantCulture),
            await dashboard.Test("error-row").Locator("[data-col=count]").InnerTextAsync());
        await dashboard.Test("error-row").Locator("a").ClickAsync();
        await dashboard.Page.WaitForURLAsync("**group=*");
        await dashboard.Page.ReloadAsync();
        await dashboard.Test("error-details").WaitForAsync(Dashboard.Patient);
        Assert.Contains("at Slow.Run()", await dashboard.Test("error-details").InnerTextAsync(), StringComparison.Ordinal);
        await dashboard.Test("error-details").Locator("a", new() { HasText = "failed runs" }).ClickAsync();
        await dashboard.Page.Locator("[data-testid=command-page] [data-testid=run]").First.WaitForAsync(Dashboard.Patient);
        Assert.Equal(2, await dashboard.Test("run").CountAsync());
        Assert.Empty(browser.ConsoleErrors);
    }

    private static async Task SendAsync(ServerProcess server, string key)
    {
        object Ran(string name, string module, double ms, double ackMs, object? error = null, string? guild = null) => new
        {
            type = "command", name, module, kind = "slash", durationMs = ms, ackMs, success = error is null, error, guild,
        };

        object Gone(int user) => new { type = "Discord.NotFound", message = $"User {user} is gone", stack = "at Slow.Run()" };

        object[] events =
        [
            .. Enumerable.Range(1, 20).Select(i => Ran("help", "General", i * 10, 50)),
            Ran("slow", "Admin", 4_000, 3_500, Gone(1)), Ran("slow", "Admin", 900, 200, Gone(2)), Ran("slow", "Admin", 800, 200),
            Ran(Hostile, "General", 10, 5, guild: "7"), Ran(Hostile, "General", 20, 5, guild: "7"), Ran(Hostile, "General", 30, 5),
        ];
        using var http = new HttpClient { BaseAddress = server.Url };
        http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        using var answer = await http.PostAsJsonAsync("/api/v1/ingest", new { instance = "one", events });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}
