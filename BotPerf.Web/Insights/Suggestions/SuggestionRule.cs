using BotPerf.Web.Rollups;

namespace BotPerf.Web.Insights.Suggestions;

/// <summary>What of a bot a suggestion is about.</summary>
public enum SuggestionScope
{
    Bot,
    Instance,
    Command,
    Module,
    Query,
    Pool,
    Cache,
    RateLimit,
}

/// <summary>What to do.</summary>
/// <param name="DotNet">In .NET, in a sentence or two.</param>
/// <param name="Code">A line of code, or the names of settings.</param>
/// <param name="General">In any language.</param>
public sealed record Advice(string DotNet, string Code, string General);

/// <summary>
/// One thing that may be worth changing: how it is measured, from when on it is one, and what to do about it. Pure, so that
/// the same rule says after the change whether it helped.
/// </summary>
internal abstract class SuggestionRule
{
    /// <summary>Names it in the database and in answers, and never changes.</summary>
    public abstract string Kind { get; }

    public abstract SuggestionScope Scope { get; }

    /// <summary>What <see cref="Measurement.Value"/> is: "90th percentile".</summary>
    public abstract string Measure { get; }

    public abstract string Unit { get; }

    /// <summary>A value beyond it is a case for the rule; the same value is not.</summary>
    public abstract double Threshold { get; }

    public virtual bool LowIsBad => false;

    /// <summary>Fewer values say nothing yet.</summary>
    public abstract long LeastSamples { get; }

    /// <summary>The stored names of what is read.</summary>
    public abstract IReadOnlyList<string> Metrics { get; }

    public abstract Advice Advice { get; }

    /// <summary>Every target of which anything was measured.</summary>
    public abstract IEnumerable<Measurement> Of(MetricFigures figures);

    /// <param name="target">Chosen by the bot's people or by chat users: hostile.</param>
    /// <param name="value">As text, with its unit.</param>
    public abstract string Title(string target, string value);

    public bool IsBad(Measurement measured) => measured.Samples >= LeastSamples && !measured.IsExcused && IsBeyond(measured.Value, Threshold);

    /// <summary>Well for sure: a tenth better than the threshold, so that nothing comes and goes.</summary>
    public bool IsWell(Measurement measured) =>
        measured.Samples >= LeastSamples && (measured.IsExcused || !IsBeyond(measured.Value, Threshold * (LowIsBad ? 1.1 : 0.9)));

    public bool IsBeyond(double value, double limit) => LowIsBad ? value < limit : value > limit;

    /// <summary>How many times as bad as it may be.</summary>
    public double Badness(double value) => LowIsBad
        ? Threshold / Math.Max(value, Threshold / 1_000)
        : value / Threshold;
}
