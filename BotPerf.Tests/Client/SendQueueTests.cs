using BotPerf.Client.Recording;
using BotPerf.Client.Sending;
using BotPerf.Shared.Protocol;
using BotPerf.Tests.Infrastructure;
using FsCheck;
using FsCheck.Fluent;

namespace BotPerf.Tests.Client;

public sealed class SendQueueTests
{
    private readonly ManualClock _clock = new();
    private readonly LossLedger _losses = new();
    private readonly SendQueue _queue;

    public SendQueueTests() => _queue = new SendQueue(_clock, _losses, maxBytes: 10_000, TimeSpan.FromHours(1));

    [Fact]
    public void Add_Full_DropsTheOldestAndCountsIt()
    {
        for (ulong seq = 1; seq <= 12; seq++)
            _queue.Add(Frame(seq, executions: 10, bytes: 1_000));

        Assert.Equal(6UL, _queue.SendAfter(0)!.Seq);
        Assert.Equal((50, 5), (Lost("executions", "queue_full"), Lost("frames", "queue_full")));
        Assert.InRange(_queue.State.Bytes, 1, 10_000);
    }

    [Fact]
    public void Add_OldFrames_DropsThemAndCountsThem()
    {
        _queue.Add(Frame(1, executions: 10, bytes: 100));
        _clock.Advance(TimeSpan.FromMinutes(61));
        _queue.Add(Frame(2, executions: 1, bytes: 100));

        Assert.Equal(2UL, _queue.SendAfter(0)!.Seq);
        Assert.Equal(10, Lost("executions", "too_old"));
    }

    [Fact]
    public void Add_FullWithFramesUnderWay_KeepsThoseTheServerMayHave()
    {
        _queue.Add(Frame(1, executions: 10, bytes: 5_000));
        _queue.SendAfter(0);
        _queue.Add(Frame(2, executions: 10, bytes: 4_000));
        _queue.Add(Frame(3, executions: 10, bytes: 4_000));

        Assert.Equal([1UL, 3], Waiting());
        _queue.Acknowledge(1);
        Assert.Equal(10, _queue.State.Acknowledged.Executions);
    }

    [Fact]
    public void Drop_FrameWithLosses_GivesThemToTheNext()
    {
        _losses.Lose("samples", "queue_full", 7);
        _queue.Add(Frame(1, executions: 10, bytes: 100) with { Losses = _losses.Take(), Lifecycle = [new LifecycleEvent()] });

        _queue.Drop(1, "refused");

        var next = _losses.Take();
        Assert.Contains(new LossCount("samples", "queue_full", 7), next);
        Assert.Contains(new LossCount("executions", "refused", 10), next);
        Assert.Contains(new LossCount("events", "refused", 1), next);
        Assert.Equal(7, Lost("samples", "queue_full"));
        Assert.Empty(_losses.Take());
    }

    [Fact]
    public void Queue_AnyStory_NeverLosesCount() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(
        Gen.Choose(0, 5).ListOf().ToArbitrary(), story =>
        {
            var losses = new LossLedger();
            var queue = new SendQueue(_clock, losses, maxBytes: 5_000, TimeSpan.FromHours(1));
            ulong added = 0, sent = 0;
            foreach (var step in story)
            {
                switch (step)
                {
                    case 0 or 1 or 2: queue.Add(Frame(++added, executions: 3, bytes: 900)); break;
                    case 3: sent = queue.SendAfter(sent)?.Seq ?? sent; break;
                    case 4: queue.Acknowledge(sent); break;
                    default: queue.Drop(sent, "refused"); break;
                }
            }

            var state = queue.State;
            Assert.Equal((long)added * 3, state.Buffered.Executions + state.Acknowledged.Executions + state.Dropped.Executions);
            Assert.Equal(state.Dropped.Executions, losses.Totals().Where(loss => loss.What == "executions").Sum(loss => loss.Count));
        }));

    [Fact]
    public async Task Changed_FrameAdded_Completes()
    {
        var changed = _queue.Changed;
        Assert.False(changed.IsCompleted);

        _queue.Add(Frame(1, executions: 1, bytes: 1));
        await changed.WaitAsync(Eventually.Patience);
    }

    private IEnumerable<ulong> Waiting()
    {
        for (var frame = _queue.SendAfter(0); frame is not null; frame = _queue.SendAfter(frame.Seq))
            yield return frame.Seq;
    }

    private long Lost(string what, string reason) =>
        _losses.Totals().SingleOrDefault(loss => loss.What == what && loss.Reason == reason).Count;

    private static PendingFrame Frame(ulong seq, long executions, int bytes) =>
        new(seq, 0, 0, new byte[bytes]) { Executions = executions };
}
