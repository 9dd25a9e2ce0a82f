using BotPerf.Tests.Api;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Access;
using BotPerf.Web.Alerts;
using BotPerf.Web.Bots;
using BotPerf.Web.Digests.Content;
using BotPerf.Web.Digests.Letter;
using BotPerf.Web.Scheduling.Calendar;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Tests.Digests;

/// <summary>A day that is over, asked of the page that the letter leads to, of REST and of the letter: the figures are the same.</summary>
[Collection(ServerCollection.Name)]
public sealed class SameDigestFiguresTests
{
    // Without the word for those who do not see the colour.
    private const string SeenText = "cell => { const seen = cell.cloneNode(true); seen.querySelectorAll('.sr-only').forEach(word => word.remove()); return seen.textContent.trim(); }";

    [BrowserFact]
    public async Task Figures_OfADayThatIsOver_AreTheSameOnPageRestAndMail()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        // Noon in UTC is never near the end of a day there.
        var day = PeriodCalendar.Of(
            new PeriodSchedule(Cadence.Daily, 0, TimeZoneInfo.Utc), DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-2));
        var sent = await SentEvents.NewBotAsync(server);
        await SendAsync(sent, day.From.AddHours(12), 400, i => 3.7 * (1 + (i * 7919 % 997)), i => i % 11 != 0);
        await SendAsync(sent, day.Before.AddHours(12), 200, i => 1.1 * (1 + (i * 7919 % 997)), i => i % 50 != 0);
        await sent.PostAsync("default", [.. new[] { (day.From.AddHours(9), 128.0), (day.Before.AddHours(9), 7.0), (day.To.AddMinutes(1), 9.0) }
            .Select(lost => (object)new { type = "counter", name = "client_dropped_total", labels = new { what = "samples", reason = "offline" }, value = lost.Item2, at = lost.Item1 })]);
        var bot = server.Get<BotRegistry>().All.Single();
        await WriteScoresAsync(server, bot, day);
        await WriteOutageAsync(server, bot, day);
        using var caller = await ApiCaller.WithTokenAsync(server, Scopes.Read);

        var digest = await server.Get<DigestReader>().OfAsync(day, TimeZoneInfo.Utc, [], CancellationToken.None);
        var letter = await server.Get<DigestLetters>().OfAsync(digest, server.Get<LinkMaker>().Of(1) with { Absolute = path => new Uri(server.Url, path) });
        var rest = (await caller.GetAsync($"{sent.Path}/commands?from={Text(day.From)}&to={Text(day.To)}"))["items"][0];
        var restBefore = (await caller.GetAsync($"{sent.Path}/commands?from={Text(day.Before)}&to={Text(day.From)}"))["items"][0];
        var points = (await caller.GetAsync($"{sent.Path}/health/history?from={Text(day.From)}&to={Text(day.To.AddMinutes(-1))}"))["points"];
        var cells = await PageAsync(server, letter);

        var told = Assert.Single(digest.Bots);
        Assert.Equal((400L, 200L), (told.Now.Uses, told.Before.Uses));
        foreach (var (usage, row) in new[] { (told.Now, rest), (told.Before, restBefore) })
        {
            Assert.Equal(row.GetProperty("count").GetInt64(), usage.Uses);
            Assert.Equal(row.GetProperty("errors").GetInt64(), usage.Errors);
            Assert.Equal(row.GetProperty("errorRate").GetDouble(), usage.ErrorRate);
            Assert.Equal(row.GetProperty("p95Ms").GetDouble(), usage.P95Ms!.Value, 9);
        }

        Assert.Equal(told.Now.Uses, told.Columns.Sum());
        var scores = points.EnumerateArray().Select(point => point.GetProperty("overall").GetDouble()).ToList();
        Assert.Equal(144, scores.Count);
        Assert.Equal(Math.Round(scores.Average(), 1), told.Health);
        Assert.Equal((128L, TimeSpan.FromMinutes(12)), (told.Lost, told.Outage!.Value.Whole));
        // Each in the words that the page shows.
        Assert.Contains($"{cells["uses"]} commands (+100 %), {cells["errorRate"]} failed, p95 {cells["p95"]}, health 61 (fair)", letter.Text, StringComparison.Ordinal);
        Assert.Contains("offline for 12 min · ", letter.Text, StringComparison.Ordinal);
        Assert.Contains("128 figures recorded and not delivered", letter.Text, StringComparison.Ordinal);
        Assert.Contains("Offline (default), 10:00, at worst 5 min, lasted 12 min in all, 2 times", letter.Text, StringComparison.Ordinal);
        foreach (var figure in new[] { cells["uses"], cells["errorRate"], cells["p95"], "61", $"was {Format.Percent(told.Before.ErrorRate)}", $"was {Format.Duration(told.Before.P95Ms)}", "12 min" })
            Assert.Contains($">{figure}<", letter.Html, StringComparison.Ordinal);
        var notice = DigestNotice.Of(digest, "digest:1", digest.MadeAt);
        Assert.Contains($"{cells["errorRate"]} failed; 1 alert, 0 still open; offline 12 min.", notice.Text, StringComparison.Ordinal);
        Assert.Contains($"p95 {cells["p95"]}, health 61 (fair)", notice.Fields[0].Value, StringComparison.Ordinal);
    }

    private static Task SendAsync(SentEvents sent, DateTimeOffset around, int count, Func<int, double> duration, Func<int, bool> succeeds) =>
        sent.PostAsync("default", [.. Enumerable.Range(0, count).Select(i => (object)new
        {
            type = "command", name = "play", module = "Music", kind = "slash", at = around.AddMinutes(i % 90), durationMs = duration(i), success = succeeds(i),
        })]);

    // The day's and, far from them, those of the ten minutes beside it.
    private static Task WriteScoresAsync(LocalServer server, Bot bot, CalendarPeriod day) => server.Get<HealthLedger>().WriteAsync(
        [.. Enumerable.Range(-1, 146).Select(slot => new HealthScoreRow
        {
            BotId = bot.Id.Value, Minute = (day.From.ToUnixTimeSeconds() / 60) + (slot * 10), Overall = slot is < 0 or > 143 ? 10 : 600 + (slot % 30),
        })], replaces: true, CancellationToken.None);

    // Ten minutes, and two more when it came back; it is the same alert.
    private static async Task WriteOutageAsync(LocalServer server, Bot bot, CalendarPeriod day)
    {
        await using var context = await server.Get<IDbContextFactory<AppDbContext>>().CreateDbContextAsync();
        var at = day.From.AddHours(10);
        var row = new AlertRow
        {
            RuleId = server.Get<RuleBook>().All.Single(rule => rule.Signal.Kind == SignalKind.Offline).Id, RuleName = "Offline", BotId = bot.Id.Value,
            Target = """["instance","default"]""", State = "resolved", Severity = (int)AlertSeverity.Critical, WorstValue = 300, Unit = "seconds", BreachedSince = "",
            StartedAt = at, OpenedAt = at.AddHours(3), ResolvedAt = at.AddHours(3).AddMinutes(2), Reopened = 1,
        };
        foreach (var (minute, what) in new[] { (0, AlertWords.Opened), (10, AlertWords.Resolved), (180, AlertWords.Reopened), (182, AlertWords.Resolved) })
            row.Events.Add(new AlertEventRow { At = at.AddMinutes(minute), Who = AlertWords.Program, What = what });
        context.Alerts.Add(row);
        await context.SaveChangesAsync();
    }

    /// <summary>What the table of commands says over the time of the letter's link.</summary>
    private static async Task<Dictionary<string, string>> PageAsync(LocalServer server, DigestLetter letter)
    {
        await using var browser = await Browser.OpenAsync(server.Url);
        await browser.Page.GotoAsync("/sign-in");
        await browser.Page.FillAsync("input[type=email]", LocalServer.Email);
        await browser.Page.FillAsync("input[type=password]", LocalServer.Password);
        await browser.Page.ClickAsync("button[type=submit]");
        await browser.Page.GetByTestId("overview").Or(browser.Page.Locator("h1")).First.WaitForAsync();
        var link = letter.Text.Split("\r\n").Single(line => line.Contains("/bots/", StringComparison.Ordinal)).Trim();
        await browser.Page.GotoAsync($"/commands?bot=1&{new Uri(link).Query.TrimStart('?')}");
        var row = browser.Page.Locator("tr[data-command=play]");
        await row.WaitForAsync();
        var cells = new Dictionary<string, string>();
        foreach (var column in new[] { "uses", "errorRate", "p95" })
            cells.Add(column, await row.Locator($"td[data-col={column}]").EvaluateAsync<string>(SeenText));
        return cells;
    }

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
