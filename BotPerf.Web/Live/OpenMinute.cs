using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Live;

/// <summary>A minute of one instance that still lies in the journal: what its row and its segment will hold.</summary>
internal sealed class OpenMinute(long minute)
{
    private const long ExecutionBytes = 12;

    private readonly Dictionary<int, SeriesAggregate> _aggregates = [];
    private readonly List<SeriesMinute> _series = [];

    public long Minute => minute;
    public IReadOnlyDictionary<int, SeriesAggregate> Aggregates => _aggregates;

    /// <summary>The same, each with its series.</summary>
    public IReadOnlyList<SeriesMinute> Series => _series;

    public ExecutionColumns Executions { get; } = new();

    /// <summary>The sessions whose frames are in here; their sets of taken frames are saved with the minute.</summary>
    public HashSet<SessionEntry> Sessions { get; } = [];

    /// <summary>About what its row and its segment will take before they are compressed.</summary>
    public long Bytes => _aggregates.Values.Sum(SeriesBytes) + (Executions.Count * ExecutionBytes);

    public SeriesAggregate Of(Series series)
    {
        if (!_aggregates.TryGetValue(series.Id, out var aggregate))
        {
            _aggregates.Add(series.Id, aggregate = SeriesAggregate.Create(series.Kind));
            aggregate.Saw(minute);
            _series.Add(new SeriesMinute(series, aggregate));
        }

        return aggregate;
    }

    private static long SeriesBytes(SeriesAggregate series) => 32 + (2L * (series.Sketch?.Keys.Length ?? 0));
}
