using BotPerf.Web.Rollups;

namespace BotPerf.Web.Components.Errors;

/// <summary>The order of the kinds of errors, as the URL writes it.</summary>
internal static class ErrorSort
{
    public const string Most = "count";

    public static readonly IReadOnlyList<(string Key, string Text)> All =
        [(Most, "Most often"), ("last", "Latest"), ("first", "Newest kind"), ("type", "By type")];

    public static string Parse(string? key) => All.Any(one => one.Key == key) ? key! : Most;

    /// <summary>Equal ones by their fingerprint, so that a live list does not shuffle them.</summary>
    public static IEnumerable<ErrorGroup> Sort(IEnumerable<ErrorGroup> groups, string key) => (key switch
    {
        "last" => groups.OrderByDescending(group => group.LastSeen),
        "first" => groups.OrderByDescending(group => group.FirstSeen),
        "type" => groups.OrderBy(group => group.Type, StringComparer.Ordinal),
        _ => groups.OrderByDescending(group => group.Count),
    }).ThenByDescending(group => group.Count).ThenBy(group => group.Fingerprint, StringComparer.Ordinal);

    public static bool Matches(ErrorGroup group, string needle) =>
        Has(group.Type, needle) || Has(group.Message, needle) || group.Commands.Any(command => Has(command.Name, needle))
        || group.Fingerprint == needle;

    private static bool Has(string text, string needle) => text.Contains(needle, StringComparison.OrdinalIgnoreCase);
}
