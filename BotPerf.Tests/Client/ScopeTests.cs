using BotPerf.Client;
using BotPerf.Client.Recording;
using BotPerf.Client.Scopes;
using BotPerf.Tests.Infrastructure;

namespace BotPerf.Tests.Client;

public sealed class ScopeTests
{
    private readonly ManualClock _clock = new();
    private readonly Recorder _recorder;
    private readonly CommandSeries _help;

    public ScopeTests()
    {
        _recorder = new Recorder(_clock, detailRate: 1);
        _help = _recorder.Command("help", "General", "slash")!;
    }

    [Fact]
    public void Dispose_AfterWork_RecordsDurationAndAcknowledgement()
    {
        using (var scope = Begin())
        {
            Pass(100);
            scope.Acknowledged();
            Pass(50);
            scope.Acknowledged();
        }

        var detail = Assert.Single(Gather().Details);
        Assert.Equal(TimeSpan.FromMilliseconds(150).Ticks, detail.Duration);
        Assert.Equal(TimeSpan.FromMilliseconds(100).Ticks, detail.Acknowledged);
        Assert.Equal(0.15, _help.Durations.Interval.Sum, 1e-9);
        Assert.Equal(0.1, _help.Acknowledgements!.Interval.Sum, 1e-9);
        Assert.Null(detail.Error);
    }

    [Fact]
    public void WaitingForUser_NestedAndLeftOpen_DoesNotCount()
    {
        using (var scope = Begin())
        {
            Pass(10);
            using (scope.WaitingForUser())
            {
                Pass(1_000);
                using (scope.WaitingForUser())
                    Pass(1_000);
                Pass(1_000);
            }

            Pass(10);
            scope.WaitingForUser();
            Pass(5_000);
        }

        Assert.Equal(TimeSpan.FromMilliseconds(20).Ticks, Assert.Single(Gather().Details).Duration);
    }

    [Fact]
    public void Fail_WithException_KeepsTypeMessageAndStack()
    {
        using (var scope = Begin())
        {
            try
            {
                throw new InvalidOperationException("no \ud800 luck\r");
            }
            catch (InvalidOperationException exception)
            {
                scope.Fail(exception);
            }
        }

        var error = Assert.Single(Gather().Details).Error!;
        Assert.Equal(("System.InvalidOperationException", "no \ufffd luck "), (error.Type, error.Message));
        Assert.Contains(nameof(Fail_WithException_KeepsTypeMessageAndStack), error.Stack);
        Assert.Equal(1, _help.Errors!.Interval);
    }

    [Fact]
    public void Dispose_TwiceAndUsedAfterwards_CountsOnceAndLeavesTheNextAlone()
    {
        var first = Begin();
        first.Dispose();
        var second = Begin(); // Uses the same state.
        Pass(10);
        first.Acknowledged();
        first.Fail();
        first.WaitingForUser();
        first.Dispose();
        Pass(10);
        second.Dispose();

        var details = Gather().Details;
        Assert.Equal([0, TimeSpan.FromMilliseconds(20).Ticks], details.Select(detail => detail.Duration));
        Assert.All(details, detail => Assert.True(detail is { Error: null, Acknowledged: -1 }));
    }

    [Fact]
    public void Dispose_OnManyThreadsAtOnce_CountsOnce()
    {
        for (var round = 0; round < 2_000; round++)
        {
            var scope = Begin();
            Parallel.For(0, 4, _ => scope.Dispose());
        }

        Gather();
        Assert.Equal(2_000, _help.Durations.Interval.Count);
    }

    [Fact]
    public async Task Dispose_OnAnotherThread_Records()
    {
        var scope = Begin();
        await Task.Run(scope.Dispose);

        Assert.Single(Gather().Details);
    }

    [Fact]
    public void Default_Scope_DoesNothing()
    {
        CommandScope scope = default;
        scope.Acknowledged();
        scope.Fail(new InvalidOperationException());
        scope.From("1");
        using (scope.WaitingForUser())
            scope.Dispose();
        default(TimedScope).Dispose();

        Assert.Empty(Gather().Details);
    }

    private CommandScope Begin() => new(OpenScope.ForCommand(_recorder, _help), idsAllowed: false);

    private void Pass(int milliseconds) => _clock.Advance(TimeSpan.FromMilliseconds(milliseconds));

    private RecordedInterval Gather()
    {
        var interval = new RecordedInterval(_recorder);
        interval.Gather();
        return interval;
    }
}
