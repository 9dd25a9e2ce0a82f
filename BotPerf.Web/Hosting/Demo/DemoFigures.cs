using System.Globalization;
using BotPerf.Shared.Metrics;

namespace BotPerf.Web.Hosting.Demo;

/// <summary>One figure of a simulated process or its machine.</summary>
/// <param name="IsCounter">The value is an increase; else it is what a gauge stands at.</param>
/// <param name="Label">Name and value; null: it has none.</param>
internal readonly record struct DemoFigure(string Metric, string Unit, double Value, bool IsCounter = false, (string Name, string Value)? Label = null);

/// <summary>Where a simulated process stands in time.</summary>
/// <param name="Uptime">Of the process.</param>
/// <param name="Span">Over which counters count.</param>
/// <param name="Growth">The bot's size, as a part of what it is now.</param>
internal readonly record struct DemoMoment(DateTimeOffset At, TimeSpan Uptime, TimeSpan Span, double Growth);

/// <summary>
/// What the SDK's collectors would measure of a simulated bot: process, runtime, machine, network, counts. Always the same
/// series in the same order. Pure.
/// </summary>
internal static class DemoFigures
{
    private const double Mebibyte = 1024 * 1024;
    private const double Gibibyte = 1024 * Mebibyte;
    private const double DiskGibibytes = 80;
    private const string Cache = "responses";
    private static readonly string[] s_targets = ["discord.com", "cdn.discordapp.com"];
    private static readonly DateTimeOffset s_diskWasNew = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static IEnumerable<DemoFigure> Of(DemoBot bot, DemoPlan plan, DemoGauges gauges, DemoMoment moment) =>
    [
        .. Process(gauges, moment), .. Runtime(bot, plan, gauges, moment), .. Machine(plan, gauges, moment),
        .. Network(plan, gauges), .. Counts(bot, plan, gauges, moment),
    ];

    private static IEnumerable<DemoFigure> Process(DemoGauges gauges, DemoMoment moment) =>
    [
        new(MetricNames.CpuPercent, "percent", gauges.CpuPercent),
        new(MetricNames.RssBytes, "B", gauges.RssBytes),
        new(MetricNames.HeapBytes, "B", gauges.HeapBytes),
        new(MetricNames.VirtualBytes, "B", gauges.RssBytes * 9),
        new(MetricNames.SharedBytes, "B", gauges.RssBytes * 0.16),
        new(MetricNames.Threads, "", 24 + gauges.PoolActive),
        new(MetricNames.OpenFiles, "", 60 + 3 * gauges.PoolActive),
        new(MetricNames.Uptime, "s", moment.Uptime.TotalSeconds),
        new(MetricNames.EventLoopLag, "s", gauges.LagSeconds),
    ];

    private static IEnumerable<DemoFigure> Runtime(DemoBot bot, DemoPlan plan, DemoGauges gauges, DemoMoment moment)
    {
        var collections = moment.Span.TotalSeconds * gauges.CpuPercent / 60;
        return
        [
            new(MetricNames.MemoryLimit, "B", Math.Ceiling(bot.MemoryMebibytes / 256) * 512 * Mebibyte),
            new(MetricNames.PoolThreads, "", 6 + Math.Round(gauges.PoolActive / 2.0)),
            new(MetricNames.PoolQueue, "", Math.Floor(gauges.LagSeconds * 100)),
            Collected(0, 1),
            Collected(1, 0.2),
            Collected(2, 0.02),
            new(MetricNames.GcPause, "s", collections * plan.Around(0.0021, 0.3), IsCounter: true),
            new(MetricNames.LockContentions, "", plan.Events(collections * 0.6), IsCounter: true),
            new(MetricNames.Exceptions, "", plan.Events(collections * 0.15), IsCounter: true),
        ];

        DemoFigure Collected(int generation, double share) => new(
            MetricNames.GcCollections, "", plan.Events(collections * share), IsCounter: true,
            (LabelNames.Generation, generation.ToString(CultureInfo.InvariantCulture)));
    }

    private static IEnumerable<DemoFigure> Machine(DemoPlan plan, DemoGauges gauges, DemoMoment moment)
    {
        var seconds = moment.Span.TotalSeconds;
        var days = (moment.At - s_diskWasNew).TotalDays;
        // Fills up by and by, and is tidied up every second month.
        var used = (31 + days % 61 * 0.42) * Gibibyte;
        return
        [
            new(MetricNames.SystemCpu, "percent", Math.Min(100, 6 + 0.45 * gauges.CpuPercent + 3 * plan.Chance())),
            new(MetricNames.SystemLoad, "", 0.2 + gauges.CpuPercent / 38),
            new(MetricNames.SystemMemoryTotal, "B", 8 * Gibibyte),
            new(MetricNames.SystemMemoryAvailable, "B", 5.1 * Gibibyte - gauges.RssBytes),
            new(MetricNames.SystemMemoryCached, "B", (1.4 + 0.1 * plan.Chance()) * Gibibyte),
            new(MetricNames.SystemSwapUsed, "B", 48 * Mebibyte),
            new(MetricNames.DiskUsed, "B", used, Label: (LabelNames.Mount, "/")),
            new(MetricNames.DiskTotal, "B", DiskGibibytes * Gibibyte, Label: (LabelNames.Mount, "/")),
            new(MetricNames.DiskRead, "B", seconds * gauges.CpuPercent * 900 * plan.Chance(), IsCounter: true),
            new(MetricNames.DiskWritten, "B", seconds * gauges.CpuPercent * 2_600 * plan.Chance(), IsCounter: true),
            new(MetricNames.NetworkReceived, "B", seconds * gauges.CpuPercent * plan.Around(1_900, 0.2), IsCounter: true),
            new(MetricNames.NetworkSent, "B", seconds * gauges.CpuPercent * plan.Around(1_100, 0.2), IsCounter: true),
        ];
    }

    private static IEnumerable<DemoFigure> Network(DemoPlan plan, DemoGauges gauges)
    {
        foreach (var target in s_targets)
        {
            yield return new(MetricNames.ProbeDuration, "s", plan.Around(gauges.GatewayMs * 0.8, 0.15) / 1_000, Label: (LabelNames.Target, target));
            yield return new(MetricNames.ProbeUp, "", plan.Chance() < 0.9995 ? 1 : 0, Label: (LabelNames.Target, target));
        }
    }

    private static IEnumerable<DemoFigure> Counts(DemoBot bot, DemoPlan plan, DemoGauges gauges, DemoMoment moment)
    {
        var guilds = Math.Round(bot.Guilds * moment.Growth / bot.Instances.Count);
        var entries = Math.Round(Math.Min(5_000, moment.Uptime.TotalMinutes * 18) * (0.97 + 0.03 * plan.Chance()));
        return
        [
            new(MetricNames.Guilds, "", guilds),
            new(MetricNames.Users, "", guilds * 143),
            new(MetricNames.Channels, "", guilds * 21),
            new(MetricNames.ShardsConnected, "", 1),
            new(MetricNames.ShardsConfigured, "", 1),
            new(MetricNames.CommandsRegistered, "", bot.Commands.Count),
            new(MetricNames.ModulesLoaded, "", bot.Commands.Select(command => command.Module).Distinct().Count()),
            new(MetricNames.ActiveConversations, "", plan.Events(gauges.PoolActive * 1.7)),
            new(MetricNames.QueueLength, "", plan.Events(gauges.LagSeconds * 60)),
            new(MetricNames.CacheEntries, "", entries, Label: (LabelNames.Cache, Cache)),
            new(MetricNames.CacheBytes, "B", entries * 2_300, Label: (LabelNames.Cache, Cache)),
            new(MetricNames.CacheEvictions, "", entries < 4_800 ? 0 : plan.Events(moment.Span.TotalMinutes * 17), IsCounter: true, (LabelNames.Cache, Cache)),
        ];
    }
}
