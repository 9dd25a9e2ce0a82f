using BotPerf.Shared.Protocol;

namespace BotPerf.Web.Storage.Telemetry;

/// <summary>The series of one bot, by name and labels and by metric. Guarded by the catalog that holds it.</summary>
internal sealed class BotSeries
{
    // So many metrics may go on in a series of their own for what is beyond the limit.
    private const int OtherReserve = 1_000;

    private readonly Dictionary<(string, string), Series> _byName = [];
    private readonly Dictionary<string, List<Series>> _byMetric = [];

    public bool HasRoomForOther => _byName.Count < WireLimits.MaxSeriesPerInstance + OtherReserve;

    public IReadOnlyList<Series> All => [.. _byName.Values];

    public Series? Find(string name, string labels) => _byName.GetValueOrDefault((name, labels));

    public IReadOnlyList<Series> OfMetric(string metric) =>
        _byMetric.TryGetValue(metric, out var list) ? [.. list] : [];

    public bool HasRoom(string metric) =>
        _byName.Count < WireLimits.MaxSeriesPerInstance
        && (!_byMetric.TryGetValue(metric, out var list) || list.Count < WireLimits.MaxSeriesPerMetric);

    public SeriesKind? KindOf(string metric) =>
        _byMetric.TryGetValue(metric, out var list) && list.Count > 0 ? list[0].Kind : null;

    public void Add(Series series, string labels)
    {
        _byName[(series.Name, labels)] = series;
        if (!_byMetric.TryGetValue(series.Name, out var list))
            _byMetric.Add(series.Name, list = []);
        list.Add(series);
    }

    public void Remove(Series series, string labels)
    {
        _byName.Remove((series.Name, labels));
        _byMetric[series.Name].Remove(series);
    }
}
