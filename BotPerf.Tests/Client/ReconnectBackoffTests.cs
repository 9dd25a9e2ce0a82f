using BotPerf.Client.Sending;

namespace BotPerf.Tests.Client;

public sealed class ReconnectBackoffTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(5, 16)]
    [InlineData(6, 30)]
    [InlineData(1_000_000, 30)]
    public void Delay_AfterFailures_DoublesUpToThirtySeconds(int failures, int ceilingSeconds)
    {
        var backoff = new ReconnectBackoff(failures);

        Assert.Equal(TimeSpan.FromSeconds(ceilingSeconds), backoff.Delay(chance: 1));
        Assert.Equal(TimeSpan.FromSeconds(ceilingSeconds) * 0.25, backoff.Delay(chance: 0.25));
        Assert.Equal(TimeSpan.Zero, backoff.Delay(chance: 0));
    }

    [Fact]
    public void Delay_KeyRefused_IsAtLeastThirtySeconds()
    {
        Assert.Equal(TimeSpan.FromSeconds(30), new ReconnectBackoff(1).Delay(chance: 0, refused: true));
        Assert.Equal(TimeSpan.FromSeconds(60), new ReconnectBackoff(9).Delay(chance: 1, refused: true));
    }

    [Fact]
    public void AfterSuccess_ManyFailures_BeginsAnew()
    {
        var backoff = new ReconnectBackoff(0).AfterFailure().AfterFailure().AfterFailure();

        Assert.Equal(3, backoff.Failures);
        Assert.Equal(0, backoff.AfterSuccess().Failures);
    }
}
