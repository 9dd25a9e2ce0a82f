using BotPerf.Shared.Metrics;
using BotPerf.Web.Live;

namespace BotPerf.Web.Digests.Continuous;

/// <summary>The newest values of a bot's gauges, of the instances that are there. Pure.</summary>
internal sealed class LiveGauges
{
    private readonly ILookup<string, LatestValue> _latest;

    public LiveGauges(IEnumerable<InstanceReading> readings)
    {
        var present = readings.Where(reading => reading.IsPresent).ToList();
        _latest = present.SelectMany(reading => reading.Latest).ToLookup(value => value.Series.Name);
        Instances = [.. present.Select(reading => new InstanceGauges(reading.Name, reading.Latest))];
    }

    public IReadOnlyList<InstanceGauges> Instances { get; }

    public bool IsEmpty => _latest.Count == 0;

    /// <summary>
    /// The instance whose machine is nearest to one of its limits. What is told of a machine is all of this one: figures
    /// of several would describe a machine that does not exist.
    /// </summary>
    public InstanceGauges? Busiest => Instances.MaxBy(instance => instance.MachineLoad);

    public IEnumerable<LatestValue> Of(string metric) => _latest[metric];

    /// <summary>Of all instances together; null: not sent.</summary>
    public double? Sum(string metric) => _latest[metric].Any() ? _latest[metric].Sum(value => value.Value) : null;

    /// <summary>Of the instance that has most; null: not sent.</summary>
    public double? Most(string metric) => _latest[metric].Select(value => (double?)value.Value).Max();
}

/// <summary>The same of one instance and its machine.</summary>
internal sealed class InstanceGauges(string name, IReadOnlyList<LatestValue> latest)
{
    public string Name => name;

    public double? MemoryUsed => Of(MetricNames.SystemMemoryTotal) - Of(MetricNames.SystemMemoryAvailable);

    public double? MemoryShare => MemoryUsed / Of(MetricNames.SystemMemoryTotal);

    /// <summary>How much of what it may use the process does.</summary>
    public double? LimitShare => Of(MetricNames.RssBytes) / Of(MetricNames.MemoryLimit);

    /// <summary>The fullest of its disks.</summary>
    public DiskGauge? Disk => latest.Where(value => value.Series.Name == MetricNames.DiskUsed)
        .Join(
            latest.Where(value => value.Series.Name == MetricNames.DiskTotal && value.Value > 0),
            used => used.Series[LabelNames.Mount], total => total.Series[LabelNames.Mount],
            (used, total) => new DiskGauge(used.Series[LabelNames.Mount], used.Value, total.Value))
        .MaxBy(disk => disk.Share);

    public double MachineLoad => new[] { MemoryShare, Of(MetricNames.SystemCpu) / 100, Disk?.Share }.Max() ?? 0;

    /// <summary>Null: not sent.</summary>
    public double? Of(string metric) => latest.Where(value => value.Series.Name == metric).Select(value => (double?)value.Value).Max();
}

internal sealed record DiskGauge(string Mount, double Used, double Total)
{
    public double Share => Used / Total;
}
