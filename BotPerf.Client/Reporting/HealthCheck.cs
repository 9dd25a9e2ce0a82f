namespace BotPerf.Client.Reporting;

/// <summary>How one thing is, by the thresholds of document 002.</summary>
internal enum HealthVerdict
{
    Unknown,
    Good,
    Bad,
}

/// <param name="Evidence">The figure and what it is held against; or why there is none.</param>
internal sealed record HealthFinding(string Subject, HealthVerdict Verdict, string Evidence);

/// <summary>The quick check of document 002. Pure. Without evidence nothing is called good or bad.</summary>
internal static class HealthCheck
{
    public const double MemoryWarning = 500.0 * 1024 * 1024;
    public const double CpuWarning = 80;
    public const double SlowSeconds = 1;
    public const double ErrorRateWarning = 0.1;

    public static IReadOnlyList<HealthFinding> Run(ReportFacts facts)
    {
        var slowest = facts.Summary.Commands.MaxBy(command => command.Durations.Average);
        return
        [
            Of("Memory", facts.Rss ?? facts.Heap, MemoryWarning, ReportText.Mebibytes),
            Of("CPU", facts.Cpu, CpuWarning, cpu => $"{cpu:0.#} %"),
            Of("Errors", facts.ErrorRate, ErrorRateWarning, ReportText.Percent),
            Of("Slowest command on average", slowest?.Durations.Average, SlowSeconds, ReportText.Milliseconds,
                slowest is null ? "" : $" ({ReportText.Name(slowest.Name)})"),
        ];
    }

    public static HealthVerdict Of(ModuleFacts module) => module.Executions == 0 ? HealthVerdict.Unknown
        : module.ErrorRate > ErrorRateWarning || module.Average > SlowSeconds ? HealthVerdict.Bad : HealthVerdict.Good;

    /// <summary>Bad where anything is; good only where everything is known to be.</summary>
    public static HealthVerdict Overall(IEnumerable<HealthVerdict> verdicts)
    {
        var overall = HealthVerdict.Good;
        foreach (var verdict in verdicts)
        {
            if (verdict == HealthVerdict.Bad)
                return HealthVerdict.Bad;
            if (verdict == HealthVerdict.Unknown)
                overall = HealthVerdict.Unknown;
        }

        return overall;
    }

    private static HealthFinding Of(
        string subject, double? value, double threshold, Func<double, string> words, string note = "") => value is { } known
        ? new HealthFinding(subject, known > threshold ? HealthVerdict.Bad : HealthVerdict.Good,
            $"{words(known)}{note}, warned of above {words(threshold)}")
        : new HealthFinding(subject, HealthVerdict.Unknown, "nothing was measured");
}
