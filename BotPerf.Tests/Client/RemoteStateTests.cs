using BotPerf.Client.Steering;
using BotPerf.Shared.Protocol;

namespace BotPerf.Tests.Client;

public sealed class RemoteStateTests
{
    [Theory]
    [InlineData(499, null)]
    [InlineData(500, 500)]
    [InlineData(60_000, 60_000)]
    [InlineData(60_001, null)]
    [InlineData(int.MinValue, null)]
    public void Read_FlushInterval_IsLeftOutBeyondItsRange(int given, int? kept)
    {
        var (state, refused) = RemoteState.Read(new RemoteSettings { FlushIntervalMs = given, Enabled = false });

        Assert.Equal(kept, (int?)state.FlushInterval?.TotalMilliseconds);
        Assert.Equal(kept is null ? 1 : 0, refused.Count);
        Assert.False(state.Enabled);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void Read_RateBeyondItsRange_IsLeftOutAndTold(double rate)
    {
        var (state, refused) = RemoteState.Read(new RemoteSettings { DetailSamplingRate = rate });

        Assert.Null(state.DetailRate);
        Assert.Contains("from 0 to 1", Assert.Single(refused), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_UnknownCollector_IsToldAndTheOthersHold()
    {
        var (state, refused) = RemoteState.Read(new RemoteSettings
        {
            Collectors = new Dictionary<string, bool> { ["network"] = false, ["<b>\n"] = true },
        });

        Assert.Equal(new Dictionary<string, bool> { ["network"] = false }, state.Collectors);
        Assert.Equal("there is no collector \"<b> \"", Assert.Single(refused));
    }

    [Fact]
    public void ChangesSince_WhatDiffers_IsNamedOnceAndNothingElse()
    {
        var (before, _) = RemoteState.Read(new RemoteSettings { DetailSamplingRate = 0.5 });
        var (after, _) = RemoteState.Read(new RemoteSettings
        {
            Enabled = false, FlushIntervalMs = 2_500, DetailSamplingRate = 0.5,
            Collectors = new Dictionary<string, bool> { ["network"] = false },
        });

        Assert.Equal(["monitoring is switched off", "a frame every 2.5 s", "collector network off"], after.ChangesSince(before));
        Assert.Empty(after.ChangesSince(after));
        Assert.Equal(
            ["monitoring is switched on", "frames at the usual pace", "details at the bot's own rate", "collector network as the bot sets it"],
            RemoteState.None.ChangesSince(after));
    }
}
