using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;

namespace BotPerf.Web.HealthScores;

/// <summary>The scores of the running ten minutes, until they are written: of each the average. Not safe for threads.</summary>
internal sealed class HealthSlots
{
    /// <summary>One row of the history.</summary>
    public const int Minutes = 10;

    private const double Tenths = 10;

    private readonly Dictionary<BotId, Sum> _sums = [];

    /// <summary>The running slot's first minute, Unix time.</summary>
    public long Minute { get; private set; }

    /// <summary>Whether a moment lies in another slot than the scores so far.</summary>
    public bool IsOver(DateTimeOffset now) => Of(now) != Minute;

    public void Add(BotId bot, HealthScore score)
    {
        if (score.Score is null)
            return;
        if (!_sums.TryGetValue(bot, out var sum))
            _sums.Add(bot, sum = new Sum());
        sum.Add(score);
    }

    /// <summary>The rows of the slot; another begins.</summary>
    public IReadOnlyList<HealthScoreRow> Take(DateTimeOffset now)
    {
        List<HealthScoreRow> rows = [.. _sums.Select(one => one.Value.Row(one.Key, Minute))];
        _sums.Clear();
        Minute = Of(now);
        return rows;
    }

    /// <summary>The row of one score alone.</summary>
    public static HealthScoreRow Row(BotId bot, long minute, HealthScore score)
    {
        var sum = new Sum();
        sum.Add(score);
        return sum.Row(bot, minute);
    }

    private static long Of(DateTimeOffset at) => at.ToUnixTimeSeconds() / 60 / Minutes * Minutes;

    private sealed class Sum
    {
        private readonly double[] _sums = new double[1 + HealthComponents.All.Count];
        private readonly int[] _counts = new int[1 + HealthComponents.All.Count];

        public void Add(HealthScore score)
        {
            Add(0, score.Score);
            foreach (var part in score.Parts)
                Add(1 + (int)part.Component, part.Score);
        }

        public HealthScoreRow Row(BotId bot, long minute) => new()
        {
            BotId = bot.Value,
            Minute = minute,
            Overall = Average(0)!.Value,
            Cpu = Average(1 + (int)HealthComponent.Cpu),
            Memory = Average(1 + (int)HealthComponent.Memory),
            Network = Average(1 + (int)HealthComponent.Network),
            Discord = Average(1 + (int)HealthComponent.Discord),
            Commands = Average(1 + (int)HealthComponent.Commands),
        };

        private void Add(int place, double? score)
        {
            if (score is not { } known)
                return;
            _sums[place] += known;
            _counts[place]++;
        }

        private int? Average(int place) => _counts[place] == 0 ? null : (int)Math.Round(_sums[place] / _counts[place] * Tenths);
    }
}
