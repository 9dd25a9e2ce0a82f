using BotPerf.Client.Sending;
using BotPerf.Tests.Infrastructure;
using FsCheck;
using FsCheck.Fluent;

namespace BotPerf.Tests.Client;

public sealed class FramePlanTests
{
    private static readonly DateTimeOffset s_noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(58_000, 59_004, 59_000, 1_000)]     // As usual: a little late.
    [InlineData(58_300, 59_000, 59_000, 700)]       // The first one, which begins within a second.
    [InlineData(59_000, 60_001, 60_000, 1_000)]     // Up to the full minute belongs to the minute before.
    [InlineData(57_000, 62_500, 62_000, 2_000)]       // Stalled over the minute's end: told for the last minute.
    [InlineData(59_000, 58_200, 58_000, 0)]       // The clock went back.
    public void Cut_Interval_LiesWithinOneMinute(int previous, int now, int end, int interval)
    {
        var cut = FramePlan.Cut(s_noon.AddMilliseconds(previous), s_noon.AddMilliseconds(now), final: false);

        Assert.Equal((s_noon.AddMilliseconds(end), TimeSpan.FromMilliseconds(interval)), cut);
    }

    [Fact]
    public void Cut_AnyTimesAndAnyOffsetOfSeconds_LiesWithinOneMinute() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(
        Gen.Choose(0, 200_000).ToArbitrary(), Gen.Choose(0, 90_000).ToArbitrary(), Gen.Choose(-4_000, 4_000).ToArbitrary(),
        (previousMs, laterMs, offsetSeconds) =>
        {
            var previous = s_noon.AddMilliseconds(previousMs);
            var final = laterMs % 2 == 0;
            var (end, interval) = FramePlan.Cut(previous, previous.AddMilliseconds(laterMs), final);
            // The last frame ends where it must; it lies within a second only where it begins with a full one.
            var shift = interval <= TimeSpan.FromSeconds(1) && (!final || previousMs % 1_000 == 0) ? TimeSpan.FromSeconds(offsetSeconds) : TimeSpan.Zero;

            Assert.Equal(Minute((end + shift).AddTicks(-1)), Minute(end + shift - interval));
        }));

    [Fact]
    public void IsDue_AnyInterval_FramesLieWithinOneMinuteAndAreNotLonger() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(
        Gen.Choose(500, 60_000).ToArbitrary(), Gen.Choose(0, 59_999).ToArbitrary(),
        (intervalMs, startMs) =>
        {
            var wished = TimeSpan.FromMilliseconds(intervalMs);
            var grain = FramePlan.Grain(wished);
            var previous = s_noon.AddMilliseconds(startMs);
            for (var now = previous; now < s_noon.AddMinutes(3); now += FramePlan.UntilNext(now, grain))
            {
                if (!FramePlan.IsDue(previous, now, wished))
                    continue;
                var (end, interval) = FramePlan.Cut(previous, now, final: false, grain);

                Assert.Equal(end - previous, interval);
                Assert.Equal(Minute(end.AddTicks(-1)), Minute(previous));
                Assert.True(interval > TimeSpan.Zero && interval < wished + grain);
                previous = end;
            }

            Assert.True(s_noon.AddMinutes(3) - previous <= wished + grain);
        }));

    [Fact]
    public void Cut_Final_EndsNow()
    {
        var (end, interval) = FramePlan.Cut(s_noon, s_noon.AddSeconds(0.4), final: true);

        Assert.Equal((s_noon.AddSeconds(0.4), TimeSpan.FromSeconds(0.4)), (end, interval));
    }

    [Theory]
    [InlineData(0.2, 0.1, 0)]
    [InlineData(-0.4, 0.0, 0)]
    [InlineData(7.8, 0.4, 8)]
    [InlineData(-3600.0, 0.2, -3600)]
    public void ClockOffset_Measured_IsWholeSecondsWithoutHalfTheRoundTrip(double aheadSeconds, double roundTrip, int expected)
    {
        var offset = FramePlan.ClockOffset(
            s_noon.AddSeconds(aheadSeconds + roundTrip / 2), asked: s_noon, TimeSpan.FromSeconds(roundTrip));

        Assert.Equal(TimeSpan.FromSeconds(expected), offset);
    }

    [Fact]
    public void WireClock_WallClockSet_FollowsIt()
    {
        var time = new SettableWall();
        var clock = new WireClock(time);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(time.GetUtcNow(), clock.Now().Wall);

        time.Slip = TimeSpan.FromMilliseconds(50);
        Assert.Equal(time.GetUtcNow() - time.Slip, clock.Now().Wall);

        time.Slip = TimeSpan.FromHours(2);
        Assert.Equal(time.GetUtcNow(), clock.Now().Wall);
    }

    private static long Minute(DateTimeOffset at) => at.UtcTicks / TimeSpan.TicksPerMinute;

    /// <summary>A wall clock that somebody sets while the monotonic clock goes on.</summary>
    private sealed class SettableWall : TimeProvider
    {
        private readonly ManualClock _clock = new();

        public TimeSpan Slip { get; set; }
        public override DateTimeOffset GetUtcNow() => _clock.GetUtcNow() + Slip;
        public override long GetTimestamp() => _clock.GetTimestamp();
        public override long TimestampFrequency => _clock.TimestampFrequency;
        public void Advance(TimeSpan by) => _clock.Advance(by);
    }
}
