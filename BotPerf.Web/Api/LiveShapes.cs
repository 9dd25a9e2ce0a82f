namespace BotPerf.Web.Api;

/// <summary>A bot at this second, as the live hub sends it. Null where there is no evidence.</summary>
/// <param name="At">When it was looked at.</param>
/// <param name="Name">What the bot is called.</param>
/// <param name="Status">waiting, live, late, offline or stopped.</param>
/// <param name="LastSeen">When the server last heard from any instance.</param>
/// <param name="Instances">How many instances were heard in the last hour.</param>
/// <param name="InstancesLive">How many of them are live now.</param>
/// <param name="CommandsPerMinute">Over the last full 60 seconds.</param>
/// <param name="ErrorRate">Fraction of the executions of the last five minutes, 0 to 1.</param>
/// <param name="P95Ms">Of the executions of the last five minutes, milliseconds.</param>
/// <param name="RssBytes">Resident memory, all instances that are there together.</param>
/// <param name="Lost">Executions and samples that the bot recorded and could not deliver, in the last hour.</param>
/// <param name="OpenAlerts">How many of its alerts are not over: open or acknowledged.</param>
/// <param name="Health">How well it is.</param>
internal sealed record LiveSummary(
    DateTimeOffset At, string Name, string Status, DateTimeOffset? LastSeen, int Instances, int InstancesLive,
    double? CommandsPerMinute, double? ErrorRate, double? P95Ms, double? RssBytes, long Lost,
    int OpenAlerts, HealthShape Health);
