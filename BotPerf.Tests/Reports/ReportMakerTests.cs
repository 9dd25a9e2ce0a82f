using BotPerf.Tests.Alerts;
using BotPerf.Tests.Hosting;
using BotPerf.Web.Bots;
using BotPerf.Web.Insights.Suggestions;
using BotPerf.Web.Reports;
using BotPerf.Web.Reports.Making;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BotPerf.Tests.Reports;

/// <summary>What a report's figures are of.</summary>
public sealed class ReportMakerTests : IAsyncLifetime
{
    private LocalServer _server = null!;
    private BotId _bot;
    private DateTimeOffset _now;

    public async Task InitializeAsync()
    {
        _server = await LocalServer.StartWithAdaAsync();
        _bot = (await _server.Get<BotRegistry>().CreateAsync("Aurora", "a test", CancellationToken.None)).Bot.Id;
        var minutes = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 3_600 * 60;
        _now = DateTimeOffset.FromUnixTimeSeconds(minutes * 60);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Health_OfManyDays_HasTheLowestTenMinutesAndTheAverageOfAll()
    {
        // An hour with a bad ten minutes, and one of which ten minutes are known.
        var minute = _now.AddDays(-5).ToUnixTimeSeconds() / 60;
        await _server.Get<HealthLedger>().WriteAsync(
        [
            .. new[] { 950, 950, 200, 950, 950, 950 }.Select((score, i) => new HealthScoreRow { BotId = _bot.Value, Minute = minute + (i * 10), Overall = score, Cpu = score }),
            new HealthScoreRow { BotId = _bot.Value, Minute = minute + 60, Overall = 950, Cpu = 950 },
        ], replaces: true, CancellationToken.None);

        var health = (await MakeAsync(ReportSections.Health, _now.AddDays(-20), _now)).Health!;

        Assert.Equal((20.0, 84.3, _now.AddDays(-5).AddMinutes(20)), (health.Lowest, health.Average, health.LowestAt));
        Assert.Equal([82.5, 95], health.Points.Select(point => point.Score));
    }

    [Fact]
    public async Task Alerts_AreThoseThatWereOpenInTheWindow()
    {
        var alerts = new OpenedAlerts(_server, _bot);
        var (from, to) = (_now.AddHours(-24), _now.AddHours(-1));
        await OpenAsync("before", from.AddHours(-3), from.AddHours(-2), from);
        await OpenAsync("into", from.AddHours(-3), from.AddHours(-2), from.AddMinutes(1));
        await OpenAsync("within", from.AddHours(1), from.AddHours(2), from.AddHours(3));
        await OpenAsync("pending at the end", to.AddMinutes(-1), to, null);
        await OpenAsync("open at the end", to.AddMinutes(-10), to.AddMinutes(-1), null);

        var found = (await MakeAsync(ReportSections.Alerts, from, to)).Alerts!;

        Assert.Equal(["into", "open at the end", "within"], found.Items.Select(alert => alert.Target).Order());
        Assert.Equal(3, found.Total);

        async Task OpenAsync(string command, DateTimeOffset started, DateTimeOffset opened, DateTimeOffset? resolved)
        {
            var id = await alerts.OpenAsync(command);
            if (resolved is not null)
                await alerts.ResolveAsync(command);
            await using var context = await ContextAsync();
            var row = await context.Alerts.SingleAsync(one => one.Id == id);
            (row.StartedAt, row.OpenedAt, row.ResolvedAt) = (started, opened, resolved);
            await context.SaveChangesAsync();
        }
    }

    [Fact]
    public async Task Alerts_MoreThanAreListed_AreCounted()
    {
        var alerts = new OpenedAlerts(_server, _bot);
        await alerts.OpenAsync(Enumerable.Range(0, ReportMaker.MostAlerts + 1).Select(i => $"command{i}"));
        await using (var context = await ContextAsync())
        {
            foreach (var row in await context.Alerts.ToListAsync())
                (row.StartedAt, row.OpenedAt) = (_now.AddMinutes(-2), _now.AddMinutes(-1));
            await context.SaveChangesAsync();
        }

        var found = (await MakeAsync(ReportSections.Alerts, _now.AddHours(-1), _now)).Alerts!;

        Assert.Equal((ReportMaker.MostAlerts, ReportMaker.MostAlerts + 1), (found.Items.Count, found.Total));
    }

    [Fact]
    public async Task Suggestions_OpenBehindManyThatWereDecidedLongAgo_AreThereAndWhatIsNotListedIsCounted()
    {
        var (from, to) = (_now.AddHours(-24), _now);
        await SuggestAsync(1, "open", null, from.AddDays(-9));
        await SuggestAsync(SuggestionQueries.MostAtOnce, "dismissed", from.AddHours(-1), from.AddDays(-9));

        var few = await MakeAsync(ReportSections.Suggestions, from, to);
        await SuggestAsync(ReportMaker.MostSuggestions, "dismissed", from, from.AddDays(-9));
        var many = await MakeAsync(ReportSections.Suggestions, from, to);

        Assert.Equal(SuggestionState.Open, Assert.Single(few.Suggestions!).State);
        Assert.Equal(0, few.MoreSuggestions);
        Assert.Equal((ReportMaker.MostSuggestions, 1), (many.Suggestions!.Count, many.MoreSuggestions));
        Assert.Equal(SuggestionState.Open, many.Suggestions![0].State);
    }

    [Fact]
    public async Task Make_OfMoreBotsThanAReportHas_IsRefused()
    {
        for (var i = 0; i < ReportCheck.MostBots; i++)
            await _server.Get<BotRegistry>().CreateAsync($"Bot {i}", "a test", CancellationToken.None);

        var refused = await Assert.ThrowsAsync<ReportRefusedException>(() => MakeAsync(ReportSections.Commands, _now.AddHours(-1), _now));

        Assert.Contains("101 bots", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Make_OnADiskThatIsNearlyFull_IsRefused()
    {
        _server.Get<IOptions<StorageOptions>>().Value.ReserveBytes = long.MaxValue;

        var refused = await Assert.ThrowsAsync<ReportRefusedException>(() => MakeAsync(ReportSections.Commands, _now.AddHours(-1), _now));

        Assert.Contains("nearly full", refused.Message, StringComparison.Ordinal);
    }

    private async Task<BotReport> MakeAsync(string section, DateTimeOffset from, DateTimeOffset to)
    {
        var report = await _server.Get<ReportMaker>().MakeAsync(
            new ReportDraft("A test", [], [section], "UTC"), ReportWindow.Of(from, to, TimeProvider.System.GetUtcNow()), "a test", (_, _) => { },
            CancellationToken.None);
        return Assert.Single(report.Bots);
    }

    private async Task SuggestAsync(int count, string state, DateTimeOffset? acted, DateTimeOffset created)
    {
        await using var context = await ContextAsync();
        context.Suggestions.AddRange(Enumerable.Range(0, count).Select(i => new SuggestionRow
        {
            BotId = _bot.Value, Kind = SuggestionRules.All[0].Kind, Target = "", State = state, Details = "{\"Evidence\":[]}", CreatedAt = created, ActedAt = acted,
            MeasuredFrom = created, MeasuredTo = created,
        }));
        await context.SaveChangesAsync();
    }

    private Task<AppDbContext> ContextAsync() => _server.Get<IDbContextFactory<AppDbContext>>().CreateDbContextAsync();
}
