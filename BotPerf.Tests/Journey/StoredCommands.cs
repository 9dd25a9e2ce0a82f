using BotPerf.Shared.Metrics;
using BotPerf.Shared.Protocol;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Tests.Journey;

/// <summary>
/// The executions of commands that lie in the data folder of a server that has ended: in sealed minutes and, not yet
/// sealed, in the journal.
/// </summary>
/// <param name="Counted">In the sketches, which counts and percentiles come from.</param>
/// <param name="InDetail">As single records.</param>
internal sealed record StoredCommands(long Counted, long InDetail)
{
    public static StoredCommands Read(string dataFolder)
    {
        var database = new TelemetryDatabase(new DataFolder(dataFolder));
        var catalog = new TelemetryCatalog();
        using var connection = database.OpenReader();
        catalog.Load(connection);

        var reads = new TelemetryReads(database);
        var (counted, inDetail) = (0L, 0L);
        foreach (var instance in catalog.Instances())
        {
            reads.Minutes(
                instance.Id, 0, uint.MaxValue, (minute, row) => counted += CountedIn(minute, row, catalog), CancellationToken.None);
            inDetail += reads.Segments(instance.Id, 0, uint.MaxValue).Sum(segment => segment.Count);
        }

        foreach (var row in TelemetryReads.Journal(connection))
        {
            var frame = Frame.Parser.ParseFrom(row.Payload);
            counted += CountedIn(frame, catalog.SessionById(row.Session!.Value).Series);
            inDetail += frame.Executions?.Series.Count ?? 0;
        }

        return new StoredCommands(counted, inDetail);
    }

    private static long CountedIn(long minute, ReadOnlySpan<byte> row, TelemetryCatalog catalog)
    {
        var aggregates = new Dictionary<int, SeriesAggregate>();
        RollupCodec.MergeInto(aggregates, row, new RollupSpan(Grain.Minute, minute));
        return aggregates
            .Where(entry => catalog.SeriesById(entry.Key).Name == MetricNames.CommandDuration)
            .Sum(entry => entry.Value.Sketch!.Count);
    }

    private static long CountedIn(Frame frame, List<Series> series)
    {
        var (counted, bin) = (0L, 0);
        for (var i = 0; i < (frame.Histograms?.Series.Count ?? 0); i++)
        {
            var end = bin + (int)frame.Histograms!.Bins[i];
            var number = (int)frame.Histograms.Series[i];
            var name = frame.SelfContained ? frame.Series[number].Name : series[number].Name;
            var isCommand = name == MetricNames.CommandDuration;
            for (; bin < end; bin++)
                counted += isCommand ? (long)frame.Histograms.Count[bin] : 0;
        }

        return counted;
    }
}
