using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using BotPerf.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BotPerf.Bench;

/// <summary>
/// P9: the server at rest beside a bare Blazor server, and a bot at fifty commands a second with the SDK beside the same
/// bot without it: once as the SDK comes, once with every collector and all instrumentation on. Every program runs in a
/// process of its own, the three bots at the same time, so that a slow machine slows all of them.
/// </summary>
internal static class P9Footprint
{
    private const int CommandsASecond = 50;

    /// <summary>
    /// What runs once a second is compiled anew after thirty times, and twice where the runtime looks for a profile: before
    /// that a bot that runs for months would be judged by its first minute.
    /// </summary>
    private const int WarmUpSeconds = 90;

    private const string BareServer = "--bare-server";
    private const string Bot = "--bot";
    private const string All = "all";
    private const string AsItComes = "as-it-comes";

    /// <summary>The parts that this program plays in its own measurements. Null: none of them is asked for.</summary>
    public static async Task<int?> PlayAsync(string[] args)
    {
        switch (args.FirstOrDefault())
        {
            case BareServer:
                await RunBareServerAsync(args[1]);
                return 0;
            case Bot:
                await RunBotAsync(
                    new Uri(args[1]), args[2], args[3], double.Parse(args[4], CultureInfo.InvariantCulture),
                    double.Parse(args[5], CultureInfo.InvariantCulture), all: args[6] == All);
                return 0;
            default:
                return null;
        }
    }

    public static async Task<int> RunAsync(bool brief)
    {
        var seconds = brief ? 3 : 30;
        var warmUp = brief ? 3 : WarmUpSeconds;
        Console.WriteLine($"P9  {Environment.ProcessorCount} cores, {seconds} s at rest, {seconds} s of a bot at {CommandsASecond} commands/s after {warmUp} s");

        // The first start makes the databases; what runs for months is a later one.
        await using var server = await ChildServer.BotPerfAsync();
        var key = await server.AddBotAsync("bench");
        var began = Stopwatch.GetTimestamp();
        await server.RestartAsync();
        var ready = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await using var bare = await ChildServer.StartAsync(
            "dotnet", (port, _) => [Own, BareServer, string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")], "healthz");
        await RestAsync(TimeSpan.FromSeconds(brief ? 1 : 10));

        var (cpu, bareCpu) = (server.Cpu, bare.Cpu);
        await RestAsync(TimeSpan.FromSeconds(seconds));
        var share = (server.Cpu - cpu).TotalSeconds / seconds;
        var bareShare = (bare.Cpu - bareCpu).TotalSeconds / seconds;
        Console.WriteLine($"    server ready in            {ready,7:0.0} s     goal <3: {Verdict(ready < 3)}");
        Console.WriteLine($"    server at rest             {server.RssMebibytes,7:0} MiB   goal ≤110: {Verdict(server.RssMebibytes <= 110)}; a bare Blazor server {bare.RssMebibytes:0} MiB, BotPerf {server.RssMebibytes / bare.RssMebibytes:0.00}×");
        Console.WriteLine($"    server at rest, of a core  {share,7:0.00 %}     goal <1 %: {Verdict(share < 0.01)}; bare {bareShare:0.00 %}");

        var bots = await Task.WhenAll(
            MeasureBotAsync(bare.Url, "", "-", warmUp, seconds, AsItComes),
            MeasureBotAsync(bare.Url, server.Url.ToString(), key, warmUp, seconds, AsItComes),
            MeasureBotAsync(bare.Url, server.Url.ToString(), key, warmUp, seconds, All));
        Tell("with the SDK", bots[1], bots[0]);
        Tell("with all of it on", bots[2], bots[0]);
        return 0;
    }

    private static void Tell(string what, BotFigures with, BotFigures without)
    {
        var (more, moreCpu) = (with.Mebibytes - without.Mebibytes, with.Share - without.Share);
        Console.WriteLine($"    bot {what,-22} {with.Mebibytes,7:0} MiB   without {without.Mebibytes:0} MiB, difference {more:0.0} goal ≤10: {Verdict(more <= 10)} ({with.Mebibytes / without.Mebibytes:0.00}×)");
        Console.WriteLine($"        of it not yet collected      {with.Garbage - without.Garbage,7:0.0} MiB");
        Console.WriteLine($"    bot {what,-13}, a core  {with.Share,7:0.00 %}     without {without.Share:0.00 %}, difference {moreCpu:0.00 %} goal <1 %: {Verdict(moreCpu < 0.01)}");
        Console.WriteLine($"        while it warms up            {with.WarmUp - without.WarmUp,7:0.00 %}");
    }

    private static string Own => Path.Combine(AppContext.BaseDirectory, "BotPerf.Bench.dll");

    private static async Task RunBareServerAsync(string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        await using var app = builder.Build();
        app.MapGet("/healthz", () => "ok");
        app.UseWebSockets();
        app.Map("/gateway", SendEventsAsync);
        await app.RunAsync(url);
    }

    // A chat platform's gateway: events in JSON, fifty a second.
    private static async Task SendEventsAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / CommandsASecond));
        for (var i = 0; await timer.WaitForNextTickAsync(context.RequestAborted) && socket.State == WebSocketState.Open; i++)
        {
            var message = JsonSerializer.SerializeToUtf8Bytes(new GatewayEvent("INTERACTION_CREATE", $"command{i % 20}", i));
            await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
        }
    }

    // A bot: a gateway over a WebSocket, events in JSON, a call to the platform's API in every tenth command, a cache, a
    // meter, a log; and commands measured by the SDK or by nothing.
    private static async Task RunBotAsync(Uri gateway, string url, string key, double warmUp, double seconds, bool all)
    {
        using var logs = LoggerFactory.Create(_ => { });
        using var api = new HttpClient { BaseAddress = gateway };
        using var cache = new MemoryCache(new MemoryCacheOptions { TrackStatistics = true });
        using var meter = new Meter("Bench.Bot");
        var answers = meter.CreateCounter<long>("answers");
        var options = new BotPerfOptions { Key = key };
        if (all)
        {
            options.Collectors.Network.Enabled = true;
            options.Collectors.NetworkTargets = [new Uri(gateway, "healthz")];
            options.Collectors.BotCounts = () => new BotCounts { Guilds = 3, Users = 1_000, ShardsConnected = 1, ShardsConfigured = 1 };
            options.Instrumentation.Meters = ["Bench.Bot", "System.Runtime"];
        }

        if (url.Length > 0)
            options.Url = new Uri(url);
        await using var monitor = url.Length == 0 ? null : new PerformanceMonitor(options);
        monitor?.WatchCache("answers", cache);
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(new Uri(gateway, "gateway")) { Scheme = "ws" }.Uri, CancellationToken.None);

        var buffer = new byte[4096];
        var began = Stopwatch.GetTimestamp();
        var cpu = TimeSpan.Zero;
        var measured = 0L;
        var warm = 0.0;
        while (Stopwatch.GetElapsedTime(began).TotalSeconds < warmUp + seconds)
        {
            if (measured == 0 && Stopwatch.GetElapsedTime(began).TotalSeconds >= warmUp)
            {
                (measured, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
                warm = cpu / Stopwatch.GetElapsedTime(began);
            }

            var received = await socket.ReceiveAsync(buffer, CancellationToken.None);
            var command = JsonSerializer.Deserialize<GatewayEvent>(buffer.AsSpan(0, received.Count))!;
            using var scope = monitor?.BeginCommand(command.Name, module: "General", kind: "slash");
            await Task.Yield();
            scope?.Acknowledged();
            if (command.Sequence % 10 == 0)
                (await api.GetAsync(new Uri("healthz", UriKind.Relative))).Dispose();
            cache.GetOrCreate(command.Name, _ => command.Sequence);
            answers.Add(1);
        }

        using var self = Process.GetCurrentProcess();
        var share = (Environment.CpuUsage.TotalTime - cpu) / Stopwatch.GetElapsedTime(measured);
        var rss = self.WorkingSet64 / 1048576.0;
        var heap = GC.GetTotalMemory(forceFullCollection: false);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{rss} {(heap - GC.GetTotalMemory(forceFullCollection: true)) / 1048576.0} {warm} {share}"));
    }

    private sealed record GatewayEvent(string Type, string Name, int Sequence);

    /// <param name="Garbage">MiB of <paramref name="Mebibytes"/>: both bots fill up to the same limit, the one that allocates more sooner.</param>
    /// <param name="WarmUp">Of a core.</param>
    /// <param name="Share">Of a core.</param>
    private sealed record BotFigures(double Mebibytes, double Garbage, double WarmUp, double Share);

    private static async Task<BotFigures> MeasureBotAsync(
        Uri gateway, string url, string key, double warmUp, double seconds, string how)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var argument in new[] { Own, Bot, gateway.ToString(), url, key, warmUp.ToString(CultureInfo.InvariantCulture), seconds.ToString(CultureInfo.InvariantCulture), how })
            start.ArgumentList.Add(argument);
        using var bot = Process.Start(start)!;
        var figures = (await bot.StandardOutput.ReadToEndAsync()).Trim().Split('\n')[^1].Split(' ')
            .Select(figure => double.Parse(figure, CultureInfo.InvariantCulture)).ToList();
        await bot.WaitForExitAsync();
        return new BotFigures(figures[0], figures[1], figures[2], figures[3]);
    }

    private static Task RestAsync(TimeSpan rest) => Task.Delay(rest, TimeProvider.System, CancellationToken.None);

    private static string Verdict(bool reached) => reached ? "pass" : "MISS";
}
