using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Reports.Making;
using BotPerf.Web.Rollups;

namespace BotPerf.Tests.Reports;

/// <summary>A report or a digest waits where a page would be told to come again.</summary>
public sealed class BusyReadsTests
{
    private readonly BusyReads _busy = ReportMaker.Busy;
    private readonly ManualClock _clock = new();
    private int _reads;
    private int _waits;

    [Fact]
    public async Task Run_BusyTwice_ReadsAThirdTime()
    {
        var reading = RunAsync(failing: 2);

        Assert.Equal(1, _waits);
        _clock.Advance(_busy.Wait);
        await Eventually.TrueAsync("it waits again", () => Volatile.Read(ref _waits) == 2);
        _clock.Advance(_busy.Wait);

        Assert.Equal(3, await reading);
    }

    [Fact]
    public async Task Run_BusyAllTheTime_GivesUp()
    {
        var reading = RunAsync(failing: int.MaxValue);

        for (var waits = 1; waits <= _busy.MostWaits; waits++)
        {
            await Eventually.TrueAsync("it waits", () => Volatile.Read(ref _waits) == waits);
            _clock.Advance(_busy.Wait);
        }

        await Assert.ThrowsAsync<ReadsBusyException>(() => reading);
        Assert.Equal(_busy.MostWaits + 1, _reads);
    }

    [Fact]
    public async Task Run_CancelledWhileItWaits_Ends()
    {
        using var end = new CancellationTokenSource();
        var reading = RunAsync(failing: 1, end.Token);

        await end.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    private Task<int> RunAsync(int failing, CancellationToken cancellationToken = default) => _busy.RunAsync(
        () => ++_reads <= failing ? throw new ReadsBusyException("a commit took seconds") : Task.FromResult(_reads),
        () => Interlocked.Increment(ref _waits), _clock, cancellationToken);
}
