using System.Runtime.Versioning;
using BotPerf.Shared.Metrics;
using BotPerf.Shared.Protocol;
using BotPerf.Tests.Alerts;
using BotPerf.Tests.Infrastructure;
using BotPerf.Tests.Ingest;
using BotPerf.Web.Alerts;
using BotPerf.Web.Bots;
using BotPerf.Web.Ingest;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;
using BotPerf.Web.Targets;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;

namespace BotPerf.Tests.Targets;

/// <summary>Targets over real frames and real minutes, on a clock the test holds.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class TargetWorkerTests : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly ManualClock _clock = new();
    private readonly FrameMaker _maker = new();
    private IngestCore _core = null!;
    private AlertServer _server = null!;
    private TargetWorker _worker = null!;
    private Target _target = null!;
    private BotId _bot;

    public async Task InitializeAsync()
    {
        var folder = new DataFolder(_temp.File("data"));
        folder.Create();
        _core = await IngestCore.OpenAsync(folder.Path, _clock);
        _server = await AlertServer.StartAsync(folder, _clock, _core);
        _bot = await _server.AddBotAsync("Aurora");
        _target = await _server.Get<TargetBook>().AddAsync(
            new TargetDraft("Promise", null, null, TargetKind.Success, null, 0.99, 7), "ada", CancellationToken.None);
        _worker = new TargetWorker(
            _server.Get<TargetBook>(), Memory, new TargetReads(_core.Catalog, _server.Get<StepReads>()), _server.Get<BotRegistry>(), _core.Heavy,
            _clock, NullLogger<TargetWorker>.Instance);
    }

    private TargetMemory Memory => _server.Get<TargetMemory>();

    private ErrorBudget? Budget => Memory.Budget(_bot, _target);

    public async Task DisposeAsync()
    {
        _worker.Dispose();
        await _server.DisposeAsync();
        await _core.DisposeAsync();
    }

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Tick_BeforeAndAfterTheTurnOfHours_CountsEachExecutionOnce()
    {
        var sent = 0;
        for (var minute = 0; minute < 600; minute += 5)
        {
            await PushAsync(10, 1);
            sent += 10;
            if (minute > 200)
            {
                await _worker.TickAsync(CancellationToken.None);
                Assert.Equal((sent, sent / 10), (Budget!.All, Budget.Bad));
            }

            _clock.Advance(TimeSpan.FromMinutes(5));
        }
    }

    [Fact]
    public async Task Tick_OfFramesThatComeLate_CountsThemWithinAMinuteOrWithTheHour()
    {
        await PushAsync(100, 0);
        await _worker.TickAsync(CancellationToken.None);
        _clock.Advance(TimeSpan.FromMinutes(12));
        await _worker.TickAsync(CancellationToken.None);
        await PushAsync(50, 50, minutesAgo: 9);
        await PushAsync(10, 10, minutesAgo: 200);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await _worker.TickAsync(CancellationToken.None);
        var soon = Budget!.All;
        _clock.Advance(TimeSpan.FromHours(1));
        await _worker.TickAsync(CancellationToken.None);

        Assert.Equal(150, soon);
        Assert.Equal((160, 60), (Budget!.All, Budget.Bad));
    }

    [Fact]
    public async Task Budget_ThatWasNotReadForMinutes_IsNotTold()
    {
        await PushAsync(100, 0);
        await _worker.TickAsync(CancellationToken.None);
        Assert.NotNull(Budget);

        _clock.Advance(TimeSpan.FromMinutes(7));

        Assert.Null(Budget);
        Assert.Null(Memory.Burn(_bot, _target, BurnWindow.Fast.LongMinutes));
    }

    [Fact]
    public async Task Tick_AfterTheClockWasSetBack_ReadsAnew()
    {
        await PushAsync(100, 5);
        _clock.Advance(TimeSpan.FromDays(1));
        await _worker.TickAsync(CancellationToken.None);
        _clock.SetBack(TimeSpan.FromDays(1));
        var between = Budget;
        await _worker.TickAsync(CancellationToken.None);

        Assert.Null(between);
        Assert.Equal((100, 5), (Budget!.All, Budget.Bad));
        Assert.Equal(5, Budget.BurnHour);
    }

    [Fact]
    public async Task Totals_CountKeptBrokenAndThoseWithoutRoom()
    {
        await PushAsync(100, 5);
        await _server.Get<TargetBook>().AddAsync(new TargetDraft("Easy", null, null, TargetKind.Success, null, 0.9, 7), "ada", CancellationToken.None);
        await _worker.TickAsync(CancellationToken.None);

        Assert.Equal(new TargetTotals(2, 1, 0), Memory.Totals);
        Assert.Equal(1, Memory.Totals.Kept);
    }

    [Fact]
    public async Task Target_OfABotThatIsDeleted_GoesWithIt()
    {
        var book = _server.Get<TargetBook>();
        await book.AddAsync(new TargetDraft("Its own", _bot.Value, null, TargetKind.Success, null, 0.9, 7), "ada", CancellationToken.None);
        await _server.Get<BotRegistry>().DeleteAsync(_bot, "ada", CancellationToken.None);

        Assert.Equal(["Promise"], book.All.Select(target => target.Name));
        await book.LoadAsync(CancellationToken.None);
        Assert.Equal(["Promise"], book.All.Select(target => target.Name));
    }

    [Fact]
    public async Task Alert_OfATargetThatIsReadAnewOrRenamed_StaysOrEnds()
    {
        await PushAsync(100, 80);
        await _worker.TickAsync(CancellationToken.None);
        await LookAsync();
        var open = await BurningAsync();
        var draft = new TargetDraft(_target.Name, null, null, TargetKind.Success, null, 0.98, 7);
        await _server.Get<TargetBook>().ChangeAsync(_target.Id, draft, "ada", CancellationToken.None);
        await LookAsync();
        var whileRead = await BurningAsync();
        await _server.Get<TargetBook>().ChangeAsync(_target.Id, draft with { Name = "Another" }, "ada", CancellationToken.None);
        await LookAsync();

        Assert.Equal((3, 3, 0), (open, whileRead, await BurningAsync()));
    }

    // The bot sends nothing meanwhile, which is an alert of another rule.
    private async Task<int> BurningAsync() =>
        (await _server.AlertsAsync(AlertLifeState.Open)).Count(alert => alert.Target[BurnSignals.TargetLabel] is not null);

    private Task LookAsync() => _server.RunAsync(TimeSpan.FromSeconds(10), _ => { });

    private async Task PushAsync(int executions, int errors, int minutesAgo = 0)
    {
        var end = _clock.GetUtcNow().AddMinutes(-minutesAgo);
        var frame = _maker.Commands((end - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond, "play", [.. Enumerable.Repeat(0.1, executions)]);
        if (errors > 0)
            _maker.Count(frame, MetricNames.CommandErrors, errors, LabelNames.Command, "play");
        await _core.Pipeline.PushFrameAsync(new Sender(_bot, KeyId: 1, "one", "s", Info: null), frame.ToByteArray());
    }
}
