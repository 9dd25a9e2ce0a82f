using BotPerf.Client.Collecting;
using BotPerf.Client.Recording;
using BotPerf.Client.Sending;
using BotPerf.Client.Steering;
using BotPerf.Shared.Protocol;
using BotPerf.Tests.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;

namespace BotPerf.Tests.Client;

public sealed class RemoteSteeringTests
{
    [Fact]
    public void Configure_WhileTheBotEnds_ChangesNothing()
    {
        var clock = new ManualClock();
        var recorder = new Recorder(clock, detailRate: 1);
        var pace = new FlushPace();
        var steering = new RemoteSteering(recorder, pace, new CollectorWorker([], clock, NullLogger.Instance), 1, NullLogger.Instance);
        var switched = new List<bool>();
        steering.Switched = switched.Add;

        steering.End();
        steering.Configure(new RemoteSettings { Enabled = false, FlushIntervalMs = 60_000 });

        Assert.True(recorder.IsOn);
        Assert.Equal(FlushPace.Standard, pace.Interval);
        Assert.Empty(switched);
    }
}
