using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Delivery;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Tests.Delivery;

public sealed class OutboxTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task Add_WithoutASave_SaysNothing()
    {
        await using var core = await DeliveryCore.StartAsync(_clock);
        var channel = await core.AddChannelAsync("probe");
        await using (var context = await core.Get<IDbContextFactory<AppDbContext>>().CreateDbContextAsync())
            core.Outbox.Add(context, channel, core.Notice("never decided"));
        core.Outbox.Wake();

        await core.AddAsync(channel, core.Notice("decided"));

        await core.LettersAsync(channel, "the other is delivered", letters => letters is [{ State: "delivered" }]);
        Assert.Equal("decided", Assert.Single(core.Probe.Titles));
    }

    [Fact]
    public async Task Failure_IsTriedAgainUnderTheSameDeliveryId()
    {
        await using var core = await DeliveryCore.StartAsync(_clock);
        var channel = await core.AddChannelAsync("probe");
        core.Probe.Answer = (_, _) => Task.FromResult(core.Probe.Parcels.Count < 3
            ? new SendResult(SendOutcome.Failed, "503 Busy")
            : ProbeSender.Done);

        await core.AddAsync(channel, core.Notice("one"));
        for (var attempt = 1; attempt < 3; attempt++)
        {
            await core.LettersAsync(channel, "the attempt is written", letters => letters[0] is { State: "waiting" } one && one.Attempts.Count == attempt);
            core.Advance(TimeSpan.FromSeconds(10));
        }

        var letter = (await core.LettersAsync(channel, "it is delivered", letters => letters[0].State == "delivered"))[0];
        Assert.Equal(["delivered", "failed", "failed"], letter.Attempts.Select(attempt => attempt.Outcome));
        Assert.Equal(["Taken.", "503 Busy", "503 Busy"], letter.Attempts.Select(attempt => attempt.Words));
        Assert.Equal([letter.DeliveryId], core.Probe.Parcels.Select(parcel => parcel.DeliveryId).Distinct());
    }

    [Fact]
    public async Task Refusal_IsADeadLetterAtOnce_AndIsSentAgainByHand()
    {
        await using var core = await DeliveryCore.StartAsync(_clock);
        var channel = await core.AddChannelAsync("probe");
        core.Probe.Answer = (_, _) => Task.FromResult(new SendResult(SendOutcome.Refused, "404 Unknown Webhook"));
        await core.AddAsync(channel, core.Notice("one"), core.Notice("two"));
        var dead = await core.LettersAsync(channel, "both are dead", letters => letters.All(letter => letter.State == "dead"));
        var state = Assert.Single(await core.Get<ChannelQueries>().StatesAsync(CancellationToken.None));

        core.Probe.Answer = (_, _) => Task.FromResult(ProbeSender.Done);
        Assert.True(await core.Desk.SendAgainAsync(channel, dead[0].Id, "ada", CancellationToken.None));
        Assert.True(await core.Desk.DropAsync(channel, dead[1].Id, "ada", CancellationToken.None));

        Assert.Equal((0, 2, "404 Unknown Webhook"), (state.Waiting, state.Dead, state.Last!.Words));
        var after = await core.LettersAsync(channel, "one is delivered", letters => letters[0].State == "delivered");
        Assert.Equal("dropped", after[1].State);
        Assert.False(await core.Desk.DropAsync(channel, dead[0].Id, "ada", CancellationToken.None));
    }

    [Fact]
    public async Task Failure_ForADay_IsADeadLetter()
    {
        await using var core = await DeliveryCore.StartAsync(_clock);
        var channel = await core.AddChannelAsync("probe");
        core.Probe.Answer = (_, _) => Task.FromResult(new SendResult(SendOutcome.Failed, "connection refused"));
        await core.AddAsync(channel, core.Notice("one"));

        for (var attempt = 1; attempt <= 3; attempt++)
        {
            await core.LettersAsync(channel, "an attempt is over", letters => letters[0].Attempts.Count >= attempt && letters[0].State != "sending");
            core.Advance(TimeSpan.FromHours(12));
        }

        await core.LettersAsync(channel, "it is dead", letters => letters[0].State == "dead");
    }

    [Fact]
    public async Task Lane_ReceiverHangs_DelaysNobodyElse()
    {
        await using var core = await DeliveryCore.StartAsync(_clock);
        var slow = await core.AddChannelAsync("probe", "slow", 20, ("target", "slow"));
        var quick = await core.AddChannelAsync("probe", "quick", 20, ("target", "quick"));
        var hang = new TaskCompletionSource<SendResult>();
        core.Probe.Answer = (parcel, _) => parcel.Setting("target") == "slow" ? hang.Task : Task.FromResult(ProbeSender.Done);

        await core.AddAsync(slow, core.Notice("stuck"), core.Notice("behind it"));
        await Eventually.TrueAsync("it hangs", () => core.Probe.Titles.Contains("stuck"));
        await core.AddAsync(quick, core.Notice("one"), core.Notice("two"));

        await core.LettersAsync(quick, "the others are through", letters => letters.All(letter => letter.State == "delivered"));
        Assert.Equal(["sending", "waiting"], (await core.LettersAsync(slow)).Select(letter => letter.State));
        hang.SetResult(ProbeSender.Done);
        await core.LettersAsync(slow, "and then it goes on", letters => letters.All(letter => letter.State == "delivered"));
    }

    [Fact]
    public async Task Thread_OverBeforeItWasTold_IsOneMessageThatTellsBoth()
    {
        await using var core = await DeliveryCore.StartAsync(_clock);
        var channel = await core.AddChannelAsync("probe");
        core.Probe.Answer = (_, _) => Task.FromResult(new SendResult(SendOutcome.Failed, "down"));
        await core.AddAsync(channel, core.Notice("opened", "alert:17"));
        await core.LettersAsync(channel, "the receiver is down", letters => letters[0].Attempts is [{ Outcome: "failed" }]);

        core.Probe.Answer = (_, _) => Task.FromResult(ProbeSender.Done);
        await core.AddAsync(channel, core.Notice("resolved", "alert:17", NoticeTone.Good));
        core.Advance(TimeSpan.FromSeconds(5));

        var letters = await core.LettersAsync(channel, "both are told", all => all[^1].State == "delivered");
        Assert.Equal(("merged", letters[1].Id), (letters[0].State, letters[0].MergedInto));
        var parcel = core.Probe.Parcels.Last();
        Assert.Equal(("resolved", "opened"), (parcel.Notice.Title, Assert.Single(parcel.Earlier).Title));
    }

    [Fact]
    public async Task Thread_FirstMayHaveArrived_IsRepeatedBeforeTheSecond()
    {
        await using var core = await DeliveryCore.StartAsync(_clock);
        var channel = await core.AddChannelAsync("probe");
        core.Probe.Answer = (_, _) => Task.FromResult(new SendResult(SendOutcome.Unknown, "no answer"));
        await core.AddAsync(channel, core.Notice("opened", "alert:17"));
        await core.LettersAsync(channel, "nobody knows", letters => letters[0].Attempts is [{ Outcome: "unknown" }]);

        core.Probe.Answer = (_, _) => Task.FromResult(ProbeSender.Done);
        await core.AddAsync(channel, core.Notice("resolved", "alert:17", NoticeTone.Good, urgent: true));
        core.Advance(TimeSpan.FromSeconds(5));

        await core.LettersAsync(channel, "both are told", letters => letters.All(letter => letter.State == "delivered"));
        Assert.Equal(["opened", "opened", "resolved"], core.Probe.Titles);
    }

    [Fact]
    public async Task Budget_UsedUp_TheRestIsOneSummaryAndUrgentPasses()
    {
        await using var core = await DeliveryCore.StartAsync(_clock);
        var channel = await core.AddChannelAsync("probe", budget: 3);

        await core.AddAsync(channel, [.. Enumerable.Range(1, 8).Select(number => core.Notice($"n{number}"))]);
        await core.LettersAsync(channel, "three are through", letters => letters.Count(letter => letter.State == "delivered") == 3 && letters.Count(letter => letter.IsHeld) == 5);
        await core.AddAsync(channel, core.Notice("worst", tone: NoticeTone.Critical, urgent: true));
        await core.LettersAsync(channel, "the urgent one passes", letters => letters[^1].State == "delivered");
        Assert.Equal(["n1", "n2", "n3", "worst"], core.Probe.Titles);
        Assert.Contains("budget is used up", core.Probe.Parcels.ElementAt(2).Notice.Text, StringComparison.Ordinal);

        core.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(4, core.Probe.Parcels.Count);
        core.Advance(TimeSpan.FromMinutes(2));

        await core.LettersAsync(channel, "the summary is through", letters => letters[^1] is { Kind: "summary", State: "delivered" });
        var summary = core.Probe.Parcels.Last();
        Assert.Equal(("5 messages were held back", 5), (summary.Notice.Title, summary.Earlier.Count));
        Assert.Contains("n4", summary.Notice.Text, StringComparison.Ordinal);
        Assert.Equal(5, core.Probe.Parcels.Count);
    }

    [Fact]
    public async Task Start_CutOffWhileSending_RepeatsItOnce()
    {
        using var temp = new TempFolder();
        int channel;
        await using (var first = await DeliveryCore.StartAsync(_clock, temp.File("data")))
        {
            channel = await first.AddChannelAsync("probe");
            first.Probe.Answer = async (_, ended) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ended);
                return ProbeSender.Done;
            };
            await first.AddAsync(channel, first.Notice("one"));
            await first.LettersAsync(channel, "it is on its way", letters => letters[0].State == "sending");
            var advancing = Eventually.TrueAsync("the server stops", () => { _clock.Advance(TimeSpan.FromSeconds(1)); return _stopped; });
            await first.StopAsync();
            _stopped = true;
            await advancing;
        }

        await using var second = await DeliveryCore.StartAsync(_clock, temp.File("data"));
        var letter = (await second.LettersAsync(channel, "it is delivered", letters => letters[0].State == "delivered"))[0];
        Assert.Equal(["delivered", "unknown"], letter.Attempts.Select(attempt => attempt.Outcome));
        Assert.Equal(letter.DeliveryId, Assert.Single(second.Probe.Parcels).DeliveryId);
    }

    private volatile bool _stopped;

    [Fact]
    public async Task Channel_SwitchedOff_DropsWhatComes()
    {
        await using var core = await DeliveryCore.StartAsync(_clock);
        var channel = await core.AddChannelAsync("probe");
        await core.Channels.ChangeAsync(
            channel, new ChannelDraft("off", "probe", false, new Dictionary<string, string>()), "ada", CancellationToken.None);

        await core.AddAsync(channel, core.Notice("one"));

        await core.LettersAsync(channel, "it is dropped", letters => letters[0] is { State: "dropped", Attempts: [{ Words: "The channel is switched off." }] });
        Assert.Empty(core.Probe.Parcels);
    }

    [Fact]
    public async Task Add_ChannelIsRemovedMeanwhile_FailsNobodyAndSaysNothing()
    {
        await using var core = await DeliveryCore.StartAsync(_clock);
        var channel = await core.AddChannelAsync("probe");
        await core.AddAsync(channel, core.Notice("one"));
        await core.LettersAsync(channel, "it is delivered", letters => letters[0].State == "delivered");
        await core.Channels.RemoveAsync(channel, "ada", CancellationToken.None);

        await core.AddAsync(channel, core.Notice("two"));

        await core.LettersAsync(channel, "all of it is gone", letters => letters.Count == 0);
        Assert.Equal(["one"], core.Probe.Titles);
    }

    [Fact]
    public async Task Budget_IsRaised_WhatIsHeldGoesAtOnce()
    {
        await using var core = await DeliveryCore.StartAsync(_clock);
        var channel = await core.AddChannelAsync("probe", budget: 1);
        await core.AddAsync(channel, core.Notice("one"), core.Notice("two"));
        await core.LettersAsync(channel, "one is held", letters => letters[1].IsHeld);

        await core.Channels.ChangeAsync(
            channel, new ChannelDraft("more", "probe", true, new Dictionary<string, string>(), 5), "ada", CancellationToken.None);

        await core.LettersAsync(channel, "both are through", letters => letters.All(letter => letter.State == "delivered"));
    }

    [Fact]
    public async Task Words_LongerThanTheLogHolds_AreCut()
    {
        await using var core = await DeliveryCore.StartAsync(_clock);
        var channel = await core.AddChannelAsync("probe");
        core.Probe.Answer = (_, _) => Task.FromResult(new SendResult(SendOutcome.Delivered, new string('x', 70_000)));

        var result = await core.Desk.TestAsync(channel, "ada", CancellationToken.None);

        Assert.Equal(Courier.MaxWords, result.Words.Length);
    }

    [Fact]
    public async Task Earlier_MoreThanAMessageTells_AreTheNewest()
    {
        await using var core = await DeliveryCore.StartAsync(_clock, works: false);
        var channel = await core.AddChannelAsync("probe");
        await core.AddAsync(channel, [.. Enumerable.Range(1, 60).Select(number => core.Notice($"n{number}", "alert:17"))]);

        await core.WorkAsync();

        await core.LettersAsync(channel, "it is told", letters => letters[^1].State == "delivered");
        var earlier = Assert.Single(core.Probe.Parcels).Earlier;
        Assert.Equal((Courier.MaxEarlier, "n10", "n59"), (earlier.Count, earlier[0].Title, earlier[^1].Title));
    }

    [Fact]
    public async Task Log_OlderThanItsDays_IsForgotten()
    {
        await using var core = await DeliveryCore.StartAsync(_clock);
        var channel = await core.AddChannelAsync("probe");
        await core.AddAsync(channel, core.Notice("old"));
        await core.LettersAsync(channel, "it is delivered", letters => letters[0].State == "delivered");

        core.Advance(TimeSpan.FromDays(29));
        await core.AddAsync(channel, core.Notice("young"));
        await core.LettersAsync(channel, "it is delivered", letters => letters[^1].State == "delivered");
        core.Advance(TimeSpan.FromDays(2));

        await core.LettersAsync(channel, "the old one is gone", letters => letters is [{ Title: "young" }]);
    }

    [Fact]
    public async Task Sender_ThatThrows_DoesNotEndTheLane()
    {
        await using var core = await DeliveryCore.StartAsync(_clock);
        var channel = await core.AddChannelAsync("probe");
        core.Probe.Answer = (parcel, _) => parcel.Notice.Title == "bad" && core.Probe.Parcels.Count < 2
            ? throw new InvalidOperationException("A fault of its own.")
            : Task.FromResult(ProbeSender.Done);

        await core.AddAsync(channel, core.Notice("bad"), core.Notice("good"));
        await core.LettersAsync(channel, "the fault is written", letters => letters[0].Attempts.Count == 1 && letters[0].State == "waiting");
        core.Advance(TimeSpan.FromSeconds(10));

        var all = await core.LettersAsync(channel, "all are through", letters => letters.All(letter => letter.State == "delivered"));
        Assert.Equal("The sender failed: A fault of its own.", all[0].Attempts[^1].Words);
    }
}
