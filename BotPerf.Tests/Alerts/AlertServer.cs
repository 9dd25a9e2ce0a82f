using System.Runtime.Versioning;
using BotPerf.Shared.Metrics;
using BotPerf.Shared.Protocol;
using BotPerf.Shared.Sketches;
using BotPerf.Tests.Infrastructure;
using BotPerf.Tests.Ingest;
using BotPerf.Web.Alerts;
using BotPerf.Web.Bots;
using BotPerf.Web.Delivery;
using BotPerf.Web.HealthScores;
using BotPerf.Web.Live;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;
using BotPerf.Web.Storage.Telemetry;
using BotPerf.Web.Targets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace BotPerf.Tests.Alerts;

/// <summary>Alerting and health with their real database, outbox and windows, on a clock and with frames that the test holds in its hand.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class AlertServer : IAsyncDisposable
{
    private readonly DataFolder _folder;
    private readonly ServiceProvider _services;
    private readonly Dictionary<(BotId, string), LiveInstance> _instances = [];
    private readonly Dictionary<string, Series> _series = [];

    private AlertServer(DataFolder folder, ManualClock clock, IngestCore? core)
    {
        (_folder, Clock) = (folder, clock);
        folder.Create();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(clock);
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddSingleton(folder);
        services.AddDataProtection();
        services.AddAppDb();
        services.AddSingleton(provider => new ReadinessCheck("botperf.db", _ => Task.FromResult(TakesWrites)));
        services.Configure<StorageOptions>(storage => storage.ReserveBytes = 0);
        services.AddBotPerfBots();
        services.AddSingleton(core?.Live ?? new LiveStore()).AddSingleton<ForgottenInstances>().AddSingleton(core?.Catalog ?? new TelemetryCatalog());
        if (core is not null)
            services.AddSingleton(core.Rollups).AddSingleton(core.Heavy).AddSingleton<StepReads>();
        services.AddBotPerfDelivery();
        services.AddBotPerfHealthScores();
        services.AddSingleton<TargetBook>().AddSingleton<TargetMemory>();
        services.AddBotPerfAlerts();
        _services = services.BuildServiceProvider();
    }

    public ManualClock Clock { get; }

    /// <summary>Whether its storage says so.</summary>
    public bool TakesWrites { get; set; } = true;

    public DateTimeOffset Now => Clock.GetUtcNow();

    public AlertBook Book => Get<AlertBook>();

    public AlertDesk Desk => Get<AlertDesk>();

    /// <param name="folder">Its data.</param>
    /// <param name="clock">Its time.</param>
    /// <param name="core">Where real frames come in and minutes are kept; null: the test feeds the live store by hand.</param>
    public static async Task<AlertServer> StartAsync(DataFolder folder, ManualClock clock, IngestCore? core = null)
    {
        var server = new AlertServer(folder, clock, core);
        await server.Get<AppDb>().OpenAsync(CancellationToken.None);
        await server.Get<BotRegistry>().LoadAsync(CancellationToken.None);
        await server.Get<ChannelStore>().LoadAsync(CancellationToken.None);
        await server.Get<RuleBook>().LoadAsync(CancellationToken.None);
        server.Get<HealthMeter>().Begin();
        await server.Book.LoadAsync(CancellationToken.None);
        await server.Get<Silences>().LoadAsync(CancellationToken.None);
        await server.Get<AlertRoutes>().LoadAsync(CancellationToken.None);
        return server;
    }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public async Task<BotId> AddBotAsync(string name) =>
        (await Get<BotRegistry>().CreateAsync(name, "a test", CancellationToken.None)).Bot.Id;

    public Task<Channel> AddLogChannelAsync(string name = "log") => Get<ChannelStore>().AddAsync(
        new ChannelDraft(name, "log", true, new Dictionary<string, string>(), 1_000), "a test", CancellationToken.None);

    /// <summary>A frame of one instance that ends now.</summary>
    public void Frame(
        BotId bot, string instance = "default", IReadOnlyDictionary<string, double>? gauges = null, double[]? commandSeconds = null,
        int errors = 0, string command = "help")
    {
        var live = InstanceOf(bot, instance);
        var second = Clock.GetUtcNow().ToUnixTimeSeconds();
        var series = new List<Series>();
        var frame = new Frame { EndUs = second * 1_000_000 + 1, Gauges = new Gauges(), Counters = new Counters(), Histograms = new Histograms() };
        foreach (var (name, value) in gauges ?? new Dictionary<string, double>())
        {
            frame.Gauges.Series.Add((uint)series.Count);
            frame.Gauges.Last.Add(value);
            series.Add(SeriesOf(SeriesKind.Gauge, name));
        }

        if (errors > 0)
        {
            frame.Counters.Series.Add((uint)series.Count);
            frame.Counters.Delta.Add(errors);
            series.Add(SeriesOf(SeriesKind.Counter, MetricNames.CommandErrors, new Label(LabelNames.Command, command)));
        }

        if (commandSeconds is { Length: > 0 })
        {
            Add(frame.Histograms, series.Count, commandSeconds);
            series.Add(SeriesOf(SeriesKind.Histogram, MetricNames.CommandDuration, new Label(LabelNames.Command, command)));
        }

        live.Apply(new LiveFrame(live.Entry, null, frame, series, [], second / 60, second * 1_000_000));
        foreach (var minute in live.Open.Keys.Where(minute => minute < second / 60).ToList())
        {
            lock (live.Gate)
                live.Close(minute);
        }
    }

    /// <summary>Two rounds, so that every bot is looked at.</summary>
    public async Task LookAsync()
    {
        await Get<AlertEngine>().TickAsync(CancellationToken.None);
        await Get<AlertEngine>().TickAsync(CancellationToken.None);
    }

    /// <summary>Time goes on in steps; in each the bots send and the rules look.</summary>
    public async Task RunAsync(TimeSpan lasting, Action<DateTimeOffset> send, int stepSeconds = 5)
    {
        var end = Now + lasting;
        while (Now < end)
        {
            Clock.Advance(TimeSpan.FromSeconds(stepSeconds));
            send(Now);
            await LookAsync();
        }
    }

    public async Task<IReadOnlyList<Alert>> AlertsAsync(params AlertLifeState[] states) => (await Get<AlertQueries>().ListAsync(
        new AlertFilter(states.Length == 0 ? Enum.GetValues<AlertLifeState>() : states), AlertOrder.Newest, 0, 500, CancellationToken.None)).Alerts;

    /// <summary>What lies in the outbox, oldest first.</summary>
    public async Task<IReadOnlyList<OutboxRow>> MessagesAsync()
    {
        await using var context = await Get<IDbContextFactory<AppDbContext>>().CreateDbContextAsync();
        return await context.Outbox.AsNoTracking().OrderBy(row => row.Id).ToListAsync();
    }

    public async Task<IReadOnlyList<string>> HistoryAsync(int alert) =>
        [.. (await Get<AlertQueries>().HistoryAsync(alert, CancellationToken.None)).Select(line => line.What)];

    /// <summary>The server ends, however it does, and another one starts on the same folder.</summary>
    public async Task<AlertServer> RestartAsync()
    {
        await DisposeAsync();
        return await StartAsync(_folder, Clock);
    }

    /// <summary>An instance that was last seen before the server started.</summary>
    public void Know(BotId bot, DateTimeOffset lastSeen, string name = "default")
    {
        var entry = new InstanceEntry(new InstanceId(_instances.Count + 1), bot, name, lastSeen.ToUnixTimeMilliseconds() * 1_000);
        _instances[(bot, name)] = Get<LiveStore>().Of(entry);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private LiveInstance InstanceOf(BotId bot, string name)
    {
        if (!_instances.TryGetValue((bot, name), out var instance))
        {
            var entry = new InstanceEntry(
                new InstanceId(_instances.Count + 1), bot, name, Clock.GetUtcNow().ToUnixTimeMilliseconds() * 1_000);
            _instances[(bot, name)] = instance = Get<LiveStore>().Of(entry);
        }

        return instance;
    }

    private Series SeriesOf(SeriesKind kind, string name, params Label[] labels)
    {
        var key = $"{name}{string.Join(',', labels)}";
        if (!_series.TryGetValue(key, out var series))
            _series.Add(key, series = new Series(_series.Count + 1, kind, name, labels, ""));
        return series;
    }

    private static void Add(Histograms histograms, int series, double[] seconds)
    {
        var sketch = new Sketch();
        foreach (var one in seconds)
            sketch.Add(one);
        histograms.Series.Add((uint)series);
        histograms.Bins.Add((uint)sketch.Keys.Length);
        histograms.Sum.Add(sketch.Sum);
        histograms.Min.Add(sketch.Min);
        histograms.Max.Add(sketch.Max);
        for (var i = 0; i < sketch.Keys.Length; i++)
        {
            histograms.Key.Add((uint)(i == 0 ? sketch.Keys[0] : sketch.Keys[i] - sketch.Keys[i - 1]));
            histograms.Count.Add((ulong)sketch.Counts[i]);
        }
    }
}
