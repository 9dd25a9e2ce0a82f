using BotPerf.Shared.Protocol;
using BotPerf.Web.Ingest;
using BotPerf.Web.Live;
using BotPerf.Web.Rollups;
using BotPerf.Web.Scheduling;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace BotPerf.Bench;

/// <summary>The server's way from frame to row without its doors, to fill a folder before a server starts on it.</summary>
internal sealed class BenchStore : IAsyncDisposable
{
    private const int SealedAtOnce = 32;
    private const int WaitingAtMost = 2_000;

    private readonly TelemetryDatabase _database;
    private readonly TelemetryCatalog _catalog = new();
    private readonly LiveStore _live = new();
    private readonly TelemetryWriter _writer;
    private readonly List<FrameAppend> _waiting = [];

    private BenchStore(DataFolder folder)
    {
        _database = new TelemetryDatabase(folder);
        _writer = new TelemetryWriter(_database, NullLogger<TelemetryWriter>.Instance);
    }

    public static async Task<BenchStore> OpenAsync(DataFolder folder)
    {
        var store = new BenchStore(folder);
        await store._writer.StartAsync(CancellationToken.None);
        return store;
    }

    public void Append(Sender sender, Frame frame, byte[] payload)
    {
        var append = new FrameAppend(_catalog, _live, sender, frame.Seq, [new FramePart(frame, payload)], frame.EndUs);
        _waiting.Add(append);
        _writer.Enqueue(append);
        if (_waiting.Count >= WaitingAtMost)
            Wait().GetAwaiter().GetResult();
    }

    /// <summary>Seals every minute.</summary>
    public async Task SealAsync()
    {
        await Wait();
        var open = _live.Instances.SelectMany(instance => instance.Open.Keys.Select(minute => (instance, minute))).ToList();
        foreach (var some in open.Chunk(SealedAtOnce))
            await _writer.WriteAsync(new SealWork(some));
    }

    public Task MakeHoursAsync() => new HourMaker(
            new RollupReads(_database, NullLogger<RollupReads>.Instance), _writer, TimeProvider.System, NullLogger<HourMaker>.Instance)
        .MakeAsync(new JobProgress(), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _writer.StopAsync(CancellationToken.None);
        _writer.Dispose();
        SqliteConnection.ClearAllPools();
    }

    private async Task Wait()
    {
        await Task.WhenAll(_waiting.Select(append => append.Done));
        if (_waiting.Find(append => append.Refusal is not null) is { } refused)
            throw new InvalidOperationException(refused.Refusal!.Value.Message);
        _waiting.Clear();
    }
}
