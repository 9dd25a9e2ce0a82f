using BotPerf.Web.Bots;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Digests.Continuous;

/// <summary>Measures every half minute what is due for the channels that want it, and hands on a batch when its time is over.</summary>
internal sealed class ChannelReportWorker(
    ChannelReports reports, ChannelReportReader reader, ChannelReportSender sender, BotRegistry bots, TimeProvider time,
    ILogger<ChannelReportWorker> log) : BackgroundService
{
    /// <summary>Of one bot and batch: a quarter of an hour holds 68.</summary>
    private const int MostWaiting = 100;

    private static readonly ReportMeasurements s_nothing = new([], 0);

    private readonly Dictionary<(int Channel, BotId Bot), ReportMeasurements> _waiting = [];
    private readonly Dictionary<BotId, DateTimeOffset> _commandsTo = [];
    private DateTimeOffset _beat;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await reports.LoadAsync(cancellationToken);
        _beat = BeatOf(time.GetUtcNow());
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await sender.EndAsync();
    }

    /// <summary>One look; the worker calls it every second. A beat that was slept over is not made up for.</summary>
    public async Task TickAsync(CancellationToken cancellationToken)
    {
        var beat = BeatOf(time.GetUtcNow());
        // Not only a later one: a clock that was ahead is set back.
        if (beat == _beat)
            return;

        _beat = beat;
        var kinds = ReportKind.All.Where(kind => kind.IsDue(beat)).ToList();
        var read = new Dictionary<BotId, ReportMeasurements>();
        var told = new HashSet<(int, BotId)>();
        foreach (var report in reports.All)
        {
            var batches = new List<ReportBatch>();
            foreach (var bot in bots.All.Where(bot => reports.Tells(report.Channel, bot.Id)).OrderBy(bot => bot.Id.Value).Take(ChannelReports.MostBots))
            {
                if (!read.TryGetValue(bot.Id, out var measured))
                    read.Add(bot.Id, measured = await ReadAsync(bot, kinds, beat, cancellationToken));
                told.Add((report.Channel, bot.Id));
                var waiting = Joined(_waiting.GetValueOrDefault((report.Channel, bot.Id), s_nothing), measured);
                var isOver = waiting.Events.Count > 0 && beat.ToUnixTimeSeconds() % (report.BatchMinutes * 60) == 0;
                if (isOver)
                    batches.Add(new ReportBatch(bot.Id, bot.Name, waiting.Events, waiting.Missed));
                _waiting[(report.Channel, bot.Id)] = isOver ? s_nothing : waiting;
            }

            if (batches.Count > 0)
                sender.Send(report.Channel, batches);
        }

        // What was switched off meanwhile is not told later.
        foreach (var key in _waiting.Keys.Where(key => !told.Contains(key)).ToList())
            _waiting.Remove(key);
        foreach (var bot in _commandsTo.Keys.Where(bot => !read.ContainsKey(bot)).ToList())
            _commandsTo.Remove(bot);
        sender.Keep(told);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(stoppingToken);
                if (reports.All.Count > 0 || _waiting.Count > 0)
                    await TickAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // The server ends; what waits is of the moment and worth nothing later.
            }
            catch (Exception error)
            {
                log.BeatMissed(error);
            }
        }
    }

    private async Task<ReportMeasurements> ReadAsync(Bot bot, IReadOnlyList<ReportKind> kinds, DateTimeOffset beat, CancellationToken cancellationToken)
    {
        DateTimeOffset? since = _commandsTo.TryGetValue(bot.Id, out var told) ? told : null;
        var measured = await reader.OfAsync(bot, kinds, beat, since, cancellationToken);
        if (measured.Events.Any(one => one.Kind == ReportKind.Commands))
            _commandsTo[bot.Id] = ReportKind.Whole(beat, bot.Settings.FlushInterval, ReportKind.Commands.Every).To;
        return measured;
    }

    private static ReportMeasurements Joined(ReportMeasurements waiting, ReportMeasurements measured)
    {
        var all = (List<ReportEvent>)[.. waiting.Events, .. measured.Events];
        var over = Math.Max(0, all.Count - MostWaiting);
        return new ReportMeasurements(over == 0 ? all : all[over..], waiting.Missed + measured.Missed + over);
    }

    private static DateTimeOffset BeatOf(DateTimeOffset now)
    {
        var step = (long)ReportKind.Beat.TotalSeconds;
        return DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds() / step * step);
    }
}
