using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Ingest;
using Microsoft.Extensions.Options;

namespace BotPerf.Tests.Ingest;

public sealed class KeyLimitsTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void Charge_BeyondTheBurst_WaitsUntilItIsRefilled()
    {
        var limits = Limits(framesPerSecond: 2);
        for (var i = 0; i < 20; i++)
            Assert.Equal(TimeSpan.Zero, limits.Charge(1, 10));

        var wait = limits.Charge(1, 10);
        Assert.Equal(TimeSpan.FromSeconds(0.5), wait);
        Assert.Equal(TimeSpan.Zero, limits.Charge(2, 10));

        _clock.Advance(wait);
        Assert.Equal(TimeSpan.Zero, limits.Charge(1, 10));
        Assert.NotEqual(TimeSpan.Zero, limits.Charge(1, 10));
    }

    [Fact]
    public void Charge_LongQuiet_AllowsNoMoreThanOneBurst()
    {
        var limits = Limits(framesPerSecond: 1);
        limits.Charge(1, 1);
        _clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(10, Enumerable.Range(0, 50).Count(_ => limits.Charge(1, 1) == TimeSpan.Zero));
    }

    [Fact]
    public void Charge_BytesBeyondTheBurst_WaitForTheBytes()
    {
        var limits = Limits(framesPerSecond: 1_000, bytesPerSecond: 10_000);
        Assert.Equal(TimeSpan.Zero, limits.Charge(1, 95_000));

        Assert.Equal(TimeSpan.FromSeconds(0.5), limits.Charge(1, 10_000));
    }

    [Fact]
    public void Charge_FrameLargerThanTheBurst_ComesInWhenNothingIsOwed()
    {
        var limits = Limits(framesPerSecond: 1_000, bytesPerSecond: 1_024);
        Assert.Equal(TimeSpan.Zero, limits.Charge(1, 200_000));

        _clock.Advance(limits.Charge(1, 200_000));
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(TimeSpan.Zero, limits.Charge(1, 200_000));
    }

    private KeyLimits Limits(int framesPerSecond, int bytesPerSecond = 1_000_000) => new(
        Options.Create(new IngestOptions { MaxFramesPerSecond = framesPerSecond, MaxBytesPerSecond = bytesPerSecond }), _clock);
}
