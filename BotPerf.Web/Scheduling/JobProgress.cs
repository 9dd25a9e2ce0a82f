namespace BotPerf.Web.Scheduling;

/// <summary>How far a run is. The job reports as often as it likes; nobody waits for it.</summary>
internal sealed class JobProgress
{
    private volatile JobStep _now = new(null, "");

    public JobStep Now => _now;

    /// <param name="fraction">From 0 to 1; null when it cannot be said.</param>
    /// <param name="text">What is done right now.</param>
    public void Report(double? fraction, string text) =>
        _now = new JobStep(fraction is { } part ? Math.Clamp(part, 0, 1) : null, text);
}

/// <param name="Fraction">From 0 to 1; null when it cannot be said.</param>
/// <param name="Text">What is done right now; empty until the job says something.</param>
public sealed record JobStep(double? Fraction, string Text);
