namespace BotPerf.Web.Delivery;

/// <summary>A notice that waits in a channel's lane, as far as the plan looks at it.</summary>
/// <param name="IsUncertain">An earlier attempt may have arrived: it is repeated as it is and merged into nothing.</param>
/// <param name="IsHeld">The hour's budget was used up when its turn came.</param>
/// <param name="IsSummary">Tells what was held back: goes before what came later, and into no other summary.</param>
internal sealed record WaitingNotice(
    long Id, string Thread, DateTimeOffset NextAt, bool IsUrgent = false, bool IsUncertain = false, bool IsHeld = false,
    bool IsSummary = false);

/// <summary>What a lane does next.</summary>
internal abstract record LaneStep
{
    private LaneStep()
    {
    }

    /// <summary>Nothing until then; null: nothing waits.</summary>
    public sealed record Rest(DateTimeOffset? Until) : LaneStep;

    /// <summary>One message, which tells the merged ones too.</summary>
    /// <param name="IsLastOfHour">After it the budget is used up: the message says so.</param>
    public sealed record Send(WaitingNotice Notice, IReadOnlyList<WaitingNotice> Merged, bool IsLastOfHour) : LaneStep;

    /// <summary>These wait: for the budget, or behind the repeat of an older message of their thread.</summary>
    public sealed record Hold(IReadOnlyList<WaitingNotice> Notices, DateTimeOffset Until, bool IsOverBudget) : LaneStep;

    /// <summary>One message for all that was held back.</summary>
    public sealed record Summarise(IReadOnlyList<WaitingNotice> Notices) : LaneStep;
}

/// <summary>Decides what a channel's lane does next. Pure.</summary>
internal static class LanePlan
{
    /// <param name="waiting">All that waits on the channel, oldest first.</param>
    public static LaneStep Next(IReadOnlyList<WaitingNotice> waiting, BudgetPlan budget, DateTimeOffset now)
    {
        var turns = waiting.Where(notice => notice.NextAt <= now).ToLookup(notice => RepeatBefore(notice, waiting) is not null);
        var due = turns[false].ToList();
        if (due.FirstOrDefault(notice => notice.IsUrgent) is { } urgent)
            return Send(urgent, waiting, isLast: false);
        if (due.Count == 0 && turns[true].FirstOrDefault() is { } behind)
            return new LaneStep.Hold([behind], RepeatBefore(behind, waiting)!.NextAt, IsOverBudget: false);
        if (due.Count == 0)
            return new LaneStep.Rest(waiting.Count == 0 ? null : waiting.Min(notice => notice.NextAt));
        if (budget.Free(now) <= 0)
            return new LaneStep.Hold(due, budget.FreesAt(now), IsOverBudget: true);

        var held = due.Where(notice => notice is { IsHeld: true, IsUncertain: false, IsSummary: false }).ToList();
        return held.Count > 1 && !due.Exists(notice => notice.IsSummary)
            ? new LaneStep.Summarise(held)
            : Send(due.FirstOrDefault(notice => notice.IsSummary) ?? due[0], waiting, isLast: budget.Free(now) == 1);
    }

    /// <summary>
    /// What is newer in the same thread tells what is older too: an alert that is over before anybody heard of it makes
    /// one message.
    /// </summary>
    private static LaneStep.Send Send(WaitingNotice due, IReadOnlyList<WaitingNotice> waiting, bool isLast)
    {
        if (due.IsUncertain)
            return new LaneStep.Send(due, [], isLast);

        var thread = waiting.Where(notice => notice.Thread == due.Thread && !notice.IsUncertain).ToList();
        return new LaneStep.Send(thread[^1], [.. thread.Take(thread.Count - 1)], isLast);
    }

    /// <summary>"It is over" must not arrive before the repeat of "it began".</summary>
    private static WaitingNotice? RepeatBefore(WaitingNotice notice, IReadOnlyList<WaitingNotice> waiting) => waiting.FirstOrDefault(
        other => other.Id < notice.Id && other.IsUncertain && other.Thread == notice.Thread);
}
