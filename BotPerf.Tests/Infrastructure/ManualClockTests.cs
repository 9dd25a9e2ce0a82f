namespace BotPerf.Tests.Infrastructure;

public sealed class ManualClockTests
{
    [Fact]
    public async Task Advance_PeriodicTimer_FiresInOrderAtItsTimes()
    {
        var clock = new ManualClock();
        var start = clock.GetUtcNow();
        var fired = new List<TimeSpan>();
        await using var timer = clock.CreateTimer(
            _ => fired.Add(clock.GetUtcNow() - start), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));

        clock.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(5)], fired);
        Assert.Equal(TimeSpan.FromSeconds(6), clock.GetUtcNow() - start);
    }

    [Fact]
    public async Task Advance_DelayOnTheClock_EndsOnlyWhenItsTimeHasCome()
    {
        var clock = new ManualClock();
        var delay = Task.Delay(TimeSpan.FromMinutes(1), clock);

        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.False(delay.IsCompleted);

        clock.Advance(TimeSpan.FromSeconds(1));
        await delay.WaitAsync(Eventually.Patience);
    }
}
