using BotPerf.Shared.Protocol;
using BotPerf.Web.Bots;
using BotPerf.Web.Live;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Api.Prometheus;

/// <summary>
/// Gathers what Prometheus gets. Counters and histograms are totals since the server began (after a restart they begin
/// anew, which Prometheus takes for what it is). Gauges are those of instances that speak: a stale value is left out.
/// </summary>
internal sealed class PrometheusExport(BotRegistry bots, LiveStore live, TelemetryCatalog catalog, TimeProvider time)
{
    private const string AlertsActive = "alerts_active";
    private const string Severity = "severity";
    private static readonly TimeSpan KeptAsDown = TimeSpan.FromHours(1);
    private static readonly string[] s_severities = ["info", "warning", "high", "critical"];

    /// <param name="only">One bot; null for all.</param>
    public IReadOnlyList<Family> Families(BotId? only = null)
    {
        var now = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        var gathered = new Gathering();
        foreach (var bot in bots.All.Where(bot => only is null || bot.Id == only))
        {
            var instances = live.Bot(bot.Id)?.Instances ?? [];
            var alerts = new Dictionary<string, double>();
            foreach (var instance in instances)
                Gather(gathered, alerts, new Origin(bot.Name, instances.Count > 1 ? instance.Entry.Name : null), instance, now);
            if (alerts.Count == 0)
                continue;

            // Of the whole bot, and a zero for what is not there: an alarm on it then sees it end.
            foreach (var severity in s_severities.Union(alerts.Keys))
            {
                gathered.Add(PrometheusNames.AlertsActive, "Alerts that are open now.", new Origin(bot.Name, null),
                    alerts.GetValueOrDefault(severity), new Label(Severity, severity));
            }
        }

        return gathered.Families();
    }

    private void Gather(Gathering gathered, Dictionary<string, double> alerts, Origin origin, LiveInstance instance, long nowUs)
    {
        var reading = InstanceReading.Of(instance, nowUs);
        Dictionary<int, SeriesAggregate> totals;
        lock (instance.Gate)
            totals = instance.Totals.With(instance.Open.Values);
        foreach (var (id, total) in totals)
        {
            var series = catalog.SeriesById(id);
            if (total.Sketch is not { IsEmpty: true })
                gathered.Add(series, origin, total.Sum, total.Sketch);
        }

        if (reading.IsPresent || nowUs - reading.LastFrameUs < KeptAsDown.TotalMicroseconds)
            gathered.Add(PrometheusNames.Up, "1 while the instance sends, 0 for an hour after it fell silent.", origin, reading.IsPresent ? 1 : 0);
        if (!reading.IsPresent)
            return;

        if (reading.Messages60 is { } messages)
            gathered.Add(PrometheusNames.MessageRate, "Messages processed in the last 60 seconds.", origin, messages);
        foreach (var latest in reading.Latest)
        {
            if (latest.Series.Name != AlertsActive)
                gathered.Add(latest.Series, origin, latest.Value, null);
            else if (latest.Series[Severity] is { Length: > 0 } severity)
                alerts[severity] = alerts.GetValueOrDefault(severity) + latest.Value;
        }
    }
}

/// <param name="Instance">Null: the bot has only one.</param>
internal readonly record struct Origin(string Bot, string? Instance)
{
    public List<Label> Labels(IReadOnlyList<Label> own)
    {
        var labels = new List<Label>(own.Count + 2) { new("bot", Bot) };
        if (Instance is not null)
            labels.Add(new Label("instance", Instance));
        foreach (var (name, value) in own)
            labels.Add(new Label(PrometheusNames.Label(name), value));
        return labels;
    }
}

/// <summary>Sorts samples into families, one kind to a name.</summary>
internal sealed class Gathering
{
    private readonly Dictionary<(string Stored, SeriesKind Kind), (Series First, List<Sample> Samples)> _bySeries = [];
    private readonly SortedDictionary<string, (string Help, List<Sample> Samples)> _own = new(StringComparer.Ordinal);

    public void Add(Series series, Origin origin, double value, Shared.Sketches.Sketch? sketch)
    {
        if (!_bySeries.TryGetValue((series.Name, series.Kind), out var found))
            _bySeries.Add((series.Name, series.Kind), found = (series, []));
        found.Samples.Add(new Sample(origin.Labels(series.Labels), value, sketch));
    }

    /// <summary>A gauge that the server makes itself.</summary>
    public void Add(string name, string help, Origin origin, double value, params IReadOnlyList<Label> labels)
    {
        if (!_own.TryGetValue(name, out var found))
            _own.Add(name, found = (help, []));
        found.Samples.Add(new Sample(origin.Labels(labels), value));
    }

    public IReadOnlyList<Family> Families()
    {
        var taken = _own.Keys.SelectMany(name => Claims(name, SeriesKind.Gauge)).ToHashSet();
        var families = new SortedDictionary<string, Family>(StringComparer.Ordinal);
        foreach (var (name, (help, samples)) in _own)
            families.Add(name, new Family(name, SeriesKind.Gauge, help, [], samples));

        foreach (var ((stored, kind), (first, samples)) in _bySeries.OrderBy(entry => entry.Key.Stored, StringComparer.Ordinal).ThenBy(entry => entry.Key.Kind))
        {
            // Bots choose names: two that would become one, or one that is of two kinds, must not break the format.
            var name = PrometheusNames.Family(stored, kind);
            while (Claims(name, kind).Any(taken.Contains))
                name += "_";
            taken.UnionWith(Claims(name, kind));
            families.Add(name, new Family(name, kind, PrometheusNames.Help(stored), Boundaries.For(stored, first.Unit), samples));
        }

        return [.. families.Values];
    }

    /// <summary>Every name that a family's lines have, in either format.</summary>
    private static string[] Claims(string name, SeriesKind kind) => kind switch
    {
        SeriesKind.Counter => [name, $"{name}_total"],
        SeriesKind.Histogram => [name, $"{name}_bucket", $"{name}_sum", $"{name}_count"],
        _ => [name],
    };
}
