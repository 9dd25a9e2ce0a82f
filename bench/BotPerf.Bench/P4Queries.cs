using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using BotPerf.Shared.Sketches;
using BotPerf.Web.Ingest;
using BotPerf.Web.Storage;
using Google.Protobuf;

namespace BotPerf.Bench;

/// <summary>
/// P4: percentiles of fifty commands over HTTP, beside VictoriaMetrics and Prometheus that hold the same executions. The
/// peers' best case: one sample a minute, only the buckets they need, p99 alone where BotPerf's table has every column;
/// VictoriaMetrics has its own kind of buckets, merged before the first query, and is asked not to answer from its cache.
/// Beside the time to the whole answer stands what of a core it took: on a crowded machine the steadier of the two.
/// </summary>
internal static class P4Queries
{
    private const int ExecutionsAMinute = 600;
    private const int Day = 1_440;

    public static async Task<int> RunAsync(bool brief)
    {
        var days = brief ? 2 : 30;
        var rounds = brief ? 3 : 15;
        var commands = new CommandMinutes(50, ExecutionsAMinute, seed: 4);
        // Ends with the last full minute: no border of hours or days helps.
        var end = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 60 * 60;
        Console.WriteLine($"P4  {Environment.ProcessorCount} cores, {commands.Commands} commands, {ExecutionsAMinute * 60 * 24 * days:N0} executions in {days} days, medians of {rounds} alternating rounds");

        await using var own = await OwnAsync(commands, days, end);
        using var ownHttp = await own.ApiAsync("read");
        await using var victoria = await P4Peers.VictoriaMetricsAsync(commands, days, end);
        await using var prometheus = await P4Peers.PrometheusAsync(commands, Math.Min(days, 1), end);
        using var http = new HttpClient();

        Query[] queries =
        [
            new("a  table of 24 h", Table(end, 1), P4Peers.Table("24h", end), 1.0, null),
            new($"b  table of {days} days", Table(end, days), P4Peers.Table($"{days}d", end), 0.5, null, IsLong: true),
            new("c  p99 over 24 h at 60 s", History(end, 1, 60), P4Peers.Series("1m", "2m", end, 1, 60), 0.75, 0.05),
            new($"d  p99 over {days} days at 1 h", History(end, days, 3_600), P4Peers.Series("1h", "1h", end, days, 3_600), 0.5, null, IsLong: true),
        ];
        foreach (var query in queries)
        {
            var figures = new List<Cost>[] { [], [], [] };
            for (var round = -2; round < rounds; round++)
            {
                await MeasureAsync(figures[0], round, own, ownHttp, query.Own, query.CountOwn, commands.Commands);
                if (victoria is not null)
                    await MeasureAsync(figures[1], round, victoria, http, victoria.Url + query.Peer.Victoria, CountPeer, commands.Commands);
                if (prometheus is not null && !query.IsLong)
                    await MeasureAsync(figures[2], round, prometheus, http, prometheus.Url + query.Peer.Prometheus, CountPeer, commands.Commands);
            }

            Report(query, Median(figures[0])!, Median(figures[1]), Median(figures[2]));
        }

        return 0;
    }

    private static async Task MeasureAsync(
        List<Cost> figures, int round, ChildServer server, HttpClient http, string address, Func<JsonElement, int> count, int expected)
    {
        var cpu = server.Cpu;
        var began = Stopwatch.GetTimestamp();
        var answer = await http.GetAsync(new Uri(address, UriKind.RelativeOrAbsolute));
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        var elapsed = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        if (round >= 0)
        {
            figures.Add(new Cost(elapsed, (server.Cpu - cpu).TotalMilliseconds));
            return;
        }

        // The first rounds warm up, and make sure that the answer is one.
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"{address}: {(int)answer.StatusCode} {System.Text.Encoding.UTF8.GetString(bytes)}");
        using var document = JsonDocument.Parse(bytes);
        if (count(document.RootElement) != expected)
            throw new InvalidOperationException($"{address} has {count(document.RootElement)} commands, not {expected}.");
    }

    private static int CountPeer(JsonElement answer) => answer.GetProperty("data").GetProperty("result").GetArrayLength();

    private static void Report(Query query, Cost own, Cost? victoria, Cost? prometheus)
    {
        Console.WriteLine($"    {query.Name,-28} {own.Ms,7:0.0} ms, {own.CpuMs,5:0} ms of a core");
        Beside("VictoriaMetrics", own, victoria, query.Goal);
        Beside("Prometheus", own, prometheus, query.PrometheusGoal);
    }

    private static void Beside(string peer, Cost own, Cost? other, double? goal)
    {
        if (other is null)
            return;
        var ratio = own.Ms / other.Ms;
        var verdict = goal is null ? "" : $" goal ≤{goal:0.00}×: {(ratio <= goal ? "pass" : "MISS")}";
        Console.WriteLine($"        {peer,-24} {other.Ms,7:0.0} ms, {other.CpuMs,5:0} ms of a core   BotPerf {ratio:0.00}×{verdict}; of a core {own.CpuMs / other.CpuMs:0.00}×");
    }

    internal static Task<ChildServer> OwnAsync(CommandMinutes commands, int days, long end) => ChildServer.BotPerfAsync(
        new Dictionary<string, string> { ["Retention__MinuteDays"] = "40" },
        async folder =>
        {
            await ChildServer.CommandAsync(folder, "bots", "add", "bench");
            await using var store = await BenchStore.OpenAsync(new DataFolder(folder));
            var sender = new Sender(new BotId(1), 1, "default", "bench", Info: null);
            var sketches = Enumerable.Range(0, commands.Commands).Select(_ => new Sketch()).ToArray();
            for (var minute = 0; minute < days * Day; minute++)
            {
                var frame = commands.Frame(minute, defines: minute == 0, sketches);
                (frame.Seq, frame.EndUs) = ((ulong)minute + 1, (end - (days * Day - minute - 1) * 60L) * 1_000_000);
                store.Append(sender, frame, frame.ToByteArray());
                if (minute % 60 == 59)
                    await store.SealAsync();
            }

            await store.MakeHoursAsync();
        });

    private static string Table(long end, int days) =>
        $"api/v1/bots/1/commands?limit=500&from={Time(end - days * 86_400L)}&to={Time(end)}";

    private static string History(long end, int days, int step) =>
        $"api/v1/bots/1/history?metric=command_duration_seconds&fields=p99&step={step}&from={Time(end - days * 86_400L)}&to={Time(end)}";

    internal static string Time(long seconds) =>
        DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static Cost? Median(List<Cost> figures) => figures.Count == 0 ? null : new Cost(
        figures.Select(figure => figure.Ms).Order().ElementAt(figures.Count / 2), figures.Average(figure => figure.CpuMs));

    /// <param name="Ms">Until the answer is whole; the median.</param>
    /// <param name="CpuMs">User and system time of the server; the mean, since the kernel counts it in hundredths of a second.</param>
    private sealed record Cost(double Ms, double CpuMs);

    private sealed record Query(
        string Name, string Own, (string Victoria, string Prometheus) Peer, double Goal, double? PrometheusGoal, bool IsLong = false)
    {
        public int CountOwn(JsonElement answer) =>
            answer.GetProperty(Own.Contains("/commands", StringComparison.Ordinal) ? "items" : "series").GetArrayLength();
    }
}
