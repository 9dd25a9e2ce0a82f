using System.Net;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Insights;
using BotPerf.Web.Access;
using BotPerf.Web.Bots;

namespace BotPerf.Tests.Api;

public sealed class InsightCallsTests : IAsyncLifetime
{
    private const string Hostile = "<img src=x onerror=alert(1)>";

    private LocalServer _server = null!;
    private Bot _bot = null!;
    private ApiCaller _operator = null!;

    public async Task InitializeAsync()
    {
        _server = await LocalServer.StartWithAdaAsync();
        _bot = await SentFigures.SlowBotAsync(_server, Hostile);
        _operator = await ApiCaller.WithTokenAsync(_server, Scopes.Operate, "duty");
    }

    public async Task DisposeAsync()
    {
        _operator.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Suggestions_LookListAndActs_HaveTheirShape()
    {
        var looked = await _operator.SendAsync("POST", $"{Path}/suggestions/look");
        var listed = (await _operator.GetAsync($"{Path}/suggestions"))["items"][0];
        var id = listed.GetProperty("id").GetInt32();

        Assert.Equal((1, 0), (looked["new"].GetInt32(), looked["verdicts"].GetInt32()));
        Assert.Equal(
            ("slow-command", "command", Hostile, "open", "seconds", "low"),
            (listed.GetProperty("kind").GetString(), listed.GetProperty("scope").GetString(), listed.GetProperty("target").GetString(),
                listed.GetProperty("state").GetString(), listed.GetProperty("unit").GetString(), listed.GetProperty("confidence").GetString()));
        Assert.NotEqual(0, listed.GetProperty("evidence").GetArrayLength());
        Assert.True(listed.GetProperty("expected").GetProperty("hopeful").GetDouble() < listed.GetProperty("expected").GetProperty("now").GetDouble());

        (await _operator.SendAsync("POST", $"/api/v1/suggestions/{id}/dismiss", new { })).Refused(HttpStatusCode.BadRequest);
        var dismissed = await _operator.SendAsync("POST", $"/api/v1/suggestions/{id}/dismiss", new { reason = "a model" });
        (await _operator.SendAsync("POST", $"/api/v1/suggestions/{id}/done")).Refused(HttpStatusCode.Conflict);
        Assert.Equal(("dismissed", "token duty", "a model"), (dismissed.Text("state"), dismissed.Text("actedBy"), dismissed.Text("reason")));
        Assert.Equal(0, (await _operator.GetAsync($"{Path}/suggestions"))["items"].GetArrayLength());
        Assert.Equal(1, (await _operator.GetAsync($"{Path}/suggestions?state=dismissed,done"))["items"].GetArrayLength());

        await _operator.SendAsync("POST", $"/api/v1/suggestions/{id}/reopen");
        (await _operator.SendAsync("POST", $"/api/v1/suggestions/{id}/snooze")).Refused(HttpStatusCode.BadRequest);
        var snoozed = await _operator.SendAsync("POST", $"/api/v1/suggestions/{id}/snooze", new { until = TimeProvider.System.GetUtcNow().AddDays(1) });
        var done = await _operator.SendAsync("POST", $"/api/v1/suggestions/{id}/done", new { note = "deferred" });
        Assert.Equal(("snoozed", "done", "deferred"), (snoozed.Text("state"), done.Text("state"), done.Text("reason")));
        Assert.Equal(24, done["verdict"].GetProperty("hours").GetInt32());
        Assert.Equal("done", (await _operator.GetAsync($"/api/v1/suggestions/{id}")).Text("state"));
        (await _operator.GetAsync($"{Path}/suggestions?state=bad")).Refused(HttpStatusCode.BadRequest);
        (await _operator.GetAsync("/api/v1/suggestions/999")).Refused(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Acts_WithAReadToken_AreForbidden()
    {
        var found = await SentFigures.SuggestedAsync(_server, _bot);
        using var reader = await ApiCaller.WithTokenAsync(_server, Scopes.Read);

        foreach (var action in new[] { "dismiss", "done", "snooze", "reopen" })
            (await reader.SendAsync("POST", $"/api/v1/suggestions/{found.Id}/{action}", new { reason = "x" })).Refused(HttpStatusCode.Forbidden);
        (await reader.SendAsync("POST", $"{Path}/suggestions/look")).Refused(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Deploys_OneThatWasTold_IsListedWithItsVerdict()
    {
        await TellAsync(new { type = "lifecycle", @event = "deploy", detail = new { version = "1.4.2", commit = Hostile } });

        var deploy = Assert.Single((await _operator.GetAsync($"{Path}/deploys"))["items"].EnumerateArray());

        Assert.Equal($"version 1.4.2, commit {Hostile}", deploy.GetProperty("detail").GetString());
        Assert.Equal(("too_few", 1), (deploy.GetProperty("verdict").GetString(), deploy.GetProperty("instances").GetInt32()));
        Assert.True(deploy.GetProperty("isGrowing").GetBoolean());
        Assert.Equal(0, (await _operator.GetAsync($"{Path}/deploys?to=2026-01-01&from=2025-12-01"))["items"].GetArrayLength());
    }

    [Fact]
    public async Task Deploys_Many_TheNewestTwentyAreTold()
    {
        var now = TimeProvider.System.GetUtcNow();
        await TellAsync([.. Enumerable.Range(1, 25).Select(i => (object)new
        {
            type = "lifecycle", @event = "deploy", at = now.AddMinutes(-i), detail = new { version = $"1.{i}" },
        })]);

        var told = (await _operator.GetAsync($"{Path}/deploys"))["items"].EnumerateArray().Select(deploy => deploy.GetProperty("detail").GetString());

        Assert.Equal(Enumerable.Range(1, 20).Select(i => $"version 1.{i}"), told);
    }

    [Fact]
    public async Task Compare_WithTheTimeBeforeAndAnotherBot_TellsEachCommand()
    {
        var other = await SentFigures.SlowBotAsync(_server, Hostile, "Borealis");
        var (from, to) = (Text(TimeProvider.System.GetUtcNow().AddMinutes(-30)), Text(TimeProvider.System.GetUtcNow().AddMinutes(2)));

        var alone = await _operator.GetAsync($"{Path}/compare?from={from}");
        var both = await _operator.GetAsync($"{Path}/compare?from={from}&otherBot={other.Id}&otherFrom={from}&otherTo={to}&to={to}");

        Assert.Equal("too_few", alone.Text("verdict"));
        Assert.Equal("", both["together"].GetProperty("name").GetString());
        Assert.Equal(other.Id.Value, both["before"].GetProperty("bot").GetInt32());
        Assert.All(both["items"].EnumerateArray(), item => Assert.Equal(Hostile, item.GetProperty("name").GetString()));
        (await _operator.GetAsync($"{Path}/compare?otherBot=999")).Refused(HttpStatusCode.BadRequest);
        (await _operator.GetAsync($"{Path}/compare?otherFrom={from}")).Refused(HttpStatusCode.BadRequest);
        (await _operator.GetAsync($"{Path}/compare?otherFrom={to}&otherTo={from}")).Refused(HttpStatusCode.BadRequest);
    }

    private async Task TellAsync(params object[] events) => await new SentEvents(
        _server, _bot, (await _server.Get<BotRegistry>().IssueKeyAsync(_bot.Id, "a test", CancellationToken.None)).Text).PostAsync("default", events);

    private string Path => $"/api/v1/bots/{_bot.Id}";

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
