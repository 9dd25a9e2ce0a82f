using BotPerf.Shared.Protocol;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Live;

/// <summary>
/// Counters and histograms of one instance since the server began: what scrapers that want running totals read. Minutes are
/// added when they are sealed, so a frame costs nothing more on its way in.
/// </summary>
internal sealed class LifetimeTotals
{
    private readonly Dictionary<int, SeriesAggregate> _sealed = [];

    public void Add(OpenMinute minute) => AddTo(_sealed, minute);

    /// <summary>A copy with the open minutes added. The caller holds the instance's gate.</summary>
    public Dictionary<int, SeriesAggregate> With(IEnumerable<OpenMinute> open)
    {
        var totals = new Dictionary<int, SeriesAggregate>(_sealed.Count);
        foreach (var (id, aggregate) in _sealed)
            Merge(totals, id, aggregate);
        foreach (var minute in open)
            AddTo(totals, minute);
        return totals;
    }

    private static void AddTo(Dictionary<int, SeriesAggregate> totals, OpenMinute minute)
    {
        foreach (var (id, aggregate) in minute.Aggregates)
        {
            if (aggregate.Kind != SeriesKind.Gauge)
                Merge(totals, id, aggregate);
        }
    }

    private static void Merge(Dictionary<int, SeriesAggregate> totals, int id, SeriesAggregate aggregate)
    {
        if (!totals.TryGetValue(id, out var total))
            totals.Add(id, total = SeriesAggregate.Create(aggregate.Kind));
        total.Merge(aggregate);
    }
}
