using BotPerf.Shared.Metrics;
using BotPerf.Shared.Protocol;
using BotPerf.Shared.Sketches;
using BotPerf.Web.Alerts;
using BotPerf.Web.Baselines;
using BotPerf.Web.Bots;
using BotPerf.Web.Delivery;
using BotPerf.Web.HealthScores;
using BotPerf.Web.Live;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;
using BotPerf.Web.Storage.Telemetry;
using BotPerf.Web.Targets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace BotPerf.Bench;

/// <summary>P7, its second half: what evaluating a fleet costs, and how long a breach takes to become an alert.</summary>
internal static class P7Alerts
{
    private const int Instances = 2_000;
    private const int Commands = 80;
    private const int RulesWanted = 20;
    private const int BreachingBots = 100;
    private const double BreachFor = 3;
    private static readonly string[] s_gauges =
    [
        MetricNames.CpuPercent, MetricNames.SystemCpu, MetricNames.HeapBytes, MetricNames.RssBytes, MetricNames.MemoryLimit,
        MetricNames.WebSocketLatency, MetricNames.HeartbeatAge, MetricNames.EventLoopLag, MetricNames.SystemMemoryAvailable,
        MetricNames.SystemMemoryTotal, MetricNames.DiskUsed, MetricNames.DiskTotal, MetricNames.ProbeDuration, MetricNames.ProbeUp,
        MetricNames.ShardsConnected, MetricNames.ShardsConfigured, MetricNames.RateLimitUsed, MetricNames.RateLimitMax,
    ];

    public static async Task<int> RunAsync(bool brief)
    {
        var folder = Directory.CreateTempSubdirectory("botperf-bench");
        try
        {
            await using var services = await ServicesAsync(new DataFolder(folder.FullName));
            var rules = services.GetRequiredService<RuleBook>().All.Count(rule => rule.Enabled);
            Console.WriteLine($"P7 {Environment.ProcessorCount} cores, {Instances:N0} instances with {Commands + s_gauges.Length + 1} series each, {rules} rules");
            var reached = await CostAsync(services, brief) & rules >= RulesWanted;
            reached &= await DelayAsync(services, brief);
            return reached || brief ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // Every instance sends once a second and every bot is looked at every two seconds, as the engine does.
    private static async Task<bool> CostAsync(ServiceProvider services, bool brief)
    {
        var live = services.GetRequiredService<LiveStore>();
        var round = services.GetRequiredService<AlertRound>();
        var start = new DateTimeOffset(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);
        var bots = Enumerable.Range(1, Instances).Select(id => new Bot(new BotId(100_000 + id), $"bot-{id}", start, [])).ToList();
        var clock = new BenchClock { Now = start };
        var evidence = new EvidenceClock(services.GetRequiredService<StorageWatch>(), clock);
        var meter = new HealthMeter(live, services.GetRequiredService<ForgottenInstances>(), evidence, clock);
        meter.Begin();
        var senders = bots.ConvertAll(bot => new Fleet(live, bot.Id, start));
        var seconds = brief ? 70 : 420;
        var counted = brief ? 10 : 60;
        await PlayAsync(1, seconds - counted);
        var (applying, looking) = await PlayAsync(seconds - counted + 1, seconds);
        var share = looking.TotalSeconds / counted;
        Console.WriteLine($"    evaluation                   {share * 100,8:0.00} % of a core   goal <10: {Verdict(share < 0.1)}; taking the frames into memory {applying.TotalSeconds / counted * 100:0.00} %, {looking / applying:0.00}×");
        Console.WriteLine($"        a rule of an instance    {looking.TotalMicroseconds / counted / Instances * 2 / RulesWanted,8:0.00} µs each look, in turns of two seconds");
        await AddAnomalyRuleAsync(services, bots);
        await PlayAsync(seconds + 1, seconds + 10);
        var (_, beside) = await PlayAsync(seconds + 11, seconds + 10 + counted);
        Console.WriteLine($"    with a rule beside the usual {beside.TotalSeconds / counted * 100,8:0.00} % of a core, for {services.GetRequiredService<UsualFigures>().Targets:N0} targets; {(beside - looking) / looking * 100:+0;-0} %");
        seconds += 10 + counted;
        clock.Now = start.AddSeconds(seconds);
        var scoring = Cpu();
        var scored = bots.Count(bot => meter.Look(bot, null)?.Score is not null);
        scoring = Cpu() - scoring;
        Console.WriteLine($"    scoring the health           {scoring.TotalSeconds / 60 * 100,8:0.00} % of a core, once a minute; {scoring.TotalMicroseconds / Instances:0} µs a bot, {scored:N0} scored");
        return share < 0.1;

        async Task<(TimeSpan Applying, TimeSpan Looking)> PlayAsync(int first, int last)
        {
            var (applying, looking) = (TimeSpan.Zero, TimeSpan.Zero);
            for (var second = first; second <= last; second++)
            {
                var now = start.AddSeconds(second);
                var began = Cpu();
                foreach (var sender in senders)
                    sender.Send(now);
                var applied = Cpu();
                await round.LookAsync(bots.Where(bot => bot.Id.Value % 2 == second % 2), start, now, CancellationToken.None);
                applying += applied - began;
                looking += Cpu() - applied;
            }

            return (applying, looking);
        }
    }

    // CPU of every instance beside what is usual of it, as the worker that reads the weeks would have it.
    private static async Task AddAnomalyRuleAsync(ServiceProvider services, List<Bot> bots)
    {
        var rule = await services.GetRequiredService<RuleBook>().AddAsync("CPU out of the ordinary", true, new RuleDefinition
        {
            Metric = MetricNames.CpuPercent, Aggregation = Aggregation.Avg, WindowMinutes = 5, Condition = Condition.Anomaly, ForSeconds = 600,
            Levels = [new AlertLevel(AlertSeverity.Warning, 4)],
        }, "bench", CancellationToken.None);
        var usual = SeasonalBaseline.Of([.. Enumerable.Range(0, SeasonalBaseline.MostDays * 24).Select(hour => (500_000L + hour, 0.05 + 0.001 * (hour % 24)))])!;
        var target = AlertTarget.Of([new Label(AlertTarget.Instance, "default")]).Key;
        services.GetRequiredService<UsualFigures>().Set(rule, bots.ToDictionary(bot => (bot.Id, target), _ => usual));
    }

    private static async Task<bool> DelayAsync(ServiceProvider services, bool brief)
    {
        var count = brief ? 10 : BreachingBots;
        var registry = services.GetRequiredService<BotRegistry>();
        var book = services.GetRequiredService<RuleBook>();
        var gateway = book.All.First(rule => rule.Key == DefaultRules.GatewayLatency);
        await book.ChangeAsync(
            gateway.Id, gateway.Name, true, RuleDefinition.Of(gateway) with { ForSeconds = BreachFor }, "bench", CancellationToken.None);
        var live = services.GetRequiredService<LiveStore>();
        var time = TimeProvider.System;
        var senders = new List<Fleet>();
        for (var i = 0; i < count; i++)
            senders.Add(new Fleet(live, (await registry.CreateAsync($"bot-{i}", "bench", CancellationToken.None)).Bot.Id, time.GetUtcNow()));

        var random = new Random(1);
        var breaches = new DateTimeOffset?[count];
        var delays = new Sketch();
        var waiting = count;
        services.GetRequiredService<AlertBook>().Changed += alerts =>
        {
            foreach (var alert in alerts.Where(alert => alert is { State: AlertLifeState.Open, RuleId: var rule } && rule == gateway.Id))
            {
                var sender = senders.FindIndex(one => one.Bot == alert.Bot);
                if (Interlocked.Exchange(ref senders[sender].Seen, 1) == 0)
                {
                    lock (delays)
                        delays.Add(Math.Max(0, (time.GetUtcNow() - breaches[sender]!.Value).TotalSeconds - BreachFor));
                    Interlocked.Decrement(ref waiting);
                }
            }
        };
        var engine = services.GetRequiredService<AlertEngine>();
        await engine.StartAsync(CancellationToken.None);
        var until = time.GetUtcNow().AddSeconds(brief ? 30 : 120);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        for (var tick = 0; Volatile.Read(ref waiting) > 0 && time.GetUtcNow() < until; tick++)
        {
            await timer.WaitForNextTickAsync(CancellationToken.None);
            for (var i = tick % 10; i < count; i += 10)
            {
                if (breaches[i] is null && random.Next(brief ? 3 : 15) == 0)
                    (breaches[i], senders[i].Gateway) = (time.GetUtcNow(), 0.9);
                senders[i].Send(time.GetUtcNow());
            }
        }

        await engine.StopAsync(CancellationToken.None);
        Console.WriteLine($"    breach to alert, p99         {delays.Quantile(0.99),8:0.00} s   goal ≤5 after its for: {Verdict(waiting == 0 && delays.Quantile(0.99) <= 5)} (p50 {delays.Quantile(0.5):0.00} s, {count - waiting} of {count} bots)");
        return waiting == 0 && delays.Quantile(0.99) <= 5;
    }

    private static async Task<ServiceProvider> ServicesAsync(DataFolder folder)
    {
        folder.Create();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddSingleton(folder);
        services.AddDataProtection();
        services.AddAppDb();
        services.AddBotPerfBots();
        services.AddSingleton<LiveStore>().AddSingleton<ForgottenInstances>().AddSingleton<TelemetryCatalog>();
        services.AddSingleton<EvidenceClock>().AddSingleton<TargetBook>().AddSingleton<TargetMemory>();
        services.AddBotPerfDelivery();
        services.AddBotPerfAlerts();
        var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<AppDb>().OpenAsync(CancellationToken.None);
        await provider.GetRequiredService<RuleBook>().LoadAsync(CancellationToken.None);
        return provider;
    }

    private sealed class BenchClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private static TimeSpan Cpu() => Environment.CpuUsage.TotalTime;

    private static string Verdict(bool reached) => reached ? "pass" : "MISS";

    /// <summary>One bot of one instance.</summary>
    private sealed class Fleet
    {
        private readonly LiveInstance _instance;
        private readonly List<Series> _series = [];
        private readonly Frame _frame;

        public Fleet(LiveStore live, BotId bot, DateTimeOffset start)
        {
            Bot = bot;
            _instance = live.Of(new InstanceEntry(new InstanceId(bot.Value), bot, "default", Micros(start)));
            var first = bot.Value * 1_000;
            var sketch = new Sketch();
            for (var i = 1; i <= 10; i++)
                sketch.Add(0.02 * i);
            _frame = new Frame { Histograms = new Histograms(), Counters = new Counters(), Gauges = new Gauges() };
            for (var i = 0; i < Commands; i++)
            {
                _frame.Histograms.Add((uint)_series.Count, sketch);
                _series.Add(new Series(first + i, SeriesKind.Histogram, MetricNames.CommandDuration, [new Label(LabelNames.Command, $"command-{i}")], "s"));
            }

            _frame.Counters.Series.Add((uint)_series.Count);
            _frame.Counters.Delta.Add(1);
            _series.Add(new Series(first + Commands, SeriesKind.Counter, MetricNames.CommandErrors, [new Label(LabelNames.Command, "command-0")], ""));
            foreach (var gauge in s_gauges)
            {
                _frame.Gauges.Series.Add((uint)_series.Count);
                _frame.Gauges.Last.Add(gauge is MetricNames.ProbeUp or MetricNames.ShardsConnected or MetricNames.ShardsConfigured ? 1
                    : gauge is MetricNames.MemoryLimit or MetricNames.SystemMemoryTotal or MetricNames.SystemMemoryAvailable or MetricNames.DiskTotal or MetricNames.RateLimitMax ? 1e9
                    : 0.05);
                _series.Add(new Series(first + _series.Count, SeriesKind.Gauge, gauge, [], ""));
            }
        }

        public BotId Bot { get; }

        public double Gateway { get; set; } = 0.05;

        public int Seen;

        public void Send(DateTimeOffset now)
        {
            _frame.EndUs = Micros(now);
            _frame.Gauges.Last[Array.IndexOf(s_gauges, MetricNames.WebSocketLatency)] = Gateway;
            var minute = now.ToUnixTimeSeconds() / 60;
            _instance.Apply(new LiveFrame(_instance.Entry, null, _frame, _series, [], minute, Micros(now)));
            lock (_instance.Gate)
            {
                foreach (var over in _instance.Open.Keys.Where(open => open < minute).ToList())
                    _instance.Close(over);
            }
        }

        private static long Micros(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
    }
}
