using BotPerf.Client;
using BotPerf.Client.Recording;
using BotPerf.Client.Sending;
using BotPerf.Client.Sending.Spool;
using BotPerf.Shared.Protocol;
using BotPerf.Tests.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;

namespace BotPerf.Tests.Client;

public sealed class SpoolTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualClock _clock = new(TimeProvider.System.GetUtcNow());

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Monitor_EndsInAnOutage_TheNextOneSendsAllOnceWithItsOwnTimes()
    {
        await using var ingest = await LoopbackIngest.StartAsync();
        await ingest.CloseAsync();
        var before = Monitor(ingest);
        for (var i = 0; i < 50; i++)
            before.TrackCommandExecution($"command {i}", 5, success: false);
        await before.ShutdownAsync();
        Assert.Equal(new DeliveryCounts(50, 0, 0, 0, 50), before.Delivery.Executions);
        Assert.True(before.Delivery.SpooledBytes > 0);
        var ended = TimeProvider.System.GetUtcNow();

        await ingest.OpenAsync();
        await using (var after = Monitor(ingest))
        {
            after.TrackCommandExecution("later", 5);
            await Eventually.TrueAsync("all has arrived", () => ingest.Executions == 51 && after.Delivery.SpooledBytes == 0);
            Assert.Equal(1, after.Delivery.Executions.Recorded);
        }

        var replayed = ingest.Frames.Where(frame => frame.SelfContained).ToArray();
        Assert.All(replayed, frame => Assert.True(DateTimeOffset.UnixEpoch.AddMicroseconds(frame.EndUs) <= ended));
        Assert.Equal(50, replayed.Sum(frame => frame.Executions?.Series.Count ?? 0));
        Assert.Single(replayed.Select(frame => frame.Session).Distinct());
        Assert.NotEqual(ingest.Hellos.Last().Session, replayed[0].Session);
        Assert.Equal(0, ingest.Duplicates);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.frames"));
    }

    [Fact]
    public async Task Monitor_LongOutageAndReturn_SendsWhatItSpooledItselfAndCountsItOnce()
    {
        await using var ingest = await LoopbackIngest.StartAsync();
        await ingest.CloseAsync();
        await using var monitor = Monitor(ingest);
        monitor.TrackCommandExecution("help", 5);
        monitor.CutFrame();
        await Eventually.TrueAsync("the frame is on disk", () => monitor.Delivery.Executions.Spooled == 1);
        Assert.Equal(new DeliveryCounts(1, 0, 0, 0, 1), monitor.Delivery.Executions);

        await ingest.OpenAsync();
        await Eventually.TrueAsync("all is acknowledged", () => monitor.Delivery.Executions.Acknowledged == 1);

        Assert.Equal(new DeliveryCounts(1, 1, 0, 0, 0), monitor.Delivery.Executions);
        Assert.Equal(1, ingest.Executions);
    }

    [Fact]
    public async Task Monitor_StoredButUnansweredFrameSpooled_IsTakenOnce()
    {
        await using var ingest = await LoopbackIngest.StartAsync();
        ingest.LosesAnswer = frame => !frame.SelfContained && frame.Executions is not null;
        await using (var monitor = Monitor(ingest))
        {
            monitor.TrackCommandExecution("help", 5);
            await Eventually.TrueAsync("the execution arrives", () => ingest.Executions == 1);
            await Eventually.TrueAsync("it is spooled and acknowledged", () => monitor.Delivery.Executions.Acknowledged == 1);
        }

        Assert.Equal(1, ingest.Executions);
        Assert.True(ingest.Duplicates > 0);
    }

    [Fact]
    public async Task Monitor_FolderInUse_SaysSoAndGoesOnInMemory()
    {
        await using var ingest = await LoopbackIngest.StartAsync();
        await using var first = Monitor(ingest);
        await using var second = Monitor(ingest);

        Assert.Empty(first.Problems);
        Assert.Contains("Spool:Folder", Assert.Single(second.Problems), StringComparison.Ordinal);
        second.TrackCommandExecution("help", 5);
        await Eventually.TrueAsync("the execution arrives", () => ingest.Executions == 1);
    }

    [Fact]
    public void Records_TornAtAnyByte_GiveTheWholeOnesBefore()
    {
        using var file = new MemoryStream();
        var first = SpoolRecords.Write(file, Frame(1));
        SpoolRecords.Write(file, Frame(2));
        var bytes = file.ToArray();

        for (var length = first; length < bytes.Length; length++)
        {
            var (frames, torn) = SpoolRecords.Read(bytes.AsSpan(0, length));
            Assert.Equal((1UL, length - first), (Assert.Single(frames).Seq, torn));
        }

        bytes[first + 10] ^= 1;
        Assert.Equal(1UL, Assert.Single(SpoolRecords.Read(bytes).Frames).Seq);
        Assert.Empty(SpoolRecords.Read(new byte[1_000]).Frames);
    }

    [Fact]
    public void Folder_FilesAndLock_AreTheOwnersAlone()
    {
        using var folder = Open();
        folder.Append([Frame(1)]);
        Assert.Throws<IOException>(Open);

        if (OperatingSystem.IsWindows())
            return;
        foreach (var file in Directory.GetFiles(_folder.File("spool")))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public void Folder_BeyondItsBytes_GivesUpTheOldestButNotWhatIsBeingSent()
    {
        using var folder = Open(maxBytes: 3 << 20);
        for (ulong seq = 1; seq <= 60; seq++)
            folder.Append([Frame(seq, bytes: 100_000)]);

        var taken = folder.TakeOldest()!;
        var surplus = folder.Surplus();

        Assert.Equal(3, surplus.Count);
        Assert.All(surplus, one => Assert.Equal("spool_full", one.Reason));
        Assert.DoesNotContain(taken, surplus.Select(one => one.File));
        foreach (var (file, _) in surplus)
            folder.Delete(file);
        Assert.InRange(folder.Size.Bytes, 1, 3 << 20);
        Assert.Empty(folder.Surplus());
    }

    [Fact]
    public void Folder_OpenedAgain_GoesOnWhereItWas()
    {
        using (var folder = Open())
            folder.Append([Frame(1), Frame(2)]);
        using var again = Open();
        again.Append([Frame(3)]);

        var seqs = new List<ulong>();
        while (again.TakeOldest() is { } file)
        {
            seqs.AddRange(again.Read(file).Frames.Select(frame => frame.Seq));
            again.Delete(file);
        }

        Assert.Equal([1UL, 2, 3], seqs);
        Assert.Equal((0, 0L), again.Size);
    }

    [Fact]
    public void Worker_DiskFailsAndWorksAgain_KeepsTheFramesInMemoryUntilThen()
    {
        var losses = new LossLedger();
        var queue = new SendQueue(_clock, losses, 1 << 20, TimeSpan.FromHours(1));
        var recorder = new Recorder(_clock, 1);
        queue.Add(new PendingFrame(1, 0, 0, []) { Executions = 3 });
        var closed = Open();
        closed.Dispose();
        var hello = new HelloRequest { Instance = "test", Session = "session" };
        new SpoolWorker(closed, queue, recorder.Series, losses, hello, 1 << 20, _clock, NullLogger.Instance).SpoolAll();
        Assert.Equal((3, 0), (queue.State.Buffered.Executions, queue.State.Spooled.Executions));

        using var open = Open();
        new SpoolWorker(open, queue, recorder.Series, losses, hello, 1 << 20, _clock, NullLogger.Instance).SpoolAll();
        Assert.Equal((0, 3), (queue.State.Buffered.Executions, queue.State.Spooled.Executions));
    }

    private PerformanceMonitor Monitor(LoopbackIngest ingest) => ingest.Monitor(options => options.Spool.Folder = _folder.Path);

    private SpoolFolder Open() => Open(64 << 20);

    private SpoolFolder Open(long maxBytes) =>
        SpoolFolder.Open(_folder.File("spool"), maxBytes, TimeSpan.FromHours(24), _clock);

    private static Frame Frame(ulong seq, int bytes = 100) => new()
    {
        Instance = "test", Session = "session", Seq = seq, SelfContained = true, EndUs = 1,
        Lifecycle = { new LifecycleEvent { Event = new string('x', bytes) } },
    };
}
