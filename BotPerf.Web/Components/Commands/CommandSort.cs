using BotPerf.Web.Rollups;

namespace BotPerf.Web.Components.Commands;

/// <summary>The order of the table of commands, as the URL writes it: <c>p95</c> falls, <c>-p95</c> rises; <c>name</c> the other way round.</summary>
public sealed record CommandSort(string Key, bool Reversed)
{
    public static readonly CommandSort MostUsed = new("uses", Reversed: false);

    private static readonly string[] Texts = ["name", "module", "kind"];

    public static CommandSort Parse(string? text)
    {
        var reversed = text?.StartsWith('-') ?? false;
        var key = reversed ? text![1..] : text;
        return key is not null && IsColumn(key) ? new CommandSort(key, reversed) : MostUsed;
    }

    public override string ToString() => Reversed ? "-" + Key : Key;

    /// <summary>Clicking the column that is sorted by turns it round.</summary>
    public CommandSort Clicked(string key) => key == Key ? this with { Reversed = !Reversed } : new CommandSort(key, Reversed: false);

    public string? Aria(string key) => key != Key ? null : Rises ? "ascending" : "descending";

    private bool Rises => Texts.Contains(Key) != Reversed;

    /// <summary>Rows in order; equal ones by name, so that a live table does not shuffle them.</summary>
    public IEnumerable<CommandRow> Sort(IEnumerable<CommandRow> rows)
    {
        var ordered = Key switch
        {
            "name" => By(rows, row => row.Name),
            "module" => By(rows, row => row.Module),
            "kind" => By(rows, row => row.Kind),
            "last" => By(rows, row => row.LastUsed),
            _ => By(rows, CommandColumn.All.First(column => column.Key == Key).Figure),
        };
        return ordered.ThenBy(row => row.Name, StringComparer.Ordinal).ThenBy(row => row.Module, StringComparer.Ordinal).ThenBy(row => row.Kind, StringComparer.Ordinal);
    }

    private IOrderedEnumerable<CommandRow> By<T>(IEnumerable<CommandRow> rows, Func<CommandRow, T> figure) =>
        Rises ? rows.OrderBy(figure) : rows.OrderByDescending(figure);

    private static bool IsColumn(string key) =>
        Texts.Contains(key) || key == "last" || CommandColumn.All.Any(column => column.Key == key);
}
