using BotPerf.Web.Live;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>
/// In which hours a command ran, as the roll-ups tell: whoever looks for the last executions of one that is hardly ever
/// used passes over the rest.
/// </summary>
internal sealed class UsedHours(RollupReads rollups)
{
    /// <param name="instances">Whose.</param>
    /// <param name="series">The command's series by their ids.</param>
    /// <param name="fromMinute">Unix time.</param>
    /// <param name="toMinute">Exclusive.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public Hours Of(
        IReadOnlyList<LiveInstance> instances, IReadOnlySet<int> series, long fromMinute, long toMinute,
        CancellationToken cancellationToken)
    {
        var hours = new HashSet<long>();
        var found = new Dictionary<int, SeriesAggregate>();
        foreach (var instance in instances)
        {
            // What is open now is sealed or open afterwards: looked at in this order, it is not missed.
            lock (instance.Gate)
            {
                foreach (var open in instance.Open.Values.Where(open => series.Any(open.Aggregates.ContainsKey)))
                    hours.Add(open.Minute / Grains.HourMinutes);
            }

            rollups.Visit(instance.Entry.Id, fromMinute, toMinute, minute => minute / Grains.HourMinutes, (span, payload) =>
            {
                found.Clear();
                RollupCodec.Read(found, payload, span, series);
                for (var hour = 0; found.Count > 0 && hour < Math.Max(1, span.Minutes / Grains.HourMinutes); hour++)
                    hours.Add((span.Minute / Grains.HourMinutes) + hour);
            }, cancellationToken);
        }

        return new Hours([.. hours.Order()]);
    }

    internal sealed class Hours(long[] sorted)
    {
        /// <summary>The end of the last such hour that begins before a minute, or that minute when it lies within.</summary>
        public long Before(long minute)
        {
            var index = Array.BinarySearch(sorted, (minute - 1) / Grains.HourMinutes);
            if (index >= 0)
                return minute;

            index = ~index - 1;
            return index < 0 ? 0 : (sorted[index] + 1) * Grains.HourMinutes;
        }
    }
}
