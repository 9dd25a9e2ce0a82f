namespace BotPerf.Web.Delivery;

/// <summary>
/// How many messages a channel may still take: in any sixty minutes no more than its budget. Pure.
/// </summary>
/// <param name="Sent">When messages went out within the last hour, oldest first.</param>
internal sealed record BudgetPlan(int PerHour, IReadOnlyList<DateTimeOffset> Sent)
{
    public static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Messages that may go out now.</summary>
    public int Free(DateTimeOffset now) => PerHour - Sent.Count(at => at > now - Hour);

    /// <summary>When the next one may go out.</summary>
    public DateTimeOffset FreesAt(DateTimeOffset now)
    {
        var within = Sent.Where(at => at > now - Hour).ToList();
        return within.Count < PerHour ? now : within[within.Count - PerHour] + Hour;
    }
}
