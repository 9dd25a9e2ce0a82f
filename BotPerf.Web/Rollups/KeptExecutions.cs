using BotPerf.Shared.Metrics;
using BotPerf.Web.Live;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>The last executions of a command that are kept when the others are let go.</summary>
internal sealed class KeptExecutions(TelemetryCatalog catalog, RollupReads rollups, ILogger<KeptExecutions> log)
{
    /// <summary>The series of a command by their ids: one for each module and kind it came with.</summary>
    public IReadOnlySet<int> SeriesOf(BotId bot, string command) => catalog.SeriesOf(bot, MetricNames.CommandDuration)
        .Where(series => series[LabelNames.Command] == command).Select(series => series.Id).ToHashSet();

    /// <summary>Shows those of a range.</summary>
    public void Show(
        NewestExecutions newest, IReadOnlyList<LiveInstance> instances, IReadOnlySet<int> series, long fromMinute, long toMinute)
    {
        var names = instances.ToDictionary(instance => instance.Entry.Id, instance => instance.Entry.Name);
        foreach (var id in series)
        {
            if (rollups.LastExecutions(id) is not { } payload)
                continue;

            try
            {
                var (places, columns) = LastExecutions.Read(payload);
                for (var i = 0; i < columns.Count; i++)
                {
                    var place = places[i];
                    if (place.Minute >= fromMinute && place.Minute < toMinute && names.TryGetValue(place.Instance, out var name))
                        newest.ShowKept(place, name, columns, i);
                }
            }
            catch (InvalidDataException error)
            {
                RollupsLog.LastExecutionsUnreadable(log, id, error);
            }
        }
    }
}
