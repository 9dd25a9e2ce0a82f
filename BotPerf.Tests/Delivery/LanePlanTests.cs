using BotPerf.Web.Delivery;

namespace BotPerf.Tests.Delivery;

public sealed class LanePlanTests
{
    private static readonly DateTimeOffset T0 = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);
    private static readonly BudgetPlan Plenty = new(20, []);

    [Fact]
    public void Next_NothingWaits_Rests() => Assert.Equal(new LaneStep.Rest(null), LanePlan.Next([], Plenty, T0));

    [Fact]
    public void Next_NothingIsDue_RestsUntilTheFirstIs() => Assert.Equal(
        new LaneStep.Rest(T0.AddSeconds(5)),
        LanePlan.Next([new(1, "a", T0.AddSeconds(9)), new(2, "b", T0.AddSeconds(5))], Plenty, T0));

    [Fact]
    public void Next_SameThread_IsOneMessage()
    {
        var step = Assert.IsType<LaneStep.Send>(LanePlan.Next(
            [new(1, "alert:1", T0), new(2, "alert:2", T0), new(3, "alert:1", T0)], Plenty, T0));

        Assert.Equal((3L, 1L), (step.Notice.Id, Assert.Single(step.Merged).Id));
    }

    [Fact]
    public void Next_OlderMayHaveArrived_GoesFirstAndAlone()
    {
        WaitingNotice[] waiting = [new(1, "alert:1", T0, IsUncertain: true), new(2, "alert:1", T0, IsUrgent: true)];

        var step = Assert.IsType<LaneStep.Send>(LanePlan.Next(waiting, Plenty, T0));

        Assert.Equal(1L, step.Notice.Id);
        Assert.Empty(step.Merged);
    }

    [Fact]
    public void Next_OlderMayHaveArrivedAndIsNotDue_HoldsTheNewerBack()
    {
        WaitingNotice[] waiting = [new(1, "alert:1", T0.AddSeconds(8), IsUncertain: true), new(2, "alert:1", T0)];

        var step = Assert.IsType<LaneStep.Hold>(LanePlan.Next(waiting, Plenty, T0));

        Assert.Equal((2L, T0.AddSeconds(8), false), (Assert.Single(step.Notices).Id, step.Until, step.IsOverBudget));
    }

    [Fact]
    public void Next_Urgent_PassesTheBudgetAndTheQueue()
    {
        var usedUp = new BudgetPlan(1, [T0.AddMinutes(-1)]);

        var step = Assert.IsType<LaneStep.Send>(LanePlan.Next([new(1, "a", T0), new(2, "b", T0, IsUrgent: true)], usedUp, T0));

        Assert.Equal((2L, false), (step.Notice.Id, step.IsLastOfHour));
    }

    [Fact]
    public void Next_LastOfTheHour_SaysSo()
    {
        var oneLeft = new BudgetPlan(2, [T0.AddMinutes(-1)]);

        Assert.True(Assert.IsType<LaneStep.Send>(LanePlan.Next([new(1, "a", T0)], oneLeft, T0)).IsLastOfHour);
    }

    [Fact]
    public void Next_OverBudget_HoldsUntilTheOldestIsAnHourOld()
    {
        var usedUp = new BudgetPlan(2, [T0.AddMinutes(-50), T0.AddMinutes(-1)]);

        var step = Assert.IsType<LaneStep.Hold>(LanePlan.Next([new(1, "a", T0), new(2, "b", T0)], usedUp, T0));

        Assert.Equal((2, T0.AddMinutes(10), true), (step.Notices.Count, step.Until, step.IsOverBudget));
    }

    /// <summary>Whatever comes and whenever: never more than the budget in an hour, each told once, and not later than it must be.</summary>
    [Fact]
    public void Next_AnyFlood_KeepsTheBudgetAndTellsEachOnce()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var budget = random.Next(1, 8);
            var waiting = new List<WaitingNotice>();
            var sent = new List<DateTimeOffset>();
            var told = new List<long>();
            var summaries = new Dictionary<long, IReadOnlyList<long>>();
            var id = 0L;
            var now = T0;
            var end = T0.AddHours(5);
            while (now < end || waiting.Count > 0)
            {
                if (now < end && random.Next(3) == 0)
                {
                    for (var i = random.Next(1, 6); i > 0; i--)
                        waiting.Add(new WaitingNotice(++id, "t" + id, now));
                }

                Drain();
                now += TimeSpan.FromSeconds(random.Next(10, 600));
            }

            Assert.Equal(Enumerable.Range(1, (int)id).Select(n => (long)n), told.Order());
            Assert.All(sent, at => Assert.InRange(sent.Count(other => other > at - BudgetPlan.Hour && other <= at), 1, budget));
            Assert.All(summaries.Values, merged => Assert.True(merged.Count > 1));

            void Drain()
            {
                while (true)
                {
                    var step = LanePlan.Next([.. waiting.OrderBy(one => one.Id)], new BudgetPlan(budget, [.. sent.Where(at => at > now - BudgetPlan.Hour)]), now);
                    switch (step)
                    {
                        case LaneStep.Rest:
                            return;
                        case LaneStep.Hold hold:
                            Assert.True(hold.Until > now);
                            foreach (var one in hold.Notices)
                                waiting[waiting.IndexOf(one)] = one with { NextAt = hold.Until, IsHeld = true };
                            break;
                        case LaneStep.Summarise summarise:
                            var summary = new WaitingNotice(1_000_000 + summaries.Count, "summary" + summaries.Count, now, IsSummary: true);
                            summaries[summary.Id] = [.. summarise.Notices.Select(one => one.Id)];
                            waiting.RemoveAll(summarise.Notices.Contains);
                            waiting.Add(summary);
                            break;
                        case LaneStep.Send send:
                            waiting.Remove(send.Notice);
                            sent.Add(now);
                            told.AddRange(summaries.GetValueOrDefault(send.Notice.Id) ?? [send.Notice.Id]);
                            break;
                    }
                }
            }
        }
    }
}
