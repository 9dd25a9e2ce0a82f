using BotPerf.Web.Components.Charts;
using BotPerf.Web.Live;
using BotPerf.Web.Rollups;

namespace BotPerf.Web.Components.Commands;

/// <summary>The charts of a command's page. Pure.</summary>
internal static class CommandCharts
{
    private const int MostGuilds = 10;
    private const double MsPerSecond = 1_000;

    public static Dictionary<string, ChartData> Of(CommandHistory history)
    {
        List<(long T, Shared.Sketches.Sketch Durations)> durations =
            [.. history.Steps.Where(step => !step.Durations.IsEmpty).Select(step => (step.T, step.Durations))];
        return new Dictionary<string, ChartData>(StringComparer.Ordinal)
        {
            ["durations"] = HeatRows.Of(durations),
            ["latency"] = MetricChart.Percentiles(durations, "series-latency"),
            ["uses"] = MetricChart.Lines(new MetricCurve(
                "uses", "series-commands", history.Steps.Select(step => new MetricPoint(step.T, step.Durations.Count * 60 / step.Seconds)))),
            ["errors"] = MetricChart.Lines(new MetricCurve(
                "errors", "series-errors", history.Steps.Select(step => new MetricPoint(step.T, step.Errors)))),
        };
    }

    /// <summary>Runs as dots, from the first of them to the last; null: there are none.</summary>
    public static BoardData? Runs(IReadOnlyList<Execution> runs, IEnumerable<LifecycleMark> marks)
    {
        if (runs.Count == 0) return null;

        var from = runs.Min(run => run.At).ToUnixTimeSeconds() - 1;
        var to = runs.Max(run => run.At).ToUnixTimeSeconds() + 1;
        var edge = Math.Max(1, (to - from) / 50);
        var dots = new DotsData(
            [.. runs.Select(run => run.At.ToUnixTimeMilliseconds() / MsPerSecond)],
            [.. runs.Select(run => ChartPoints.Short(run.DurationMs) ?? 0)],
            [.. runs.Select(run => !run.Success)],
            [.. runs.Select(run => run.ErrorType ?? run.Instance)]);
        return new BoardData(
            from - edge, to + edge, 60, new Dictionary<string, ChartData>(StringComparer.Ordinal) { ["runs"] = dots },
            [.. marks.Select(ChartMark.Of).Where(mark => mark.T >= from && mark.T <= to)]);
    }

    /// <summary>Where it runs most; those without a guild are left out.</summary>
    public static IReadOnlyList<(string Guild, int Runs, int Failed)> Guilds(IEnumerable<Execution> runs) => [.. runs
        .Where(run => run.Guild is not null).GroupBy(run => run.Guild!)
        .Select(guild => (guild.Key, guild.Count(), guild.Count(run => !run.Success)))
        .OrderByDescending(guild => guild.Item2).ThenBy(guild => guild.Key, StringComparer.Ordinal).Take(MostGuilds)];
}
