using BotPerf.Web.Rollups;

namespace BotPerf.Web.Components.Commands;

/// <summary>A row of a table of commands or modules: its figures, and how they changed.</summary>
/// <param name="Module">Of a command; empty when the bot sends none, as is the kind.</param>
/// <param name="Commands">Of a module: how many different ones were used.</param>
public sealed record UsageLine(IUsage Figures, Trend Trend, string Module = "", string Kind = "", int Commands = 1)
{
    public string Name => Figures.Name;

    internal static List<UsageLine> Of(ComparedRows<CommandRow> commands)
    {
        var before = commands.Before.ToDictionary(row => (row.Name, row.Module, row.Kind));
        return [.. commands.Rows.Select(row => new UsageLine(
            row, Trend.Of(row, before.GetValueOrDefault((row.Name, row.Module, row.Kind))), row.Module, row.Kind))];
    }

    internal static List<UsageLine> Of(ComparedRows<ModuleRow> modules)
    {
        var before = modules.Before.ToDictionary(row => row.Name);
        return [.. modules.Rows.Select(row => new UsageLine(row, Trend.Of(row, before.GetValueOrDefault(row.Name)), Commands: row.Commands))];
    }
}
