using BotPerf.Web.Rollups;

namespace BotPerf.Web.Components.Commands;

/// <summary>A column of figures in the table of commands.</summary>
/// <param name="Key">As the URL's sort and the tests name it.</param>
/// <param name="Help">What the header says when hovered over, with the target where there is one.</param>
internal sealed record CommandColumn(
    string Key, string Title, string Help, Func<CommandRow, double> Figure, Func<CommandRow, string> Text,
    Func<CommandRow, string> Exact, Func<CommandRow, Level> Level)
{
    public static readonly IReadOnlyList<CommandColumn> All =
    [
        new("uses", "Uses", "How often it ran", row => row.Count, row => Format.Count(row.Count), row => Format.Exact(row.Count), Unjudged),
        new("rate", "Rate", "Uses divided by the minutes of the range", row => row.RatePerMinute, row => Format.PerMinute(row.RatePerMinute), row => $"{row.RatePerMinute:0.####} per minute", Unjudged),
        new("errors", "Errors", "How often it failed", row => row.Errors, row => Format.Count(row.Errors), row => Format.Exact(row.Errors), Unjudged),
        new("errorRate", "Error %", "Target below 1 %; warns at 5 %, critical at 10 %, from 20 uses on", row => row.ErrorRate, row => Format.Percent(row.ErrorRate), row => $"{row.ErrorRate * 100:0.####} %", row => Levels.ErrorRate(row.ErrorRate, row.Count)),
        Duration("avg", "Avg", "Average; target below 100 ms", row => row.AvgMs),
        Duration("min", "Min", "Fastest run", row => row.MinMs),
        Duration("max", "Max", "Slowest run", row => row.MaxMs),
        Duration("p50", "p50", "Half of the runs were faster; target below 2 s", row => row.P50Ms),
        Duration("p95", "p95", "95 % of the runs were faster; warns at 1 s, critical at 5 s", row => row.P95Ms, row => Levels.P95(row.P95Ms)),
        Duration("p99", "p99", "99 % of the runs were faster; target below 10 s", row => row.P99Ms, row => Levels.Above(row.P99Ms, 10_000, null)),
    ];

    private static CommandColumn Duration(string key, string title, string help, Func<CommandRow, double> figure, Func<CommandRow, Level>? level = null) =>
        new(key, title, help, figure, row => Format.Duration(figure(row)), row => Format.ExactDuration(figure(row)), level ?? Unjudged);

    private static Level Unjudged(CommandRow row) => Components.Level.None;
}
