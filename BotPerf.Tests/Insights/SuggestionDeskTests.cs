using BotPerf.Tests.Hosting;
using BotPerf.Web.Bots;
using BotPerf.Web.Insights.Suggestions;
using BotPerf.Web.Scheduling;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Tests.Insights;

/// <summary>Suggestions of a real server with its database.</summary>
public sealed class SuggestionDeskTests : IAsyncLifetime
{
    private LocalServer _server = null!;
    private Bot _bot = null!;

    public async Task InitializeAsync()
    {
        _server = await LocalServer.StartWithAdaAsync();
        _bot = await SentFigures.SlowBotAsync(_server);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Job_BotWithASlowCommand_SuggestsOnceAndSaysSo()
    {
        await RunJobAsync();
        var run = await RunJobAsync();

        var found = Assert.Single(await ListAsync(SuggestionState.Open));
        Assert.Equal(("slow-command", "play", SuggestionScope.Command, 40L), (found.Kind, found.Target, found.Scope, found.Samples));
        Assert.Equal(2.5, found.Value, 0.03);
        Assert.Equal((1, "0 new, 0 verdicts, 0 old ones deleted"), (run.Rows, run.Text));
    }

    [Fact]
    public async Task Act_TwoAtOnce_OneWinsAndTheOtherIsToldWho()
    {
        var found = await SentFigures.SuggestedAsync(_server, _bot);
        var desk = _server.Get<SuggestionDesk>();

        var dismissed = await desk.DismissAsync(found.Id, "ada", " it is a model ", CancellationToken.None);
        var refused = await Assert.ThrowsAsync<SuggestionRefusedException>(() => desk.DoneAsync(found.Id, "bob", null, CancellationToken.None));

        Assert.Equal((SuggestionState.Dismissed, "ada", "it is a model"), (dismissed.State, dismissed.ActedBy, dismissed.Reason));
        Assert.Equal("ada has it dismissed already.", refused.Message);
        Assert.Equal(SuggestionState.Open, (await desk.ReopenAsync(found.Id, "bob", CancellationToken.None)).State);
        Assert.Equal(
            [("bob", "suggestion.reopened"), ("ada", "suggestion.dismissed")],
            (await _server.Get<AuditTrail>().ReadAsync(null, "suggestion", null, null, long.MaxValue, 10, CancellationToken.None)).Select(row => (row.Who, row.What)));
    }

    [Fact]
    public async Task Act_WhatIsNotAllowed_IsRefusedInWords()
    {
        var found = await SentFigures.SuggestedAsync(_server, _bot);
        var desk = _server.Get<SuggestionDesk>();
        var now = TimeProvider.System.GetUtcNow();

        await RefusedAsync("reason", () => desk.DismissAsync(found.Id, "ada", "  ", CancellationToken.None));
        await RefusedAsync("reason", () => desk.DismissAsync(found.Id, "ada", new string('x', 501), CancellationToken.None));
        await RefusedAsync("until", () => desk.SnoozeAsync(found.Id, "ada", now.AddDays(91), CancellationToken.None));
        await RefusedAsync("until", () => desk.SnoozeAsync(found.Id, "ada", now.AddMinutes(-1), CancellationToken.None));
        await RefusedAsync(null, () => desk.ReopenAsync(found.Id, "ada", CancellationToken.None));
        await RefusedAsync(null, () => desk.DoneAsync(found.Id + 1, "ada", null, CancellationToken.None));
    }

    [Fact]
    public async Task Done_TakenBackAndDoneAgain_IsMeasuredFromTheSecondTime()
    {
        var found = await SentFigures.SuggestedAsync(_server, _bot);
        var desk = _server.Get<SuggestionDesk>();

        await desk.DoneAsync(found.Id, "ada", null, TimeProvider.System.GetUtcNow().AddDays(-2), CancellationToken.None);
        await desk.ReopenAsync(found.Id, "ada", CancellationToken.None);
        var done = await desk.DoneAsync(found.Id, "ada", "deferred", CancellationToken.None);

        Assert.True(done.Verdict is { Word: null, Hours: 24 });
        Assert.True(done.Verdict.At > TimeProvider.System.GetUtcNow().AddHours(24));
    }

    // Two days ago nothing ran: it cannot be compared, and the measuring goes on for twice as long.
    [Fact]
    public async Task Round_VerdictDueWithoutFigures_WaitsLonger()
    {
        var found = await SentFigures.SuggestedAsync(_server, _bot);
        await _server.Get<SuggestionDesk>().DoneAsync(found.Id, "ada", null, TimeProvider.System.GetUtcNow().AddHours(-26), CancellationToken.None);

        await RunJobAsync();

        var waiting = Assert.Single(await ListAsync(SuggestionState.Done));
        Assert.Equal((null, 48, 0L), (waiting.Verdict!.Word, waiting.Verdict.Hours, waiting.Verdict.BeforeSamples));
    }

    [Fact]
    public async Task Delete_TheBot_TakesItsSuggestionsAlong()
    {
        await SentFigures.SuggestedAsync(_server, _bot);

        await _server.Get<BotRegistry>().DeleteAsync(_bot.Id, "ada", CancellationToken.None);

        await using var context = await _server.Get<IDbContextFactory<AppDbContext>>().CreateDbContextAsync();
        Assert.Empty(await context.Suggestions.ToListAsync());
    }

    [Fact]
    public async Task List_OfAnInstance_IsWhatIsAboutItOrAboutMoreThanOne()
    {
        await SentFigures.SuggestedAsync(_server, _bot);
        Assert.Equal((1, 1), (await CountAsync("shard-1"), await CountAsync(null)));
        await using (var context = await _server.Get<IDbContextFactory<AppDbContext>>().CreateDbContextAsync())
        {
            var row = await context.Suggestions.SingleAsync();
            (row.Kind, row.Target) = ("heap-near-limit", "shard-1");
            await context.SaveChangesAsync();
        }

        Assert.Equal((1, 0, 1), (await CountAsync("shard-1"), await CountAsync("shard-2"), await CountAsync(null)));

        async Task<int> CountAsync(string? instance)
        {
            var queries = _server.Get<SuggestionQueries>();
            var listed = await queries.ListAsync(new SuggestionFilter(_bot.Id, [SuggestionState.Open], Instance: instance), 10, CancellationToken.None);
            Assert.Equal(listed.Count, (await queries.CountsAsync(_bot.Id, instance, CancellationToken.None)).GetValueOrDefault(SuggestionState.Open));
            return listed.Count;
        }
    }

    [Fact]
    public async Task Job_EndedLongAgo_IsLetGo()
    {
        var found = await SentFigures.SuggestedAsync(_server, _bot);
        await using (var context = await _server.Get<IDbContextFactory<AppDbContext>>().CreateDbContextAsync())
        {
            var row = await context.Suggestions.SingleAsync();
            (row.State, row.OpenKey, row.EndedAt) = ("gone", null, TimeProvider.System.GetUtcNow() - SuggestionTimes.Kept - TimeSpan.FromDays(1));
            await context.SaveChangesAsync();
        }

        await RunJobAsync();

        Assert.Null(await _server.Get<SuggestionQueries>().FindAsync(found.Id, CancellationToken.None));
    }

    private static async Task RefusedAsync(string? field, Func<Task> act) =>
        Assert.Equal(field, (await Assert.ThrowsAsync<SuggestionRefusedException>(act)).FieldName);

    private Task<IReadOnlyList<Suggestion>> ListAsync(SuggestionState state) =>
        _server.Get<SuggestionQueries>().ListAsync(new SuggestionFilter(_bot.Id, [state]), 10, CancellationToken.None);

    private async Task<JobRun> RunJobAsync()
    {
        var run = _server.Get<JobRunner>().TryStart("suggestions", JobCause.ByHand, "ada");
        return await run!.Over;
    }
}
