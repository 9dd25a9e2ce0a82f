using static BotPerf.Client.Reporting.ReportText;

namespace BotPerf.Client.Reporting;

/// <summary>Makes the chat reports of document 002 of what the process knows. Pure.</summary>
internal static class ReportBuilder
{
    public const int Green = 0x2E9E5B;
    public const int Amber = 0xD98E04;
    public const int Red = 0xD64545;
    public const int Blue = 0x3B82C4;

    private const string Footer = "BotPerf · this process, since its start";
    private const string Unknown = "unknown";

    public static ChatReport Performance(ReportFacts facts)
    {
        var summary = facts.Summary;
        return ChatReport.Of("Performance", [], Blue,
        [
            ChatField.Of("System", [
                $"Memory: {Or(facts.Rss, Mebibytes)}",
                $"Heap: {Or(facts.Heap, Mebibytes)}",
                $"CPU: {Or(facts.Cpu, cpu => $"{cpu:0.#} %")}",
            ], inline: true),
            ChatField.Of("Bot", [
                $"Uptime: {Duration(summary.Uptime)}",
                $"Messages: {Count(facts.Messages)}",
                $"Commands: {Count(summary.Executions)}",
                $"Errors: {Or(facts.ErrorRate, Percent)}",
            ], inline: true),
            ChatField.Of("Connection", [
                $"Latency: {Or(facts.Latency, Milliseconds)}",
                $"Guilds: {Or(facts.Guilds, Count)}",
                $"Users: {Or(facts.Users, Count)}",
            ], inline: true),
        ], Footer, summary.At);
    }

    public static ChatReport CogStats(ReportFacts facts)
    {
        var modules = facts.Modules;
        var overall = HealthCheck.Overall(modules.Select(HealthCheck.Of));
        return ChatReport.Of(
            "Cogs",
            [
                $"Loaded: {Or(facts.ModulesLoaded, Count)}, used: {modules.Count(module => module.Name is not null)}",
                $"Error rate: {Or(facts.ErrorRate, Percent)}",
            ],
            modules.Count == 0 ? Blue : ColorOf(overall),
            [
                ChatField.Of("Most active", Numbered(modules, module => $"{Module(module)}: {Count(module.Executions)} uses")),
                ChatField.Of("Health", modules.Select(module =>
                    $"{Mark(HealthCheck.Of(module))} {Module(module)}: {Percent(module.ErrorRate)} errors, {Milliseconds(module.Average)} on average")),
            ], Footer, facts.Summary.At);
    }

    public static ChatReport CommandStats(ReportFacts facts, int top)
    {
        var shown = Math.Clamp(top, 1, 50);
        var commands = facts.Summary.Commands;
        return ChatReport.Of(
            $"Commands: top {shown}",
            [commands.Count == 0 ? "No command was used yet." : $"{Count(facts.Summary.Executions)} executions of {Count(commands.Count)} commands"],
            Blue,
            [
                ChatField.Of("Most used", Numbered(commands.Take(shown), command =>
                    $"{Name(command.Name)}: {Count(command.Durations.Count)} uses, p95 {Milliseconds(command.Durations.P95)}")),
                ChatField.Of("Slowest on average", Numbered(
                    commands.OrderByDescending(command => command.Durations.Average).Take(shown),
                    command => $"{Name(command.Name)}: {Milliseconds(command.Durations.Average)}")),
                ChatField.Of("Most errors", Numbered(
                    commands.Where(command => command.Errors > 0).OrderByDescending(command => command.Errors).Take(shown),
                    command => $"{Name(command.Name)}: {Count(command.Errors)} ({Percent(command.ErrorRate)})")),
            ], Footer, facts.Summary.At);
    }

    public static ChatReport Health(ReportFacts facts, ServerHealth? server = null)
    {
        var findings = HealthCheck.Run(facts);
        var modules = facts.Modules;
        var own = HealthCheck.Overall([.. findings.Select(finding => finding.Verdict), .. modules.Select(HealthCheck.Of)]);
        var overall = server?.IsBad(facts.Summary.At) is true ? HealthVerdict.Bad : own;
        return ChatReport.Of(
            "Health",
            [overall switch
            {
                HealthVerdict.Good => "Everything that was measured is well.",
                HealthVerdict.Bad => "Something needs a look.",
                _ => "Unknown: not everything was measured yet.",
            }],
            ColorOf(overall),
            [
                ChatField.Of("Score of the whole bot", server?.Lines(facts.Summary.At) ?? []),
                ChatField.Of("Checks", findings.Select(finding => $"{Mark(finding.Verdict)} {finding.Subject}: {finding.Evidence}")),
                ChatField.Of("Cogs", modules.Select(module =>
                    $"{Mark(HealthCheck.Of(module))} {Module(module)}: {Count(module.Commands)} commands, {Percent(module.ErrorRate)} errors")),
            ], Footer, facts.Summary.At);
    }

    /// <param name="checks">What was really tried, and how it went.</param>
    public static ChatReport Testing(IReadOnlyList<HealthFinding> checks, DateTimeOffset at)
    {
        var overall = HealthCheck.Overall(checks.Select(check => check.Verdict));
        return ChatReport.Of(
            "Reporting test",
            [overall == HealthVerdict.Good ? "All of it works." : overall == HealthVerdict.Bad ? "Some of it does not work." : "Not all of it could be tried."],
            ColorOf(overall), checks.Select(check => ChatField.Of(check.Subject, $"{Mark(check.Verdict)} {check.Evidence}")), Footer, at);
    }

    private static string Or(double? value, Func<double, string> words) => value is { } known ? words(known) : Unknown;

    private static string Module(ModuleFacts module) => module.Name is null ? "no cog" : Name(module.Name);

    private static IEnumerable<string> Numbered<T>(IEnumerable<T> items, Func<T, string> words) =>
        items.Select((item, i) => $"{i + 1}. {words(item)}");

    /// <summary>Signs that differ in shape, not by color alone.</summary>
    private static string Mark(HealthVerdict verdict) => verdict switch
    {
        HealthVerdict.Good => "✅",
        HealthVerdict.Bad => "⚠️",
        _ => "❔",
    };

    private static int ColorOf(HealthVerdict verdict) => verdict switch
    {
        HealthVerdict.Good => Green,
        HealthVerdict.Bad => Red,
        _ => Amber,
    };
}
