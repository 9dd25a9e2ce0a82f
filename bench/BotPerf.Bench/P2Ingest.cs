using System.Diagnostics;

namespace BotPerf.Bench;

/// <summary>
/// P2: ingest, from the hub to durable and acknowledged, over four connections from this machine; beside VictoriaMetrics
/// and Prometheus, which take the same executions as samples by remote write over four connections.
/// </summary>
internal static class P2Ingest
{
    private const int Connections = 4;

    public static async Task<int> RunAsync(bool brief)
    {
        var duration = TimeSpan.FromSeconds(brief ? 2 : 10);
        var rounds = brief ? 1 : 3;
        Console.WriteLine($"P2  {Environment.ProcessorCount} cores, {Connections} connections, {rounds} alternating rounds of {duration.TotalSeconds} s, medians");

        var own = new List<IngestFigures>();
        (string Name, bool IsGoal, Func<Task<IngestFigures?>> Run, List<IngestFigures> Figures)[] others =
        [
            ("VictoriaMetrics", true, () => RemoteWriteLoad.VictoriaMetricsAsync(Connections, duration, grouped: false), []),
            ("VictoriaMetrics, samples grouped by series", false, () => RemoteWriteLoad.VictoriaMetricsAsync(Connections, duration, grouped: true), []),
            ("Prometheus", true, () => RemoteWriteLoad.PrometheusAsync(Connections, duration, grouped: false), []),
            ("Prometheus, samples grouped by series", false, () => RemoteWriteLoad.PrometheusAsync(Connections, duration, grouped: true), []),
        ];
        for (var round = 0; round < rounds; round++)
        {
            own.Add(await HubLoad.RunAsync(Connections, duration));
            foreach (var other in others)
            {
                if (await other.Run() is { } figures)
                    other.Figures.Add(figures);
            }
        }

        var median = Median(own)!;
        Print("BotPerf, executions acked after commit", median, $"goal ≥1.5 M/s: {Verdict(median.PerSecond >= 1.5e6)}");
        foreach (var (name, isGoal, _, figures) in others)
        {
            var goal = name.StartsWith("Prometheus", StringComparison.Ordinal) ? 3.0 : 1.0;
            double? cpuGoal = name.StartsWith("Prometheus", StringComparison.Ordinal) ? null : 0.9;
            Compare(name, median, Median(figures), isGoal ? goal : null, isGoal ? cpuGoal : null);
        }

        return median.Stored > 0 ? 0 : 1;
    }

    private static void Compare(string what, IngestFigures own, IngestFigures? other, double? goal, double? cpuGoal)
    {
        if (other is null)
        {
            Console.WriteLine($"    {what,-42} not installed here (Debian packages victoria-metrics, prometheus)");
            return;
        }

        var ratio = own.PerSecond / other.PerSecond;
        var cpuRatio = own.CpuNanoseconds / other.CpuNanoseconds;
        Print(what, other, $"BotPerf {ratio:0.00}×{Against("≥", goal, ratio >= goal)}; CPU a unit {cpuRatio:0.00}×{Against("≤", cpuGoal, cpuRatio <= cpuGoal)}");
    }

    private static string Against(string sign, double? goal, bool reached) =>
        goal is null ? "" : $" goal {sign}{goal:0.0}×: {Verdict(reached)}";

    private static void Print(string what, IngestFigures figures, string verdict) =>
        Console.WriteLine($"    {what,-42} {figures.PerSecond / 1e6,6:0.00} M/s  {figures.CpuNanoseconds,5:0} ns server CPU each   {verdict}");

    private static string Verdict(bool reached) => reached ? "pass" : "MISS";

    private static IngestFigures? Median(List<IngestFigures> rounds) =>
        rounds.Count == 0 ? null : rounds.OrderBy(round => round.PerSecond).ElementAt(rounds.Count / 2);
}

/// <param name="Stored">Executions or samples that were acknowledged.</param>
/// <param name="Elapsed">Wall time.</param>
/// <param name="ServerCpu">What the server's process used meanwhile.</param>
internal sealed record IngestFigures(long Stored, TimeSpan Elapsed, TimeSpan ServerCpu)
{
    public double PerSecond => Stored / Elapsed.TotalSeconds;
    public double CpuNanoseconds => ServerCpu.TotalNanoseconds / Stored;

    public static async Task<IngestFigures> MeasureAsync(ChildServer server, int connections, TimeSpan duration, Func<int, Func<bool>, Task<long>> load)
    {
        // Compilers and caches warm up first, for every server alike.
        var warming = Stopwatch.GetTimestamp();
        var warmUp = duration / 3;
        await Task.WhenAll(Enumerable.Range(0, connections)
            .Select(connection => Task.Run(() => load(connection, () => Stopwatch.GetElapsedTime(warming) < warmUp))));

        var cpu = server.Cpu;
        var began = Stopwatch.GetTimestamp();
        var stored = await Task.WhenAll(Enumerable.Range(0, connections)
            .Select(connection => Task.Run(() => load(connection, () => Stopwatch.GetElapsedTime(began) < duration))));
        return new IngestFigures(stored.Sum(), Stopwatch.GetElapsedTime(began), server.Cpu - cpu);
    }
}
