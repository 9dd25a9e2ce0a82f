namespace BotPerf.Web.Insights.Comparing;

/// <summary>What became of something.</summary>
public enum ChangeVerdict
{
    /// <summary>Too few values, or too restless ones, to say.</summary>
    TooFew,
    Same,
    Better,
    Worse,
}

/// <summary>A percentile on both sides.</summary>
/// <param name="Change">Of the value before: 0.2 is a fifth slower.</param>
/// <param name="Low">The least change that the values allow, with 99 %.</param>
/// <param name="High">The largest.</param>
/// <param name="IsSure">It is no chance, and large enough to speak of.</param>
public sealed record PercentileChange(double BeforeMs, double AfterMs, double Change, double Low, double High, bool IsSure);

/// <summary>One command before and after.</summary>
/// <param name="Before">How many executions.</param>
/// <param name="After">How many executions.</param>
/// <param name="Durations">Of its durations.</param>
/// <param name="Median">Null: too few executions; so for the next two.</param>
/// <param name="Tail">The 95th percentile.</param>
/// <param name="Effect">Cliff's delta, from -1 (all faster) to 1 (all slower).</param>
/// <param name="Errors">Of the share that fails.</param>
/// <param name="ErrorRateBefore">Null: it did not run.</param>
/// <param name="ErrorRateAfter">Null: it did not run.</param>
public sealed record CommandChange(
    string Name, long Before, long After, ChangeVerdict Durations, PercentileChange? Median, PercentileChange? Tail, double? Effect,
    ChangeVerdict Errors, double? ErrorRateBefore, double? ErrorRateAfter)
{
    /// <summary>Of both: what is worse in one way is worse; the same only if its durations are.</summary>
    public ChangeVerdict Verdict => Together([Durations, Errors]) is var both and (ChangeVerdict.Worse or ChangeVerdict.Better) ? both : Durations;

    /// <summary>The change that the verdict is of: the median's, or the tail's where only that one is sure.</summary>
    public PercentileChange? Main => Durations is ChangeVerdict.Worse or ChangeVerdict.Better && !IsSure(Median) && IsSure(Tail) ? Tail : Median;

    /// <summary>Worse if any is; better if one is and none is worse; unknown if all are.</summary>
    internal static ChangeVerdict Together(IEnumerable<ChangeVerdict> verdicts)
    {
        var all = verdicts.ToHashSet();
        return all.Contains(ChangeVerdict.Worse) ? ChangeVerdict.Worse
            : all.Contains(ChangeVerdict.Better) ? ChangeVerdict.Better
            : all.Contains(ChangeVerdict.Same) ? ChangeVerdict.Same
            : ChangeVerdict.TooFew;
    }

    private bool IsSure(PercentileChange? change) => change is { IsSure: true } && Durations == ChangeVerdict.Worse == change.Change > 0;
}
