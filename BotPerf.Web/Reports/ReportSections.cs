namespace BotPerf.Web.Reports;

/// <summary>What a report may hold, in its order.</summary>
internal static class ReportSections
{
    public const string Summary = "summary";
    public const string Commands = "commands";
    public const string Alerts = "alerts";
    public const string Health = "health";
    public const string Suggestions = "suggestions";
    public const string Comparison = "comparison";

    public static readonly IReadOnlyList<string> All = [Summary, Commands, Alerts, Health, Suggestions, Comparison];

    public static string Title(string section) => section switch
    {
        Summary => "Performance summary",
        Comparison => "Compared with the window before",
        _ => char.ToUpperInvariant(section[0]) + section[1..],
    };

    public static string Join(IEnumerable<string> sections) => string.Join(',', sections);

    public static IReadOnlyList<string> Split(string text) => [.. All.Where(text.Split(',').Contains)];
}
