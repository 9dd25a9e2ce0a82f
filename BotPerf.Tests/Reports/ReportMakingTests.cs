using System.Net;
using BotPerf.Tests.Api;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Access;
using BotPerf.Web.Reports;
using BotPerf.Web.Reports.Files;
using BotPerf.Web.Reports.Making;
using BotPerf.Web.Reports.Schedules;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
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
        Assert.Contains("ended 3 times", failed.Body.GetProperty("problem").GetString(), StringComparison.Ordinal);
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
            WindowTo = of.WindowTo, State = state, Attempts = attempts, CreatedAt = of.CreatedAt,
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
