namespace BotPerf.Client;

/// <summary>Why a healer runs. [004]</summary>
/// <param name="Healer">The name it was registered under.</param>
/// <param name="Cause">Who asked for it.</param>
/// <param name="Reason">For people: who asked, or which figure was over its threshold. Null: nothing was said.</param>
public sealed record HealContext(string Healer, HealCause Cause, string? Reason);

/// <summary>Who asked for a healer.</summary>
public enum HealCause
{
    /// <summary>The bot itself, by <see cref="PerformanceMonitor.HealAsync"/>.</summary>
    Bot,

    /// <summary>A local threshold, see <see cref="HealingOptions"/>.</summary>
    Threshold,

    /// <summary>Somebody on the dashboard, or a rule of the server.</summary>
    Server,
}

/// <summary>How one run of a healer ended.</summary>
/// <param name="Ok">It ran to its end without an exception and in time.</param>
/// <param name="Detail">What it did, in its own words; or why it failed. At most 500 characters.</param>
/// <param name="Duration">How long it took.</param>
public sealed record HealOutcome(bool Ok, string Detail, TimeSpan Duration);
