using BotPerf.Web.Bots;
using BotPerf.Web.Live;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Api.Prometheus;

/// <summary>
/// Gathers what Prometheus gets. Counters and histograms are totals since the server began (after a restart they begin
/// anew, which Prometheus takes for what it is). Gauges are those of instances that speak: a stale value is left out. An
/// instance that is history on the pages too, silent for an hour or forgotten, is left out altogether.
/// </summary>
internal sealed class PrometheusExport(
    BotRegistry bots, LiveStore live, ForgottenInstances forgotten, TelemetryCatalog catalog, TimeProvider time)
{
    private const string AlertsActive = "alerts_active";
    private const string Severity = "severity";
    private static readonly string[] s_severities = ["info", "warning", "high", "critical"];

    /// <param name="only">One bot; null for all.</param>
    public IReadOnlyList<Family> Families(BotId? only = null)
    {
        var now = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        var gathered = new Gathering();
        foreach (var bot in bots.All.Where(bot => only is null || bot.Id == only))
        {
            // Those that are left out count here: no series changes its labels because another instance falls silent.
            var instances = live.Bot(bot.Id)?.Instances ?? [];
            var alerts = new Dictionary<string, double>();
            foreach (var instance in instances)
            {
                var reading = InstanceReading.Of(instance, now, bot.Settings.FlushInterval);
                if (!reading.IsHistory(now) && !forgotten.Contains(instance.Entry.Id, reading.LastFrameUs))
                    Gather(gathered, alerts, new Origin(bot.Name, instances.Count > 1 ? instance.Entry.Name : null), reading);
            }

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

    private void Gather(Gathering gathered, Dictionary<string, double> alerts, Origin origin, InstanceReading reading)
    {
        var instance = reading.Instance;
        Dictionary<int, SeriesAggregate> totals;
        lock (instance.Gate)
            totals = instance.Totals.With(instance.Open.Values);
        foreach (var (id, total) in totals)
        {
            var series = catalog.SeriesById(id);
            if (total.Sketch is not { IsEmpty: true })
                gathered.Add(series, origin, total.Sum, total.Sketch);
        }

        gathered.Add(PrometheusNames.Up, "1 while the instance sends, 0 for an hour after it fell silent.", origin, reading.IsPresent ? 1 : 0);
        if (!reading.IsPresent)
            return;

        if (reading.Messages60 is { } messages)
            gathered.Add(PrometheusNames.MessageRate, "Messages processed in the last 60 seconds.", origin, messages);
        foreach (var latest in reading.Latest)
        {
            if (latest.Series.Name != AlertsActive)
                gathered.Add(latest.Series, origin, latest.Value, atUs: latest.AtUs);
            else if (latest.Series[Severity] is { Length: > 0 } severity)
                alerts[severity] = alerts.GetValueOrDefault(severity) + latest.Value;
        }
    }
}
