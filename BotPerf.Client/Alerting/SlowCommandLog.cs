using Microsoft.Extensions.Logging;

namespace BotPerf.Client.Alerting;

/// <summary>Tells of slow commands, each at most once a minute. One thread's alone.</summary>
internal sealed class SlowCommandLog(ILogger logger)
{
    private const int MostRemembered = 500;
    private static readonly TimeSpan s_quiet = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, DateTimeOffset> _told = [];

    public void Take(IEnumerable<Observation> observations, DateTimeOffset at)
    {
        foreach (var slow in observations.Where(seen => seen is { Kind: ThresholdEvaluator.SlowCommand, IsBreach: true }))
        {
            if (_told.TryGetValue(slow.Target, out var told) && at - told < s_quiet)
                continue;
            if (_told.Count >= MostRemembered)
                _told.Clear();
            _told[slow.Target] = at;
            logger.SlowCommand(slow.Target, slow.Value, slow.Threshold);
        }
    }
}
