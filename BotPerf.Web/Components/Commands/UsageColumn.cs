using BotPerf.Web.Rollups;

namespace BotPerf.Web.Components.Commands;

/// <summary>A column of figures in a table of commands or modules.</summary>
/// <param name="Key">As the URL's sort and the tests name it.</param>
/// <param name="Help">What the header says when hovered over, with the target where there is one.</param>
/// <param name="Figure">Null: not known.</param>
public sealed record UsageColumn(
    string Key, string Title, string Help, Func<UsageLine, double?> Figure, Func<UsageLine, string> Text,
    Func<UsageLine, string> Exact, Func<UsageLine, Level> Level)
{
    /// <summary>How the figure changed; null: the column does not tell.</summary>
    public TrendColumn? Trend { get; init; }

    public static readonly IReadOnlyList<UsageColumn> OfCommands =
    [
        new("uses", "Uses", "How often it ran", line => line.Figures.Count, line => Format.Count(line.Figures.Count), line => Format.Exact(line.Figures.Count), Unjudged) { Trend = TrendColumn.Uses },
        new("rate", "Rate", "Uses divided by the minutes of the range", line => line.Figures.RatePerMinute, line => Format.PerMinute(line.Figures.RatePerMinute), line => $"{line.Figures.RatePerMinute:0.####} per minute", Unjudged),
        new("errors", "Errors", "How often it failed", line => line.Figures.Errors, line => Format.Count(line.Figures.Errors), line => Format.Exact(line.Figures.Errors), Unjudged),
        new("errorRate", "Error %", "Target below 1 %; warns at 5 %, critical at 10 %, from 20 uses on", line => line.Figures.ErrorRate, line => Format.Percent(line.Figures.ErrorRate), line => $"{line.Figures.ErrorRate * 100:0.####} %", line => Levels.ErrorRate(line.Figures.ErrorRate, line.Figures.Count)) { Trend = TrendColumn.ErrorRate },
        Duration("avg", "Avg", "Average; target below 100 ms", of => of.AvgMs),
        Duration("min", "Min", "Fastest run", of => of.MinMs),
        Duration("max", "Max", "Slowest run", of => of.MaxMs),
        Duration("p50", "p50", "Half of the runs were faster; target below 2 s", of => of.P50Ms),
        Duration("p95", "p95", "95 % of the runs were faster; warns at 1 s, critical at 5 s", of => of.P95Ms, of => Levels.P95(of.P95Ms)) with { Trend = TrendColumn.P95 },
        Duration("p99", "p99", "99 % of the runs were faster; target below 10 s", of => of.P99Ms, of => Levels.Above(of.P99Ms, 10_000, null)),
        new("misses", "Late", "Acknowledged later than Discord's 3 seconds, when it shows the user an error; a dash: the bot does not tell when it acknowledges", line => line.Figures.DeadlineMisses, line => line.Figures.DeadlineMisses is { } misses ? Format.Count(misses) : Format.None, line => line.Figures.DeadlineMisses is { } misses ? Format.Exact(misses) : "not known", line => line.Figures.DeadlineMisses > 0 ? Components.Level.Warning : Components.Level.None),
    ];

    public static readonly IReadOnlyList<UsageColumn> OfModules =
    [
        new("commands", "Commands", "How many different commands were used", line => line.Commands, line => Format.Count(line.Commands), line => Format.Exact(line.Commands), Unjudged),
        .. OfCommands,
    ];

    private static UsageColumn Duration(string key, string title, string help, Func<IUsage, double> figure, Func<IUsage, Level>? level = null) =>
        new(key, title, help, line => figure(line.Figures), line => Format.Duration(figure(line.Figures)),
            line => Format.ExactDuration(figure(line.Figures)), line => level?.Invoke(line.Figures) ?? Components.Level.None);

    private static Level Unjudged(UsageLine line) => Components.Level.None;
}

/// <summary>How one of the figures changed.</summary>
/// <param name="Key">As the URL's sort names it.</param>
/// <param name="InPoints">The change is a difference of rates, not a part.</param>
/// <param name="MoreIsWorse">Null: neither is.</param>
public sealed record TrendColumn(string Key, Func<Trend, double> Change, Func<IUsage, string> Before, bool InPoints, bool? MoreIsWorse)
{
    public static readonly TrendColumn Uses = new("uses-trend", trend => trend.Uses, of => Format.PerMinute(of.RatePerMinute), false, null);
    public static readonly TrendColumn P95 = new("p95-trend", trend => trend.P95, of => Format.Duration(of.P95Ms), false, true);
    public static readonly TrendColumn ErrorRate = new("errors-trend", trend => trend.ErrorRate, of => Format.Percent(of.ErrorRate), true, true);

    public static readonly IReadOnlyList<TrendColumn> All = [Uses, P95, ErrorRate];
}
