namespace BotPerf.Web.Components.Commands;

/// <summary>
/// The order of a table of commands or modules, as the URL writes it: <c>p95</c> falls, <c>-p95</c> rises; <c>name</c> the
/// other way round.
/// </summary>
public sealed record UsageSort(string Key, bool Reversed)
{
    public static readonly UsageSort MostUsed = new("uses", Reversed: false);

    private static readonly string[] s_texts = ["name", "module", "kind"];

    public static UsageSort Parse(string? text)
    {
        var reversed = text?.StartsWith('-') ?? false;
        var key = reversed ? text![1..] : text;
        return key is not null && IsColumn(key) ? new UsageSort(key, reversed) : MostUsed;
    }

    public override string ToString() => Reversed ? "-" + Key : Key;

    /// <summary>Clicking the column that is sorted by turns it round.</summary>
    public UsageSort Clicked(string key) => key == Key ? this with { Reversed = !Reversed } : new UsageSort(key, Reversed: false);

    public string? Aria(string key) => key != Key ? null : Rises ? "ascending" : "descending";

    private bool Rises => s_texts.Contains(Key) != Reversed;

    /// <summary>Rows in order; equal ones by name, so that a live table does not shuffle them.</summary>
    public IEnumerable<UsageLine> Sort(IEnumerable<UsageLine> lines)
    {
        var ordered = Key switch
        {
            "name" => By(lines, line => line.Name),
            "module" => By(lines, line => line.Module),
            "kind" => By(lines, line => line.Kind),
            "last" => By(lines, line => line.Figures.LastUsed),
            _ when TrendColumn.All.FirstOrDefault(trend => trend.Key == Key) is { } trend => By(lines, line => trend.Change(line.Trend)),
            _ => By(lines, UsageColumn.OfModules.First(column => column.Key == Key).Figure),
        };
        return ordered.ThenBy(line => line.Name, StringComparer.Ordinal).ThenBy(line => line.Module, StringComparer.Ordinal).ThenBy(line => line.Kind, StringComparer.Ordinal);
    }

    private IOrderedEnumerable<UsageLine> By<T>(IEnumerable<UsageLine> lines, Func<UsageLine, T> figure) =>
        Rises ? lines.OrderBy(figure) : lines.OrderByDescending(figure);

    private static bool IsColumn(string key) =>
        s_texts.Contains(key) || key == "last" || UsageColumn.OfModules.Any(column => column.Key == key)
        || TrendColumn.All.Any(trend => trend.Key == key);
}
