using System.Net;
using BotPerf.Tests.Api;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Access;
using BotPerf.Web.Reports;
using BotPerf.Web.Reports.Files;
using BotPerf.Web.Reports.Making;
using BotPerf.Web.Reports.Schedules;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace BotPerf.Tests.Reports;

/// <summary>How reports come about: cancelled, cut off by the server's end, by schedule, let go of.</summary>
public sealed class ReportMakingTests : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _folder = new();
    private LocalServer _server = null!;
    private ApiCaller _program = null!;
    private string _from = "";

    public async Task InitializeAsync()
    {
        _server = await LocalServer.StartWithAdaAsync();
        _server.Get<IOptions<ReportOptions>>().Value.Browser = PdfPrinter.None;
        _program = await ApiCaller.WithTokenAsync(_server, Scopes.Read);
        _from = MadeReport.Text(TimeProvider.System.GetUtcNow().AddHours(-1));
    }

    public async Task DisposeAsync()
    {
        _program.Dispose();
        await _server.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Cancel_WhileItIsPrinted_EndsTheBrowserAndLeavesNothing()
    {
        if (OperatingSystem.IsWindows())
            return;
        var hanging = _folder.File("hanging");
        await File.WriteAllTextAsync(hanging, "#!/bin/sh\nexec sleep 1000\n");
        File.SetUnixFileMode(hanging, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _server.Get<IOptions<ReportOptions>>().Value.Browser = hanging;
        var id = (await _program.SendAsync("POST", "/api/v1/reports", new { from = _from }))["id"].GetInt32();
        await Eventually.TrueAsync("it is printed", async () =>
            (await _program.GetAsync($"/api/v1/reports/{id}")).Text("step") is "printing the PDF");

        Assert.Equal(HttpStatusCode.NoContent, (await _program.SendAsync("POST", $"/api/v1/reports/{id}/cancel")).Status);

        var report = await MadeReport.OverAsync(_server, _program, id);
        Assert.Equal("cancelled", report.State);
        await Eventually.TrueAsync("its files are gone", () => !_server.Get<ReportShelf>().All().Contains(id));
        (await _program.GetAsync($"/api/v1/reports/{id}/download")).Refused(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Stop_BrowserThatIsEndedWithTheServer_LeavesTheReportForTheNextStart()
    {
        if (OperatingSystem.IsWindows())
            return;
        var made = await MadeReport.OfAsync(_server, _program, new { from = _from });
        var hanging = _folder.File("hanging");
        await File.WriteAllTextAsync(hanging, $"#!/bin/sh\ntrap 'exit 0' TERM\necho $$ > {_folder.File("pid")}\nwhile :; do sleep 0.1; done\n");
        File.SetUnixFileMode(hanging, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _server.Get<IOptions<ReportOptions>>().Value.Browser = hanging;
        var (waits, queue) = (0, new ReportQueue());
        await ChangeAsync(async context => waits = await CopyAsync(
            context, await context.Reports.AsNoTracking().SingleAsync(one => one.Id == made.Id), "waiting", 0));
        // Told after the worker is: the service manager ends the browser long before the worker's turn to stop comes.
        var server = _server.Get<IHostApplicationLifetime>();
        using var after = server.ApplicationStopping.Register(() =>
        {
            using var kill = System.Diagnostics.Process.Start("/bin/sh", ["-c", $"kill -TERM $(cat {_folder.File("pid")})"]);
            kill.WaitForExit();
        });
        using var worker = ActivatorUtilities.CreateInstance<ReportWorker>(_server.App.Services, queue);
        await worker.StartAsync(CancellationToken.None);
        await Eventually.TrueAsync("it is printed", () => File.Exists(_folder.File("pid")) && File.ReadAllText(_folder.File("pid")).Length > 1);

        server.StopApplication();

        await worker.ExecuteTask!.WaitAsync(TimeSpan.FromSeconds(30));
        await ChangeAsync(async context =>
        {
            var row = await context.Reports.SingleAsync(one => one.Id == waits);
            Assert.Equal(("making", null, 1), (row.State, row.NoPdf, row.Attempts));
        });
    }

    [Fact]
    public async Task Clean_ReportThatIsDeletedMeanwhile_EndsNothing()
    {
        var made = await MadeReport.OfAsync(_server, _program, new { from = _from });
        await ChangeAsync(async context =>
        {
            var row = await context.Reports.AsNoTracking().SingleAsync(one => one.Id == made.Id);
            for (var i = 0; i < 40; i++)
                context.Reports.Add(new ReportRow
                {
                    TokenId = row.TokenId, Owner = row.Owner, Title = row.Title, Bots = "", Sections = row.Sections, Zone = row.Zone,
                    State = "failed", CreatedAt = row.CreatedAt, EndedAt = row.CreatedAt.AddYears(-1),
                });
        });

        var counts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            () => _server.Get<ReportRetention>().ApplyAsync(CancellationToken.None))));

        Assert.Contains(40, counts);
        Assert.Equal(1, (await _program.GetAsync("/api/v1/reports"))["items"].GetArrayLength());
    }

    [Fact]
    public async Task Start_ReportThatWasCutOff_IsMadeAnewUnlessItEndsTheServerEachTime()
    {
        var made = await MadeReport.OfAsync(_server, _program, new { from = _from });
        var (again, tooOften) = (0, 0);
        await ChangeAsync(async context =>
        {
            var row = await context.Reports.AsNoTracking().SingleAsync(one => one.Id == made.Id);
            (again, tooOften) = (await CopyAsync(context, row, "making", 1), await CopyAsync(context, row, "making", ReportWorker.MostAttempts));
        });

        using var worker = ActivatorUtilities.CreateInstance<ReportWorker>(_server.App.Services, new ReportQueue());
        await worker.StartAsync(CancellationToken.None);

        Assert.Equal("done", (await MadeReport.OverAsync(_server, _program, again)).State);
        var failed = await MadeReport.OverAsync(_server, _program, tooOften);
        Assert.Equal("failed", failed.State);
        Assert.Contains("begun 3 times", failed.Body.GetProperty("problem").GetString(), StringComparison.Ordinal);
        await worker.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Schedule_MissedForAWeekAndAskedTwice_MakesOneReportOfTheLastPeriod()
    {
        Assert.Equal(HttpStatusCode.Created, (await _program.SendAsync("POST", "/api/v1/reports/schedules", new { period = "daily", hour = 3, zone = "Europe/Berlin" })).Status);
        var desk = _server.Get<ScheduleDesk>();
        Assert.Equal(0, await desk.BeginDueAsync(CancellationToken.None));

        for (var i = 0; i < 3; i++)
        {
            await ChangeAsync(async context => (await context.ReportSchedules.SingleAsync()).NextAt = TimeProvider.System.GetUtcNow().AddDays(-7));
            Assert.Equal(i == 0 ? 1 : 0, await desk.BeginDueAsync(CancellationToken.None));
        }

        var report = Assert.Single((await _program.GetAsync("/api/v1/reports"))["items"].EnumerateArray());
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        Assert.Equal(TimeSpan.Zero, TimeZoneInfo.ConvertTime(report.GetProperty("to").GetDateTimeOffset(), zone).TimeOfDay);
        Assert.True((await _program.GetAsync("/api/v1/reports/schedules"))["items"][0].GetProperty("nextAt").GetDateTimeOffset() > TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public async Task Schedule_OfMonths_WritesDownWholeMonthsOfItsZoneAndTheMonthBefore()
    {
        var clock = new ManualClock(new DateTimeOffset(2025, 8, 15, 12, 0, 0, TimeSpan.Zero));
        using var desk = ActivatorUtilities.CreateInstance<ScheduleDesk>(_server.App.Services, clock, new ReportQueue());
        var made = await _server.Get<ApiTokens>().CreateAsync("monthly", Scopes.Read, expiresAt: null, "a test", CancellationToken.None);
        await desk.AddAsync(
            new ReportWish("Months", null, null, "Europe/Berlin", null, null), "monthly", 0, new ReportOwner(null, made.Token.Id, "token", SeesAll: false), CancellationToken.None);

        for (var month = 0; month < 8; month++)
        {
            await ChangeAsync(async context => clock.Advance((await context.ReportSchedules.SingleAsync()).NextAt - clock.GetUtcNow()));
            Assert.Equal(1, await desk.BeginDueAsync(CancellationToken.None));
        }

        await using var found = await _server.Get<IDbContextFactory<AppDbContext>>().CreateDbContextAsync();
        var rows = await found.Reports.AsNoTracking().Where(row => row.Title == "Months").OrderBy(row => row.Id).ToListAsync();
        Assert.Equal(new DateTimeOffset(2025, 7, 31, 22, 0, 0, TimeSpan.Zero), rows[0].WindowFrom);
        Assert.Equal(new DateTimeOffset(2025, 10, 31, 23, 0, 0, TimeSpan.Zero), rows[3].WindowFrom);
        Assert.All(rows.Zip(rows.Skip(1)), pair => Assert.Equal((pair.First.WindowTo, pair.First.WindowFrom), (pair.Second.WindowFrom, pair.Second.BeforeFrom)));
        Assert.All(rows, row => Assert.Equal(row.WindowTo.AddMinutes(15), row.CreatedAt));
    }

    [Fact]
    public async Task Schedule_ReportThatFailed_IsBegunAnewThreeTimesAtMost()
    {
        Assert.Equal(HttpStatusCode.Created, (await _program.SendAsync("POST", "/api/v1/reports/schedules", new { period = "daily", hour = 3 })).Status);
        await ChangeAsync(async context => (await context.ReportSchedules.SingleAsync()).NextAt = TimeProvider.System.GetUtcNow().AddDays(-1));
        var desk = _server.Get<ScheduleDesk>();
        _server.Get<IOptions<StorageOptions>>().Value.ReserveBytes = long.MaxValue;

        for (var attempt = 1; attempt <= ReportWorker.MostAttempts; attempt++)
        {
            Assert.Equal(1, await desk.BeginDueAsync(CancellationToken.None));
            var id = (await _program.GetAsync("/api/v1/reports"))["items"][0].GetProperty("id").GetInt32();
            var failed = await MadeReport.OverAsync(_server, _program, id);
            Assert.Equal("failed", failed.State);
            Assert.Contains("nearly full", failed.Body.GetProperty("problem").GetString(), StringComparison.Ordinal);
        }

        Assert.Equal(0, await desk.BeginDueAsync(CancellationToken.None));
        Assert.Equal(1, (await _program.GetAsync("/api/v1/reports"))["items"].GetArrayLength());
    }

    [Fact]
    public async Task Start_ReportsWhoseFilesAreGone_AreNotDoneAnyMore()
    {
        var (whole, lost) = (await MadeReport.OfAsync(_server, _program, new { from = _from }), await MadeReport.OfAsync(_server, _program, new { from = _from }));
        Directory.Delete(Path.GetDirectoryName(lost.Pdf)!, recursive: true);

        using var worker = ActivatorUtilities.CreateInstance<ReportWorker>(_server.App.Services, new ReportQueue());
        await worker.StartAsync(CancellationToken.None);

        await Eventually.TrueAsync("it is told", async () => (await _program.GetAsync($"/api/v1/reports/{lost.Id}")).Text("state") is "failed");
        Assert.Contains("not there any more", (await _program.GetAsync($"/api/v1/reports/{lost.Id}")).Text("problem"), StringComparison.Ordinal);
        Assert.Equal("done", (await _program.GetAsync($"/api/v1/reports/{whole.Id}")).Text("state"));
        await worker.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Folders_OfReportsThatWereNotMade_AreLetGo()
    {
        var made = await MadeReport.OfAsync(_server, _program, new { from = _from });
        var (failed, cutOff, waits) = (0, 0, 0);
        await ChangeAsync(async context =>
        {
            var row = await context.Reports.AsNoTracking().SingleAsync(one => one.Id == made.Id);
            failed = await CopyAsync(context, row, "failed", 1);
            cutOff = await CopyAsync(context, row, "making", ReportWorker.MostAttempts);
            waits = await CopyAsync(context, row, "waiting", 1);
        });
        var shelf = _server.Get<ReportShelf>();
        foreach (var id in new[] { failed, cutOff, waits })
            await File.WriteAllTextAsync(Path.Combine(shelf.Begin(id), "half"), "half of it");

        Assert.Equal(HttpStatusCode.NoContent, (await _program.SendAsync("POST", $"/api/v1/reports/{waits}/cancel")).Status);
        Assert.DoesNotContain(waits, shelf.All());
        using var worker = ActivatorUtilities.CreateInstance<ReportWorker>(_server.App.Services, new ReportQueue());
        await worker.StartAsync(CancellationToken.None);
        await Eventually.TrueAsync("what ended the server too often is gone", () => !shelf.All().Contains(cutOff));
        await worker.StopAsync(CancellationToken.None);

        await _server.Get<ReportRetention>().ApplyAsync(CancellationToken.None);
        Assert.Equal([made.Id], shelf.All());
    }

    [Fact]
    public async Task Cancel_AtWhateverMoment_IsTrueOrRefused()
    {
        for (var i = 0; i < 12; i++)
        {
            var id = (await _program.SendAsync("POST", "/api/v1/reports", new { from = _from }))["id"].GetInt32();
            if (i % 3 > 0)
                await Eventually.TrueAsync("it is begun", async () => (await _program.GetAsync($"/api/v1/reports/{id}")).Text("state") is not "waiting");
            if (i % 3 > 1)
                await Eventually.TrueAsync("it is written", () => Directory.Exists(_server.Folder.Reports) && _server.Get<ReportShelf>().All().Contains(id));

            var answer = (await _program.SendAsync("POST", $"/api/v1/reports/{id}/cancel")).Status;

            var state = (await MadeReport.OverAsync(_server, _program, id)).State;
            Assert.Equal(answer == HttpStatusCode.NoContent ? "cancelled" : "done", state);
            await Eventually.TrueAsync("a cancelled one has no files", () => state == "done" || !_server.Get<ReportShelf>().All().Contains(id));
            Assert.Equal(state, (await _program.GetAsync($"/api/v1/reports/{id}")).Text("state"));
        }
    }

    [Fact]
    public async Task Begin_OfAReportThatWasCancelledMeanwhile_ChangesNothing()
    {
        var made = await MadeReport.OfAsync(_server, _program, new { from = _from });
        var waits = 0;
        await ChangeAsync(async context => waits = await CopyAsync(
            context, await context.Reports.AsNoTracking().SingleAsync(one => one.Id == made.Id), "waiting", 0));
        await using var late = await _server.Get<IDbContextFactory<AppDbContext>>().CreateDbContextAsync();
        var read = await late.Reports.SingleAsync(row => row.Id == waits);

        Assert.Equal(HttpStatusCode.NoContent, (await _program.SendAsync("POST", $"/api/v1/reports/{waits}/cancel")).Status);

        read.State = "making";
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => late.SaveChangesAsync());
        Assert.Equal("cancelled", (await _program.GetAsync($"/api/v1/reports/{waits}")).Text("state"));
    }

    [Fact]
    public async Task Account_ThatIsRemoved_TakesItsReportsAlong()
    {
        await _server.AddAccountAsync("vera@example.org", Roles.Viewer);
        using var vera = _server.NewVisitor();
        (await vera.SignInAsync("vera@example.org", LocalServer.Password)).Dispose();
        using var ordered = await vera.Http.PostAsync(new Uri("/api/v1/reports", UriKind.Relative), System.Net.Http.Json.JsonContent.Create(new { from = _from }));
        var id = (await ApiCaller.ReadAsync(ordered))["id"].GetInt32();
        using var admin = await ApiCaller.WithTokenAsync(_server, Scopes.Admin);
        await MadeReport.OverAsync(_server, admin, id);
        var people = _server.Get<People>();
        var account = (await people.ListAsync("vera", 0, 1, CancellationToken.None))[0];

        await people.RemoveAsync(account.Id, "a test", CancellationToken.None);
        await _server.Get<ReportRetention>().ApplyAsync(CancellationToken.None);

        (await admin.GetAsync($"/api/v1/reports/{id}")).Refused(HttpStatusCode.NotFound);
        Assert.DoesNotContain(id, _server.Get<ReportShelf>().All());
    }

    private static async Task<int> CopyAsync(AppDbContext context, ReportRow of, string state, int attempts)
    {
        var row = new ReportRow
        {
            TokenId = of.TokenId, Owner = of.Owner, Title = of.Title, Bots = "", Sections = of.Sections, Zone = of.Zone, WindowFrom = of.WindowFrom,
            WindowTo = of.WindowTo, BeforeFrom = of.BeforeFrom, State = state, Attempts = attempts, CreatedAt = of.CreatedAt,
        };
        context.Reports.Add(row);
        await context.SaveChangesAsync();
        return row.Id;
    }

    private async Task ChangeAsync(Func<AppDbContext, Task> change)
    {
        await using var context = await _server.Get<IDbContextFactory<AppDbContext>>().CreateDbContextAsync();
        await change(context);
        await context.SaveChangesAsync();
    }
}
