using System.Net;
using BotPerf.Tests.Alerts;
using BotPerf.Tests.Api;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Tests.Insights;
using BotPerf.Web.Access;
using BotPerf.Web.Bots;
using BotPerf.Web.Reports;
using BotPerf.Web.Reports.Files;
using BotPerf.Web.Reports.Making;
using BotPerf.Web.Reports.Schedules;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace BotPerf.Tests.Reports;

/// <summary>Reports over REST: who reaches which, what they hold, and what is refused.</summary>
public sealed class ReportCallsTests : IAsyncLifetime
{
    private static readonly string[] s_hostile =
        ["=1+1", "+1", "-1", "@SUM(A1)", "\tcmd", "'quoted", "a,b", "a\"b\"", " spaced ", "<script>alert(1)</script>", "日本語", "مرحبا", "🎉"];

    private LocalServer _server = null!;
    private ApiCaller _program = null!;
    private string _from = "";

    public async Task InitializeAsync()
    {
        _server = await LocalServer.StartWithAdaAsync();
        // Printing is shown elsewhere.
        _server.Get<IOptions<ReportOptions>>().Value.Browser = PdfPrinter.None;
        _program = await ApiCaller.WithTokenAsync(_server, Scopes.Read, "reader");
        _from = MadeReport.Text(TimeProvider.System.GetUtcNow().AddMinutes(-30));
    }

    public async Task DisposeAsync()
    {
        _program.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Report_OrderedAndMade_IsListedDownloadedAndDeleted()
    {
        var report = await MadeReport.OfAsync(_server, _program, new { from = _from, title = "Mine", zone = "Europe/Berlin" });

        Assert.Equal(("done", "Mine", "token reader", "Europe/Berlin"), (
            report.State, report.Body.GetProperty("title").GetString(), report.Body.GetProperty("owner").GetString(), report.Body.GetProperty("zone").GetString()));
        Assert.Equal(PdfPrinter.NoBrowser, report.Body.GetProperty("noPdf").GetString());
        Assert.Equal(report.Id, (await _program.GetAsync("/api/v1/reports"))["items"][0].GetProperty("id").GetInt32());
        Assert.Contains("Mine", await report.DownloadAsync("html"), StringComparison.Ordinal);
        (await _program.GetAsync($"/api/v1/reports/{report.Id}/download?format=pdf")).Refused(HttpStatusCode.Conflict);
        (await _program.GetAsync($"/api/v1/reports/{report.Id}/download?format=xls")).Refused(HttpStatusCode.BadRequest);
        (await _program.GetAsync($"/api/v1/reports/{report.Id}/download?format=csv&table=../x")).Refused(HttpStatusCode.BadRequest);
        Assert.True(Directory.Exists(Path.GetDirectoryName(report.Pdf)));

        Assert.Equal(HttpStatusCode.NoContent, (await _program.SendAsync("DELETE", $"/api/v1/reports/{report.Id}")).Status);

        (await _program.GetAsync($"/api/v1/reports/{report.Id}")).Refused(HttpStatusCode.NotFound);
        Assert.False(Directory.Exists(Path.GetDirectoryName(report.Pdf)));
    }

    [Fact]
    public async Task View_IsHtmlOfAnOriginOfItsOwn()
    {
        var report = await MadeReport.OfAsync(_server, _program, new { from = _from });

        using var answer = await _program.Http.GetAsync(new Uri($"/api/v1/reports/{report.Id}/view", UriKind.Relative));

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        // Which sheet is allowed, the file says: that of an older version has another hash.
        Assert.Contains("style-src 'unsafe-inline';", policy, StringComparison.Ordinal);
        Assert.Contains("style-src &#x27;sha256-", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.EndsWith("sandbox", policy, StringComparison.Ordinal);
        Assert.Null(answer.Content.Headers.ContentDisposition);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task Reports_OfSomebodyElse_AreThereForAdministratorsAlone()
    {
        var report = await MadeReport.OfAsync(_server, _program, new { from = _from });
        using var operate = await ApiCaller.WithTokenAsync(_server, Scopes.Operate);
        using var admin = await ApiCaller.WithTokenAsync(_server, Scopes.Admin);

        foreach (var (verb, path) in new[] { ("GET", ""), ("GET", "/download"), ("GET", "/view"), ("POST", "/cancel"), ("DELETE", "") })
            (await operate.SendAsync(verb, $"/api/v1/reports/{report.Id}{path}")).Refused(HttpStatusCode.NotFound);
        Assert.Equal(0, (await operate.GetAsync("/api/v1/reports?all=true"))["items"].GetArrayLength());
        Assert.Equal(0, (await admin.GetAsync("/api/v1/reports"))["items"].GetArrayLength());
        Assert.Equal(1, (await admin.GetAsync("/api/v1/reports?all=true"))["items"].GetArrayLength());
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync($"/api/v1/reports/{report.Id}")).Status);
    }

    [Fact]
    public async Task Download_AfterSigningOut_IsRefused()
    {
        await _server.AddAccountAsync("vera@example.org", Roles.Viewer);
        using var vera = _server.NewVisitor();
        (await vera.SignInAsync("vera@example.org", LocalServer.Password)).Dispose();
        using var ordered = await vera.Http.PostAsync(
            new Uri("/api/v1/reports", UriKind.Relative), System.Net.Http.Json.JsonContent.Create(new { from = _from }));
        Assert.Equal(HttpStatusCode.Accepted, ordered.StatusCode);
        var id = (await ApiCaller.ReadAsync(ordered))["id"].GetInt32();
        var download = $"/api/v1/reports/{id}/download";
        await Eventually.TrueAsync("it can be downloaded", async () =>
        {
            using var answer = await vera.GetAsync(download);
            return answer.StatusCode == HttpStatusCode.OK;
        });
        var cookies = vera.Cookies.GetCookieHeader(_server.Url);

        (await vera.SignOutAsync()).Dispose();

        using var copied = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = _server.Url };
        copied.DefaultRequestHeaders.Add("Cookie", cookies);
        foreach (var caller in new[] { vera.Http, copied })
        {
            using var refused = await caller.GetAsync(new Uri(download, UriKind.Relative));
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }
    }

    [Fact]
    public async Task Wishes_ThatAreNotPossible_AreRefusedByName()
    {
        var now = TimeProvider.System.GetUtcNow();
        foreach (var (wish, field) in new (object, string)[]
        {
            (new { }, "from"),
            (new { from = MadeReport.Text(now.AddDays(1)) }, "from"),
            (new { from = MadeReport.Text(now.AddDays(-401)) }, "from"),
            (new { from = "0001-01-01T00:00:00Z" }, "from"),
            (new { from = "1999-12-31T23:59:00Z", to = "2000-01-02T00:00:00Z" }, "from"),
            (new { from = _from, title = new string('x', 101) }, "title"),
            (new { from = _from, title = " " }, "title"),
            (new { from = _from, bots = new[] { 99 } }, "bots"),
            (new { from = _from, bots = new[] { 0 } }, "bots"),
            (new { from = _from, bots = new[] { 0, 99 } }, "bots"),
            (new { from = _from, bots = Enumerable.Range(1, 101) }, "bots"),
            (new { from = _from, sections = new[] { "gossip" } }, "sections"),
            (new { from = _from, sections = Array.Empty<string>() }, "sections"),
            (new { from = _from, zone = "../../etc/passwd" }, "zone"),
        })
            Assert.Equal(field, (await _program.SendAsync("POST", "/api/v1/reports", wish)).Refused(HttpStatusCode.BadRequest).Text("field"));
    }

    [Fact]
    public async Task Order_MoreThanFiveThatWait_IsRefused()
    {
        var made = await MadeReport.OfAsync(_server, _program, new { from = _from });
        await using (var context = await _server.Get<IDbContextFactory<AppDbContext>>().CreateDbContextAsync())
        {
            // Rows that nobody makes: the queue does not know of them.
            var row = await context.Reports.AsNoTracking().SingleAsync(one => one.Id == made.Id);
            for (var i = 0; i < ReportDesk.MostWaiting; i++)
            {
                context.Reports.Add(new ReportRow
                {
                    TokenId = row.TokenId, Owner = row.Owner, Title = row.Title, Bots = "", Sections = row.Sections, Zone = row.Zone,
                    State = "waiting", CreatedAt = row.CreatedAt,
                });
            }

            await context.SaveChangesAsync();
        }

        (await _program.SendAsync("POST", "/api/v1/reports", new { from = _from })).Refused(HttpStatusCode.Conflict);

        Assert.Equal(HttpStatusCode.NoContent, (await _program.SendAsync("POST", $"/api/v1/reports/{made.Id + 1}/cancel")).Status);
        Assert.Equal("cancelled", (await _program.GetAsync($"/api/v1/reports/{made.Id + 1}")).Text("state"));
        (await _program.GetAsync($"/api/v1/reports/{made.Id + 1}/download")).Refused(HttpStatusCode.Conflict);
        Assert.Equal(HttpStatusCode.Accepted, (await _program.SendAsync("POST", "/api/v1/reports", new { from = _from })).Status);
    }

    [Fact]
    public async Task Order_TwentyAtOnce_FiveAreTaken()
    {
        using var desk = ActivatorUtilities.CreateInstance<ReportDesk>(_server.App.Services, new ReportQueue());
        var owner = await OwnerAsync();

        var taken = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () => await IsTakenAsync(() => desk.OrderAsync(
            new ReportWish(null, null, null, null, TimeProvider.System.GetUtcNow().AddHours(-1), null), owner, CancellationToken.None)))));

        Assert.Equal(ReportDesk.MostWaiting, taken.Count(one => one));
    }

    [Fact]
    public async Task Schedules_FortyAtOnce_TwentyAreTaken()
    {
        var owner = await OwnerAsync();

        var taken = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(async () => await IsTakenAsync(() => _server.Get<ScheduleDesk>().AddAsync(
            new ReportWish(null, null, null, null, null, null), "daily", 7, owner, CancellationToken.None)))));

        Assert.Equal(ScheduleDesk.MostOfOne, taken.Count(one => one));
    }

    [Fact]
    public async Task Delete_ManyTimesAtOnce_IsDoneOnceAndThenThereIsNone()
    {
        var report = await MadeReport.OfAsync(_server, _program, new { from = _from });

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _program.SendAsync("DELETE", $"/api/v1/reports/{report.Id}")));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.NoContent);
        Assert.Equal(7, answers.Count(answer => answer.Status == HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task Schedules_AreMadeListedAndEnded()
    {
        var made = await _program.SendAsync("POST", "/api/v1/reports/schedules", new { period = "weekly", hour = 7, zone = "Europe/Berlin", title = "Monday" });
        using var other = await ApiCaller.WithTokenAsync(_server, Scopes.Operate);

        Assert.Equal((HttpStatusCode.Created, "weekly", 7), (made.Status, made.Text("period"), made["hour"].GetInt32()));
        Assert.Equal(DayOfWeek.Monday, TimeZoneInfo.ConvertTime(made["nextAt"].GetDateTimeOffset(), TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")).DayOfWeek);
        Assert.Equal(1, (await _program.GetAsync("/api/v1/reports/schedules"))["items"].GetArrayLength());
        Assert.Equal(0, (await other.GetAsync("/api/v1/reports/schedules?all=true"))["items"].GetArrayLength());
        (await other.SendAsync("DELETE", $"/api/v1/reports/schedules/{made["id"]}")).Refused(HttpStatusCode.NotFound);
        Assert.Equal("period", (await _program.SendAsync("POST", "/api/v1/reports/schedules", new { period = "yearly", hour = 7 })).Refused(HttpStatusCode.BadRequest).Text("field"));
        Assert.Equal("hour", (await _program.SendAsync("POST", "/api/v1/reports/schedules", new { period = "daily", hour = 24 })).Refused(HttpStatusCode.BadRequest).Text("field"));
        for (var i = 1; i < ScheduleDesk.MostOfOne; i++)
            await _program.SendAsync("POST", "/api/v1/reports/schedules", new { period = "daily", hour = 7 });
        (await _program.SendAsync("POST", "/api/v1/reports/schedules", new { period = "daily", hour = 7 })).Refused(HttpStatusCode.Conflict);
        var ended = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _program.SendAsync("DELETE", $"/api/v1/reports/schedules/{made["id"]}")));
        Assert.Single(ended, answer => answer.Status == HttpStatusCode.NoContent);
        Assert.Equal(3, ended.Count(answer => answer.Status == HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task Order_WhileScheduledOnesWait_IsTaken()
    {
        var schedule = (await _program.SendAsync("POST", "/api/v1/reports/schedules", new { period = "daily", hour = 7 }))["id"].GetInt32();
        await using (var context = await _server.Get<IDbContextFactory<AppDbContext>>().CreateDbContextAsync())
        {
            var token = (await context.ReportSchedules.SingleAsync()).TokenId;
            context.Reports.AddRange(Enumerable.Range(0, ReportDesk.MostWaiting).Select(i => new ReportRow
            {
                TokenId = token, Owner = "token reader", Title = "Scheduled", Bots = "", Sections = "summary", Zone = "UTC", State = "waiting",
                ScheduleId = schedule, PeriodKey = $"{i}",
            }));
            await context.SaveChangesAsync();
        }

        Assert.Equal(HttpStatusCode.Accepted, (await _program.SendAsync("POST", "/api/v1/reports", new { from = _from })).Status);
    }

    [Fact]
    public async Task Schedules_MoreThanOnePage_AreListedToTheLast()
    {
        const int Many = 620;
        await _program.SendAsync("POST", "/api/v1/reports/schedules", new { period = "daily", hour = 7 });
        await using (var context = await _server.Get<IDbContextFactory<AppDbContext>>().CreateDbContextAsync())
        {
            var token = (await context.ReportSchedules.SingleAsync()).TokenId;
            context.ReportSchedules.AddRange(Enumerable.Range(1, Many - 1).Select(i => new ReportScheduleRow
            {
                TokenId = token, Owner = "token reader", Title = "Many", Bots = "", Sections = "summary", Zone = "UTC", Period = "daily",
                NextAt = TimeProvider.System.GetUtcNow().AddDays(i % 7),
            }));
            await context.SaveChangesAsync();
        }

        var (ids, cursor) = (new List<int>(), "");
        do
        {
            var page = await _program.GetAsync($"/api/v1/reports/schedules?limit=310{(cursor.Length > 0 ? $"&cursor={cursor}" : "")}");
            ids.AddRange(page["items"].EnumerateArray().Select(one => one.GetProperty("id").GetInt32()));
            cursor = page["next"].GetString() ?? "";
        }
        while (cursor.Length > 0);

        Assert.Equal((Many, Many), (ids.Count, ids.Distinct().Count()));
    }

    [Fact]
    public async Task Csv_HostileNames_AreThereAgainWhenItIsRead()
    {
        var bot = await SentEvents.NewBotAsync(_server, "=HYPERLINK(\"x\")");
        await bot.PostAsync("default", [.. s_hostile.Select(name => (object)new
        {
            type = "command", name, module = "@cmd", kind = "slash", durationMs = 5.0, success = true, at = TimeProvider.System.GetUtcNow().AddMinutes(-3),
        })]);
        var report = await MadeReport.OfAsync(_server, _program, new { from = _from });

        foreach (var table in new[] { "commands", "steps", "comparison" })
        {
            var text = await report.DownloadAsync("csv", table);
            Assert.Equal(s_hostile.Order(StringComparer.Ordinal), CsvRows.Of(text).Select(row => row["command"]).Order(StringComparer.Ordinal));
            Assert.All(CsvRows.Of(text), row => Assert.Equal(bot.Name, row["bot"]));
            Assert.All(CsvRows.Lines(text).Skip(1).SelectMany(line => line.Take(5)), cell => Assert.DoesNotMatch(@"^[=+@\t\r\n]|^-\D", cell));
        }

        var html = await report.DownloadAsync("html");
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain(" style=", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sections_WithAlertsAndSuggestions_HoldWhatThePagesHave()
    {
        var alerts = await OpenedAlerts.OfAsync(_server, "Borealis");
        var opened = await alerts.OpenAsync("<b>help</b>", 6.5);
        await using (var context = await _server.Get<IDbContextFactory<AppDbContext>>().CreateDbContextAsync())
        {
            // The minute in which it opened is not over, and no part of a window.
            var row = await context.Alerts.SingleAsync(one => one.Id == opened);
            (row.StartedAt, row.OpenedAt) = (row.StartedAt.AddMinutes(-10), row.OpenedAt!.Value.AddMinutes(-10));
            await context.SaveChangesAsync();
        }

        var slow = await SentFigures.SlowBotAsync(_server);
        var suggested = await SentFigures.SuggestedAsync(_server, slow);

        var report = await MadeReport.OfAsync(_server, _program, new { from = _from });
        var bots = System.Text.Json.JsonDocument.Parse(await report.DownloadAsync("json")).RootElement.GetProperty("bots");

        var alert = bots.EnumerateArray().Single(bot => bot.GetProperty("name").GetString() == "Borealis").GetProperty("alerts");
        Assert.Equal(("critical", "<b>help</b>", 6.5), (
            alert.GetProperty("items")[0].GetProperty("severity").GetString(), alert.GetProperty("items")[0].GetProperty("target").GetString(),
            alert.GetProperty("items")[0].GetProperty("value").GetDouble()));
        var suggestion = bots.EnumerateArray().Single(bot => bot.GetProperty("id").GetInt32() == slow.Id.Value).GetProperty("suggestions")[0];
        Assert.Equal((suggested.Id, suggested.Value), (suggestion.GetProperty("id").GetInt32(), suggestion.GetProperty("value").GetDouble()));
        var html = await report.DownloadAsync("html");
        Assert.Contains("&lt;b&gt;help&lt;/b&gt;", html, StringComparison.Ordinal);
        Assert.Contains("<b>Nothing is known.</b> No command and no figure of its process is known", html, StringComparison.Ordinal);
        Assert.Single(CsvRows.Of(await report.DownloadAsync("csv", "alerts")));
        Assert.Single(CsvRows.Of(await report.DownloadAsync("csv", "suggestions")));
    }

    [Fact]
    public async Task Report_BotThatIsGoneMeanwhile_IsNamedAsLeftOut()
    {
        var made = await _server.Get<BotRegistry>().CreateAsync("Gone", "a test", CancellationToken.None);
        var schedule = await _program.SendAsync("POST", "/api/v1/reports/schedules", new { period = "daily", hour = 0, bots = new[] { made.Bot.Id.Value } });
        Assert.Equal(HttpStatusCode.Created, schedule.Status);
        await _server.Get<BotRegistry>().DeleteAsync(made.Bot.Id, "a test", CancellationToken.None);
        await MakeDueAsync();

        Assert.Equal(1, await _server.Get<ScheduleDesk>().BeginDueAsync(CancellationToken.None));

        var id = (await _program.GetAsync("/api/v1/reports"))["items"][0].GetProperty("id").GetInt32();
        var report = await MadeReport.OverAsync(_server, _program, id);
        Assert.Equal("done", report.State);
        Assert.Contains("is no more", await report.DownloadAsync("html"), StringComparison.Ordinal);
    }

    private static async Task<bool> IsTakenAsync(Func<Task> act)
    {
        try
        {
            await act();
            return true;
        }
        catch (ReportRefusedException)
        {
            return false;
        }
    }

    private async Task<ReportOwner> OwnerAsync()
    {
        var made = await _server.Get<ApiTokens>().CreateAsync("many", Scopes.Read, expiresAt: null, "a test", CancellationToken.None);
        return new ReportOwner(null, made.Token.Id, "token many", SeesAll: false);
    }

    private async Task MakeDueAsync()
    {
        await using var context = await _server.Get<IDbContextFactory<AppDbContext>>().CreateDbContextAsync();
        foreach (var row in context.ReportSchedules)
            row.NextAt = TimeProvider.System.GetUtcNow().AddMinutes(-1);
        await context.SaveChangesAsync();
    }
}
