using BotPerf.Tests.Api;
using BotPerf.Tests.Hosting;
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

/// <summary>Whoever has no access any more is made no report.</summary>
public sealed class ReportRightsTests : IAsyncLifetime
{
    private static readonly ReportWish s_daily = new("Mine", null, null, "UTC", null, null);

    private LocalServer _server = null!;
    private ScheduleDesk _desk = null!;

    public async Task InitializeAsync()
    {
        _server = await LocalServer.StartWithAdaAsync();
        _server.Get<IOptions<ReportOptions>>().Value.Browser = PdfPrinter.None;
        _desk = _server.Get<ScheduleDesk>();
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Schedule_OfATokenThatWasRevoked_EndsAndMakesNothing()
    {
        var (token, owner) = await TokenAsync();
        await _desk.AddAsync(s_daily, "daily", 7, owner, CancellationToken.None);
        await MakeDueAsync();

        await _server.Get<ApiTokens>().RevokeAsync(token, "a test", CancellationToken.None);

        Assert.Equal(0, await _desk.BeginDueAsync(CancellationToken.None));
        await using var context = await ContextAsync();
        Assert.Empty(await context.ReportSchedules.ToListAsync());
        Assert.Empty(await context.Reports.ToListAsync());
        Assert.Contains(await context.Audit.ToListAsync(), row => row is { What: "report_schedule.deleted", Who: AuditTrail.Program });
    }

    [Fact]
    public async Task Schedule_OfAnAccountThatIsDisabled_MakesNothingUntilItIsEnabled()
    {
        await _server.AddAccountAsync("vera@example.org", Roles.Viewer);
        var people = _server.Get<People>();
        var vera = (await people.ListAsync("vera", 0, 1, CancellationToken.None))[0];
        await _desk.AddAsync(s_daily, "daily", 7, new ReportOwner(vera.Id, null, vera.Email, SeesAll: false), CancellationToken.None);
        await people.SetDisabledAsync(vera.Id, disabled: true, "a test", CancellationToken.None);
        await MakeDueAsync();

        Assert.Equal(0, await _desk.BeginDueAsync(CancellationToken.None));
        await using (var context = await ContextAsync())
            Assert.True((await context.ReportSchedules.SingleAsync()).NextAt > TimeProvider.System.GetUtcNow());

        await people.SetDisabledAsync(vera.Id, disabled: false, "a test", CancellationToken.None);
        await MakeDueAsync();
        Assert.Equal(1, await _desk.BeginDueAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Report_ThatWaitsWhenItsTokenIsRevoked_IsNotMade()
    {
        var (token, owner) = await TokenAsync();
        // A queue of its own, in which it waits until the worker of this test begins.
        var queue = new ReportQueue();
        using var desk = ActivatorUtilities.CreateInstance<ReportDesk>(_server.App.Services, queue);
        var report = await desk.OrderAsync(s_daily with { From = TimeProvider.System.GetUtcNow().AddHours(-1) }, owner, CancellationToken.None);
        await _server.Get<ApiTokens>().RevokeAsync(token, "a test", CancellationToken.None);

        using var worker = ActivatorUtilities.CreateInstance<ReportWorker>(_server.App.Services, queue);
        await worker.StartAsync(CancellationToken.None);

        using var admin = await ApiCaller.WithTokenAsync(_server, Scopes.Admin);
        var over = await MadeReport.OverAsync(_server, admin, report.Id);
        Assert.Equal(("failed", ReportRights.Ended), (over.State, over.Body.GetProperty("problem").GetString()));
        await worker.StopAsync(CancellationToken.None);
    }

    private async Task<(int Id, ReportOwner Owner)> TokenAsync()
    {
        var made = await _server.Get<ApiTokens>().CreateAsync("reader", Scopes.Read, expiresAt: null, "a test", CancellationToken.None);
        return (made.Token.Id, new ReportOwner(null, made.Token.Id, "token reader", SeesAll: false));
    }

    private async Task MakeDueAsync()
    {
        await using var context = await ContextAsync();
        (await context.ReportSchedules.SingleAsync()).NextAt = TimeProvider.System.GetUtcNow().AddMinutes(-1);
        await context.SaveChangesAsync();
    }

    private Task<AppDbContext> ContextAsync() => _server.Get<IDbContextFactory<AppDbContext>>().CreateDbContextAsync();
}
