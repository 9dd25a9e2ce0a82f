using System.Diagnostics;
using System.Text.Json;
using BotPerf.Shared.Protocol;
using BotPerf.Shared.Sketches;
using BotPerf.Web.Ingest;
using BotPerf.Web.Storage;
using Microsoft.AspNetCore.SignalR.Client;

namespace BotPerf.Bench;

/// <summary>Retention (the row below the table): more than a million executions are let go while bots go on sending.</summary>
internal static class P10Retention
{
    private const int Connections = 4;
    private const int ExecutionsAFrame = 500;
    private const int ExecutionsAMinute = 1_200;
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(50);

    public static async Task<int> RunAsync(bool brief)
    {
        var executions = brief ? 100_000 : 3_000_000;
        Console.WriteLine($"P10 {Environment.ProcessorCount} cores, {executions:N0} executions to let go, {Connections} connections with {ExecutionsAFrame} executions every {s_pace.TotalMilliseconds} ms each");
        await using var server = await ChildServer.BotPerfAsync(prepare: folder => FillAsync(folder, executions));
        var key = await server.AddBotAsync("sending");
        using var api = await server.ApiAsync("admin");

        using var ended = new CancellationTokenSource();
        var (before, during) = (new Sketch(), new Sketch());
        var into = before;
        var load = Enumerable.Range(0, Connections).Select(number => PushAsync(server, key, number, ack => Add(into, ack), ended.Token)).ToList();
        await RestAsync(TimeSpan.FromSeconds(brief ? 2 : 10));
        var atRest = server.Cpu;
        await RestAsync(TimeSpan.FromSeconds(2));
        var share = (server.Cpu - atRest) / TimeSpan.FromSeconds(2);
        into = during;
        var cpu = server.Cpu;
        (await api.PostAsync(new Uri("api/v1/jobs/retention/run", UriKind.Relative), content: null)).EnsureSuccessStatusCode().Dispose();
        var (rows, ms) = await OverAsync(api);
        var cost = server.Cpu - cpu - share * TimeSpan.FromMilliseconds(ms);
        await ended.CancelAsync();
        await Task.WhenAll(load);

        Console.WriteLine($"    executions let go            {rows / (ms / 1_000.0) / 1e6,8:0.00} M/s   goal ≥1: {Verdict(rows / (ms / 1_000.0) >= 1e6)} ({rows:N0} in {ms:N0} ms)");
        Console.WriteLine($"    it takes                     {cost.TotalMilliseconds / (rows / 1e6),8:0} ms of a core for a million, beside the load");
        Console.WriteLine($"    acknowledgement p99          {during.Quantile(0.99) * 1_000,8:0} ms    goal <500: {Verdict(during.Quantile(0.99) < 0.5)} (without retention {before.Quantile(0.99) * 1_000:0} ms)");
        Console.WriteLine($"    longest wait for one         {during.Max * 1_000,8:0} ms    without retention {before.Max * 1_000:0} ms; difference {(during.Max - before.Max) * 1_000:0} ms goal ≤50: {Verdict(during.Max - before.Max <= 0.05)}");
        return rows >= executions ? 0 : 1;
    }

    private static async Task PushAsync(ChildServer server, string key, int number, Action<double> acknowledged, CancellationToken ended)
    {
        var frames = new ExecutionFrames(ExecutionsAFrame, seed: number);
        await using var connection = HubLoad.Connect(server, key);
        await connection.StartAsync(CancellationToken.None);
        await connection.InvokeAsync<HelloReply>(HubContract.Hello,
            new HelloRequest { Instance = $"bench-{number}", Session = Guid.NewGuid().ToString() }, CancellationToken.None);
        using var timer = new PeriodicTimer(s_pace);
        for (var seq = 1UL; !ended.IsCancellationRequested; seq++)
        {
            var pushed = Stopwatch.GetTimestamp();
            await connection.InvokeAsync<PushAck>(HubContract.Push, frames.Frame(seq, HubLoad.NowUs()), CancellationToken.None);
            acknowledged(Stopwatch.GetElapsedTime(pushed).TotalSeconds);
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private static async Task<(long Rows, double Ms)> OverAsync(HttpClient api)
    {
        for (; ; await RestAsync(TimeSpan.FromMilliseconds(100)))
        {
            using var answer = JsonDocument.Parse(await api.GetStringAsync(new Uri("api/v1/jobs/retention/runs?limit=1", UriKind.Relative)));
            var run = answer.RootElement.GetProperty("items").EnumerateArray().FirstOrDefault();
            if (run.ValueKind == JsonValueKind.Object && run.GetProperty("outcome").GetString() != "running")
                return (run.GetProperty("rows").GetInt64(), run.GetProperty("durationMs").GetDouble());
        }
    }

    // A day older than executions are kept.
    private static async Task FillAsync(string folder, int executions)
    {
        await ChildServer.CommandAsync(folder, "bots", "add", "bench");
        await using var store = await BenchStore.OpenAsync(new DataFolder(folder));
        var sender = new Sender(new BotId(1), 1, "default", "bench", Info: null);
        var minutes = executions / ExecutionsAMinute + 1;
        var end = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 60 - 8 * 1_440;
        for (var minute = 0; minute < minutes; minute++)
        {
            var payload = new ExecutionFrames(ExecutionsAMinute, seed: minute).Frame((ulong)minute + 1, (end - minutes + minute + 1) * 60_000_000);
            store.Append(sender, Frame.Parser.ParseFrom(payload), payload);
            if (minute % 60 == 59)
                await store.SealAsync();
        }

        await store.SealAsync();
        await store.MakeHoursAsync();
    }

    private static void Add(Sketch sketch, double seconds)
    {
        lock (sketch)
            sketch.Add(seconds);
    }

    private static Task RestAsync(TimeSpan rest) => Task.Delay(rest, TimeProvider.System, CancellationToken.None);

    private static string Verdict(bool reached) => reached ? "pass" : "MISS";
}
