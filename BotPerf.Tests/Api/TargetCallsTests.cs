using System.Net;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Access;

namespace BotPerf.Tests.Api;

public sealed class TargetCallsTests : IAsyncLifetime
{
    private LocalServer _server = null!;
    private ApiCaller _operator = null!;

    public async Task InitializeAsync()
    {
        _server = await LocalServer.StartWithAdaAsync();
        _operator = await ApiCaller.WithTokenAsync(_server, Scopes.Operate, "duty");
    }

    public async Task DisposeAsync()
    {
        _operator.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Targets_SetChangedAndRemoved_HaveTheirShape()
    {
        var made = await _operator.SendAsync("POST", "/api/v1/targets", new { name = "Fast", kind = "fast", thresholdSeconds = 2, objective = 0.95 });
        var id = made["id"].GetInt32();
        var changed = await _operator.SendAsync("PUT", $"/api/v1/targets/{id}", new { name = "Faster", kind = "fast", command = "help", thresholdSeconds = 1, objective = 0.9, days = 7 });
        var listed = (await _operator.GetAsync("/api/v1/targets"))["items"];

        Assert.Equal(("Fast", "fast", 0.95, 30), (made.Text("name"), made.Text("kind"), made["objective"].GetDouble(), made["days"].GetInt32()));
        Assert.Equal(("Faster", "help", 7), (changed.Text("name"), changed.Text("command"), changed["days"].GetInt32()));
        Assert.Equal("Faster", Assert.Single(listed.EnumerateArray()).GetProperty("name").GetString());

        Assert.Equal(HttpStatusCode.NoContent, (await _operator.SendAsync("DELETE", $"/api/v1/targets/{id}")).Status);
        (await _operator.SendAsync("DELETE", $"/api/v1/targets/{id}")).Refused(HttpStatusCode.NotFound);
        Assert.Equal(0, (await _operator.GetAsync("/api/v1/targets"))["items"].GetArrayLength());
    }

    [Theory]
    [InlineData("name", "", "success", null, 0.99, 30, null)]
    [InlineData("kind", "A", "wonderful", null, 0.99, 30, null)]
    [InlineData("kind", "A", "1", null, 0.99, 30, null)]
    [InlineData("thresholdSeconds", "A", "fast", null, 0.99, 30, null)]
    [InlineData("thresholdSeconds", "A", "success", 1.0, 0.99, 30, null)]
    [InlineData("thresholdSeconds", "A", "fast", 0.0, 0.99, 30, null)]
    [InlineData("objective", "A", "success", null, 1.0, 30, null)]
    [InlineData("days", "A", "success", null, 0.99, 31, null)]
    [InlineData("bot", "A", "success", null, 0.99, 30, 77)]
    public async Task Targets_WithAWrongField_SayWhich(
        string field, string name, string kind, double? thresholdSeconds, double objective, int days, int? bot)
    {
        var refused = await _operator.SendAsync("POST", "/api/v1/targets", new { name, kind, thresholdSeconds, objective, days, bot });

        refused.Refused(HttpStatusCode.BadRequest);
        Assert.Contains(field, refused.Body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Targets_OfTheSameName_AreRefused()
    {
        await _operator.SendAsync("POST", "/api/v1/targets", new { name = "Calm", kind = "success", objective = 0.9 });

        (await _operator.SendAsync("POST", "/api/v1/targets", new { name = "calm", kind = "calls", objective = 0.9 })).Refused(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Budget_OfABotThatFails_IsOverdrawnAndRaisesAnAlertThatSaysSo()
    {
        var bot = await SentEvents.NewBotAsync(_server);
        await _operator.SendAsync("POST", "/api/v1/targets", new { name = "Commands succeed", kind = "success", objective = 0.99 });
        await bot.PostAsync("default", [.. Enumerable.Range(0, 100).Select(i => (object)new { type = "command", name = "help", durationMs = 20.0, success = i >= 30 })]);

        await Eventually.TrueAsync("the budget is known", async () =>
            (await _operator.GetAsync($"{bot.Path}/targets"))["items"][0].GetProperty("budgetLeft").ValueKind == System.Text.Json.JsonValueKind.Number);
        var state = (await _operator.GetAsync($"{bot.Path}/targets"))["items"][0];

        Assert.Equal((100, 30), (state.GetProperty("all").GetDouble(), state.GetProperty("bad").GetDouble()));
        Assert.Equal(0.7, state.GetProperty("share").GetDouble(), 9);
        Assert.Equal(-29, state.GetProperty("budgetLeft").GetDouble(), 6);
        Assert.Equal(30, state.GetProperty("burnRate1h").GetDouble(), 6);
        await Eventually.TrueAsync("the alert opens", async () => (await AlertsAsync()).Contains("Error budget burns fast"));
    }

    private async Task<IReadOnlyList<string?>> AlertsAsync() =>
        [.. (await _operator.GetAsync("/api/v1/alerts"))["items"].EnumerateArray().Select(alert => alert.GetProperty("ruleName").GetString())];
}
