using BotPerf.Shared.Metrics;
using BotPerf.Web.Bots;
using BotPerf.Web.HealthScores;
using BotPerf.Web.Live;
using BotPerf.Web.Rollups;

namespace BotPerf.Web.Digests.Continuous;

/// <summary>What one look at a bot has brought.</summary>
/// <param name="Missed">Measurements that were due and could not be made.</param>
internal sealed record ReportMeasurements(IReadOnlyList<ReportEvent> Events, int Missed);

/// <summary>Asks for the figures of the moment that a channel is told of.</summary>
internal sealed class ChannelReportReader(
    LiveStore live, CommandQueries commands, MetricReads metrics, HealthQueries health, TimeProvider time, ILogger<ChannelReportReader> log)
{
    private static readonly string[] s_machineCounters =
        [MetricNames.DiskRead, MetricNames.DiskWritten, MetricNames.NetworkReceived, MetricNames.NetworkSent];

    private static readonly string[] s_collections = [MetricNames.GcCollections, MetricNames.GcPause];

    /// <summary>A bot that is silent is told of by its health alone: no old figure passes for the present.</summary>
    /// <param name="bot">Which bot.</param>
    /// <param name="kinds">What is due.</param>
    /// <param name="beat">When it was due.</param>
    /// <param name="since">Up to when its commands were told; null: they were not.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<ReportMeasurements> OfAsync(Bot bot, IEnumerable<ReportKind> kinds, DateTimeOffset beat, DateTimeOffset? since, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var nowUs = (now - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        var gauges = new LiveGauges((live.Bot(bot.Id)?.Instances ?? []).Select(one => InstanceReading.Of(one, nowUs, bot.Settings.FlushInterval)));
        var (events, missed) = (new List<ReportEvent>(), 0);
        foreach (var kind in kinds.Where(kind => kind == ReportKind.Health || !gauges.IsEmpty))
        {
            try
            {
                events.Add(kind == ReportKind.Commands
                    ? await CommandsAsync(bot, gauges, ReportKind.Whole(beat, bot.Settings.FlushInterval, kind.Every, since), now, cancellationToken)
                    : await OfAsync(kind, bot, gauges, beat, now, cancellationToken));
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                // What cannot be measured now must not keep what can, nor the other bots.
                log.ReportNotMade(bot.Id, error);
                missed++;
            }
        }

        return new ReportMeasurements(events, missed);
    }

    private async Task<ReportEvent> OfAsync(
        ReportKind kind, Bot bot, LiveGauges gauges, DateTimeOffset beat, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (kind == ReportKind.Health)
            return ReportBuilder.Health(health.Of(bot));
        if (kind == ReportKind.Network)
            return ReportBuilder.Network(bot.Name, gauges, now);
        return kind == ReportKind.System
            ? ReportBuilder.System(bot.Name, gauges, await RatesAsync(bot, gauges.Busiest?.Name, s_machineCounters, beat, cancellationToken), now)
            : ReportBuilder.Memory(bot.Name, gauges, await RatesAsync(bot, null, s_collections, beat, cancellationToken), now);
    }

    private async Task<ReportEvent> CommandsAsync(
        Bot bot, LiveGauges gauges, (DateTimeOffset From, DateTimeOffset To) range, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var table = await commands.TableAsync(bot.Id, null, range.From, range.To, cancellationToken);
        return ReportBuilder.Commands(bot.Name, table.Rows, gauges.Most(MetricNames.CommandsRegistered), now);
    }

    /// <summary>What was counted in the minute before, each second; what nobody counted is missing.</summary>
    private async Task<IReadOnlyDictionary<string, double>> RatesAsync(
        Bot bot, string? instance, IReadOnlyList<string> counters, DateTimeOffset beat, CancellationToken cancellationToken)
    {
        var (from, to) = ReportKind.Whole(beat, bot.Settings.FlushInterval, TimeSpan.FromMinutes(1));
        var figures = await metrics.OfAsync(bot.Id, instance, counters, StepRange.Of(from, to, 1), cancellationToken);
        return counters.Where(counter => figures.Has(counter))
            .ToDictionary(counter => counter, counter => figures.Of(counter).Sum(line => line.Total.Sum) / (to - from).TotalSeconds);
    }
}
