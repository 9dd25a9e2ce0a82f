using BotPerf.Shared.Protocol;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Bots;
using BotPerf.Web.Ingest;
using BotPerf.Web.Ingest.Otlp;
using BotPerf.Web.Live;
using BotPerf.Web.Rollups;
using BotPerf.Web.Scheduling;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace BotPerf.Tests.Ingest;

/// <summary>
/// The server's core without its doors: the real writer on a real file, the journal's replay, the live store, the
/// queries. Opened again on the same folder it is the server after a restart.
/// </summary>
internal sealed class IngestCore : IAsyncDisposable
{
    public static readonly BotId Bot = new(7);

    private IngestCore(string folder, ManualClock clock)
    {
        Clock = clock;
        var database = new TelemetryDatabase(new DataFolder(folder));
        Reads = new TelemetryReads(database);
        Database = database;
        Writer = new TelemetryWriter(database, NullLogger<TelemetryWriter>.Instance);
        var options = Options.Create(new IngestOptions { MaxFramesPerSecond = 1_000_000, MaxBytesPerSecond = 1_000_000_000 });
        Watch = new StorageWatch(
            [new ReadinessCheck("telemetry.db", _ => Task.FromResult(Writer.IsHealthy))],
            new DiskSpace(new DataFolder(folder), Options.Create(StorageSettings)), new DataFolder(folder), clock, NullLogger<StorageWatch>.Instance);
        Pipeline = new IngestPipeline(Catalog, Writer, Live, new KeyLimits(options, clock), Watch, options, clock);
        Otlp = new OtlpIngest(Pipeline, Catalog, Live, options, clock);
        Heavy = new HeavyReads(clock);
        Rollups = new RollupReads(database, NullLogger<RollupReads>.Instance);
        Hours = new HourMaker(Rollups, Writer, clock, NullLogger<HourMaker>.Instance);
        Commands = new CommandQueries(Catalog, new RangeReads(Catalog, Rollups, Live, clock));
        History = new HistoryQueries(Catalog, new StepReads(Rollups, Live), Live, Heavy, clock);
        var details = Details = new DetailReads(Reads, NullLogger<DetailReads>.Instance);
        Executions = new ExecutionQueries(
            Catalog, details, new KeptExecutions(Catalog, Rollups, NullLogger<KeptExecutions>.Instance), new UsedHours(Rollups), Live);
        Errors = new ErrorQueries(Catalog, details, Live);
    }

    public ManualClock Clock { get; }
    public TelemetryDatabase Database { get; }
    public TelemetryCatalog Catalog { get; } = new();
    public LiveStore Live { get; } = new();
    public TelemetryReads Reads { get; }
    public RollupReads Rollups { get; }
    public HourMaker Hours { get; }
    public TelemetryWriter Writer { get; }
    public StorageOptions StorageSettings { get; } = new() { ReserveBytes = 0 };
    public StorageWatch Watch { get; }
    public IngestPipeline Pipeline { get; }
    public OtlpIngest Otlp { get; }
    public CommandQueries Commands { get; }
    public HeavyReads Heavy { get; }
    public DetailReads Details { get; }
    public HistoryQueries History { get; }
    public ExecutionQueries Executions { get; }
    public ErrorQueries Errors { get; }

    public long NowUs => (Clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
    public long NowMinute => Clock.GetUtcNow().ToUnixTimeSeconds() / 60;

    public static Task<IngestCore> OpenAsync(TempFolder folder, ManualClock clock) => OpenAsync(folder.Path, clock);

    /// <summary>On the data folder of a server that does not run.</summary>
    public static async Task<IngestCore> OpenAsync(string folder, ManualClock clock)
    {
        var core = new IngestCore(folder, clock);
        var replay = new JournalReplay(
            core.Database, core.Catalog, core.Reads, core.Live, clock, NullLogger<JournalReplay>.Instance);
        await replay.StartAsync(CancellationToken.None);
        await core.Writer.StartAsync(CancellationToken.None);
        return core;
    }

    public static Sender Sender(string instance = "one", string? session = "s") => new(Bot, KeyId: 1, instance, session, Info: null);

    public async Task<IngestOutcome> TryPushAsync(Frame frame, string instance = "one", string? session = "s") =>
        await Pipeline.PushFrameAsync(Sender(instance, session), frame.ToByteArray());

    public async Task<PushAck> PushAsync(Frame frame, string instance = "one", string? session = "s") =>
        Assert.IsType<IngestOutcome.Answered>(await TryPushAsync(frame, instance, session)).Ack;

    public async Task<string> RefusedAsync(Frame frame, string instance = "one", string? session = "s") =>
        Assert.IsType<IngestOutcome.Refused>(await TryPushAsync(frame, instance, session)).Message;

    public LiveInstance Instance(string name = "one") => Live.Bot(Bot)!.Instances.Single(one => one.Entry.Name == name);

    /// <summary>Seals whatever is open, of every instance or of those that <paramref name="which"/> takes.</summary>
    public async Task SealAsync(Func<LiveInstance, long, bool>? which = null)
    {
        var due = new List<(LiveInstance, long)>();
        foreach (var instance in Live.Instances)
        {
            lock (instance.Gate)
                due.AddRange(instance.Open.Keys.Where(minute => which?.Invoke(instance, minute) ?? true).Select(minute => (instance, minute)));
        }

        if (due.Count > 0)
            await Writer.WriteAsync(new SealWork(due));
    }

    /// <summary>Makes the hours and days that are over.</summary>
    public Task MakeHoursAsync() => Hours.MakeAsync(new JobProgress(), CancellationToken.None);

    /// <summary>Lets go of what a rule no longer keeps.</summary>
    public Task<JobResult> LetGoAsync(KeepRule rule) =>
        new Retention(Catalog, Rollups, Hours, Writer, Clock, NullLogger<Retention>.Instance)
            .LetGoAsync(_ => rule, new JobProgress(), CancellationToken.None);

    /// <summary>Every series of an instance over all time, sealed and open together, by name and labels.</summary>
    public IReadOnlyDictionary<string, SeriesAggregate> Totals(string instance = "one") =>
        StoredSeries.Of(Instance(instance), Reads, Catalog);

    public long ExecutionsInDetail(string instance = "one") =>
        Reads.Segments(Instance(instance).Entry.Id, 0, uint.MaxValue).Sum(segment => (long)segment.Count)
        + Instance(instance).Open.Values.Sum(open => (long)open.Executions.Count);

    public async ValueTask DisposeAsync()
    {
        await Writer.StopAsync(CancellationToken.None);
        Writer.Dispose();
        Heavy.Dispose();
    }
}
