namespace BotPerf.Web.Alerts;

/// <summary>How far a breach of one rule and target has come.</summary>
internal enum AlertPhase
{
    Quiet,

    /// <summary>The breach has begun and does not last long enough yet.</summary>
    Pending,
    Open,

    /// <summary>Open, and well again for less than the rule's keep-firing time.</summary>
    Recovering,
}

/// <summary>What the evaluator knows of one rule and target.</summary>
/// <param name="Level">Of an open one: the worst level it has reached, by its place in the rule; else -1.</param>
/// <param name="RecoveringSince">Since when it is well again.</param>
/// <param name="SilentSince">Since when no value comes.</param>
internal sealed record AlertState(AlertPhase Phase, int Level, DateTimeOffset? RecoveringSince, DateTimeOffset? SilentSince)
{
    public static readonly AlertState Quiet = new(AlertPhase.Quiet, -1, null, null);

    /// <summary>Since when each level of the rule is breached; null where it is not.</summary>
    public IReadOnlyList<DateTimeOffset?> BreachedSince { get; init; } = [];

    public bool IsOpen => Phase is AlertPhase.Open or AlertPhase.Recovering;
}

internal enum AlertTransition
{
    None,
    BecamePending,

    /// <summary>The breach ended before it was an alert.</summary>
    Withdrawn,
    Opened,

    /// <summary>An open one has reached a worse level.</summary>
    Worsened,
    Recovering,

    /// <summary>It was recovering and is in breach again.</summary>
    Relapsed,
    Resolved,
    LostData,
    DataBack,

    /// <summary>Nothing was heard of it for so long that it is over.</summary>
    Expired,
}

internal readonly record struct AlertStep(AlertState Next, AlertTransition Transition);
