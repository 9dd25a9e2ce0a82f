using BotPerf.Web.Bots;
using BotPerf.Web.Live;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Rollups;

/// <summary>A bot as the overview shows it. Null where there is no evidence.</summary>
/// <param name="LastFrameAt">When the server last heard from any instance.</param>
/// <param name="InstancesLive">Instances whose frames are fresh, of <paramref name="Instances"/> seen in the last hour.</param>
/// <param name="CommandsPerMinute">Over the last full 60 seconds.</param>
/// <param name="ErrorRate">Fraction of the executions of the last five minutes, null without executions.</param>
/// <param name="P95Ms">Of the executions of the last five minutes.</param>
/// <param name="RssBytes">Sum over the live instances.</param>
/// <param name="Lost">Executions and samples the bot recorded and could not deliver, in the last hour.</param>
/// <param name="Sparkline">Commands per minute, the last 60 full minutes, oldest first; null where no frame came.</param>
/// <param name="LastDeploy">The last deploy event, if any is known.</param>
public sealed record BotSummary(
    BotId Id, string Name, Freshness Freshness, DateTimeOffset? LastFrameAt, int InstancesLive, int Instances,
    double? CommandsPerMinute, double? ErrorRate, double? P95Ms, double? RssBytes, long Lost,
    IReadOnlyList<long?> Sparkline, LifecycleMark? LastDeploy)
{
    /// <summary>Who switched the recording off, and when; null while it is on.</summary>
    public Switching? Off { get; init; }

    /// <summary>Instances that fell silent while others send; null when there are none.</summary>
    public SilentInstances? Silent { get; init; }

    /// <summary>Instances that go on sending executions although the recording is off.</summary>
    public IReadOnlyList<string> Deaf { get; init; } = [];

    /// <summary>Executions come although the recording is off: the bot does not hear the dashboard.</summary>
    public bool SendsThoughOff { get; init; }
}

/// <summary>
/// What a bot lacks whose other instances send. It does not make the whole bot late, and is never left out beside its green
/// light.
/// </summary>
/// <param name="Names">Longest silent first.</param>
/// <param name="Since">When the one that fell silent last sent its last frame.</param>
/// <param name="Missed">One of them had introduced itself, as a running bot does; a call by hand over HTTP does not.</param>
public sealed record SilentInstances(IReadOnlyList<string> Names, DateTimeOffset Since, bool Missed);

/// <summary>The bot's page at this moment.</summary>
public sealed record BotSnapshot(
    BotSummary Summary, IReadOnlyList<LiveGauge> Gauges, IReadOnlyList<InstanceRow> Instances,
    IReadOnlyList<LifecycleMark> Lifecycle);
