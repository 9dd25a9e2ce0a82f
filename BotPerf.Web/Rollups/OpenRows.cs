using BotPerf.Web.Live;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>Copies of what open minutes hold so far.</summary>
internal static class OpenRows
{
    /// <summary>The series that are wanted, minute by minute. With the instance's gate held.</summary>
    public static IReadOnlyList<(long Minute, Dictionary<int, SeriesAggregate> Series)> Of(
        LiveInstance instance, long fromMinute, long toMinute, IReadOnlySet<int> wanted)
    {
        var rows = new List<(long, Dictionary<int, SeriesAggregate>)>();
        foreach (var open in instance.Open.Values)
        {
            if (open.Minute < fromMinute || open.Minute >= toMinute)
                continue;

            var copy = new Dictionary<int, SeriesAggregate>();
            AddTo(copy, open.Aggregates.Where(entry => wanted.Contains(entry.Key)));
            rows.Add((open.Minute, copy));
        }

        return rows;
    }

    public static void AddTo(Dictionary<int, SeriesAggregate> sum, IEnumerable<KeyValuePair<int, SeriesAggregate>> more)
    {
        foreach (var (id, aggregate) in more)
        {
            if (!sum.TryGetValue(id, out var known))
                sum.Add(id, known = SeriesAggregate.Create(aggregate.Kind));
            known.Merge(aggregate);
        }
    }
}
