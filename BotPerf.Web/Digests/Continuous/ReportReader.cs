using BotPerf.Shared.Metrics;
using BotPerf.Web.Bots;
using BotPerf.Web.HealthScores;
using BotPerf.Web.Live;
using BotPerf.Web.Rollups;

namespace BotPerf.Web.Digests.Continuous;

/// <summary>Asks for the figures of the moment that a channel is told of.</summary>
internal sealed class ReportReader(LiveStore live, CommandQueries commands, HealthQueries health, TimeProvider time)
{
    /// <summary>A bot that is silent is told of by its health alone: no old figure passes for the present.</summary>
    public async Task<IReadOnlyList<ReportEvent>> OfAsync(Bot bot, IEnumerable<ReportKind> kinds, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var nowUs = (now - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        var gauges = new LiveGauges([.. (live.Bot(bot.Id)?.Instances ?? []).Select(one => InstanceReading.Of(one, nowUs, bot.Settings.FlushInterval))]);
        var events = new List<ReportEvent>();
        foreach (var kind in kinds)
        {
            if (kind == ReportKind.Health)
                events.Add(ReportBuilder.Health(health.Of(bot)));
            else if (gauges.IsEmpty)
                continue;
            else if (kind == ReportKind.Commands)
                events.Add(await CommandsAsync(bot, gauges, now, cancellationToken));
            else
                events.Add(kind == ReportKind.System ? ReportBuilder.System(bot.Name, gauges, now)
                    : kind == ReportKind.Network ? ReportBuilder.Network(bot.Name, gauges, now)
                    : ReportBuilder.Memory(bot.Name, gauges, now));
        }

        return events;
    }

    private async Task<ReportEvent> CommandsAsync(Bot bot, LiveGauges gauges, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var table = await commands.TableAsync(bot.Id, null, now - ReportKind.Commands.Every, now, cancellationToken);
        return ReportBuilder.Commands(bot.Name, table.Rows, gauges.Most(MetricNames.CommandsRegistered), now);
    }
}
