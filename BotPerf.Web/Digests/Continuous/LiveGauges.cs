using BotPerf.Web.Live;

namespace BotPerf.Web.Digests.Continuous;

/// <summary>The newest values of a bot's gauges, of the instances that are there. Pure.</summary>
internal sealed class LiveGauges(IReadOnlyList<InstanceReading> readings)
{
    private readonly ILookup<string, LatestValue> _latest = readings.Where(reading => reading.IsPresent)
        .SelectMany(reading => reading.Latest).ToLookup(value => value.Series.Name);

    public bool IsEmpty => _latest.Count == 0;

    public IEnumerable<LatestValue> Of(string metric) => _latest[metric];

    /// <summary>Of all instances together; null: not sent.</summary>
    public double? Sum(string metric) => _latest[metric].Any() ? _latest[metric].Sum(value => value.Value) : null;

    /// <summary>Of the instance that has most; null: not sent.</summary>
    public double? Most(string metric) => _latest[metric].Select(value => (double?)value.Value).Max();
}
