using System.Collections.Concurrent;
using BotPerf.Web.Bots;
using BotPerf.Web.Storage;

namespace BotPerf.Web.HealthScores;

/// <summary>The newest score of every bot. A score is of the present, or it is not told: there is no stale green.</summary>
internal sealed class HealthBoard(HealthMeter meter, TimeProvider time)
{
    /// <summary>An older score is not believed any more: it is made every minute.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    private readonly ConcurrentDictionary<BotId, HealthScore> _scores = [];

    /// <summary>A bot was looked at, and could be scored. A handler must not take long.</summary>
    public event Action<BotId, HealthScore>? Scored;

    public HealthScore Of(Bot bot)
    {
        var now = time.GetUtcNow();
        if (meter.WhyNot(bot) is { } why)
            return HealthScore.Missing(now, why);

        return _scores.GetValueOrDefault(bot.Id) is { } score && (now - score.At).Duration() <= Longest
            ? score
            : HealthScore.Missing(now, "Its first score is being made.");
    }

    /// <summary>As it was made last, however old; null: never.</summary>
    public HealthScore? Last(BotId bot) => _scores.GetValueOrDefault(bot);

    /// <param name="bot">Which bot.</param>
    /// <param name="score">Null: it cannot be scored now, and begins anew when it can.</param>
    public void Set(BotId bot, HealthScore? score)
    {
        if (score is null)
        {
            _scores.TryRemove(bot, out _);
            return;
        }

        _scores[bot] = score;
        Scored?.Invoke(bot, score);
    }

    /// <summary>Only these bots are there still.</summary>
    public void Keep(IReadOnlySet<BotId> bots)
    {
        foreach (var bot in _scores.Keys)
        {
            if (!bots.Contains(bot))
                _scores.TryRemove(bot, out _);
        }
    }
}
