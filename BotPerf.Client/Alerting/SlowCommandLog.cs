using Microsoft.Extensions.Logging;

namespace BotPerf.Client.Alerting;

/// <summary>Tells of slow commands, each at most once a minute and no more than a hundred of them. One thread's alone.</summary>
internal sealed class SlowCommandLog(ILogger logger)
{
    private const int Most = 100;
    private static readonly TimeSpan s_quiet = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, DateTimeOffset> _told = [];

    public void Take(IEnumerable<Observation> observations, DateTimeOffset at)
    {
        foreach (var slow in observations.Where(seen => seen is { Kind: ThresholdEvaluator.SlowCommand, IsBreach: true }))
        {
            if (_told.TryGetValue(slow.Target, out var told) && IsQuiet(told))
                continue;
            if (_told.Count >= Most && !Forget())
                return;
            _told[slow.Target] = at;
            logger.SlowCommand(slow.Target, slow.Value, slow.Threshold);
        }

        // The clock may have been set back.
        bool IsQuiet(DateTimeOffset told) => (at - told).Duration() < s_quiet;

        bool Forget()
        {
            foreach (var (name, told) in _told.ToArray())
            {
                if (!IsQuiet(told))
                    _told.Remove(name);
            }

            return _told.Count < Most;
        }
    }
}
