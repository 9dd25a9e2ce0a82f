using BotPerf.Web.Bots;
using BotPerf.Web.Delivery;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Digests.Continuous;

/// <summary>Measures every half minute what is due for the channels that want it, and sends a batch when its time is over.</summary>
internal sealed class ReportWorker(
    ChannelReports reports, ReportReader reader, ReportPost post, ChannelStore channels, BotRegistry bots, TimeProvider time, ILogger<ReportWorker> log)
    : BackgroundService
{
    /// <summary>Of one bot and batch: a quarter of an hour holds 61.</summary>
    private const int MostWaiting = 100;

    private readonly Dictionary<(int Channel, BotId Bot), List<ReportEvent>> _waiting = [];
    private readonly Dictionary<int, DateTimeOffset> _restsUntil = [];
    private readonly Dictionary<(int Channel, BotId Bot), int> _left = [];
    private DateTimeOffset _beat;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await reports.LoadAsync(cancellationToken);
        _beat = BeatOf(time.GetUtcNow());
        await base.StartAsync(cancellationToken);
    }

    /// <summary>One look; the worker calls it every half minute. A beat that was slept over is not made up for.</summary>
    public async Task TickAsync(CancellationToken cancellationToken)
    {
        var beat = BeatOf(time.GetUtcNow());
        if (beat <= _beat)
            return;

        _beat = beat;
        Forget();
        foreach (var report in reports.All)
        {
            if (channels.Find(report.Channel) is not { IsEnabled: true })
                continue;
            foreach (var bot in bots.All.Where(bot => report.Bots.Count == 0 || report.Bots.Contains(bot.Id.Value)).OrderBy(bot => bot.Id.Value).Take(ChannelReports.MostBots))
                await LookAsync(report, bot, beat, cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (reports.All.Count > 0)
                    await TickAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server ends; what waits is of the moment and worth nothing later.
        }
    }

    private async Task LookAsync(ChannelReport report, Bot bot, DateTimeOffset beat, CancellationToken cancellationToken)
    {
        if (!_waiting.TryGetValue((report.Channel, bot.Id), out var waiting))
            _waiting.Add((report.Channel, bot.Id), waiting = []);
        try
        {
            waiting.AddRange(await reader.OfAsync(bot, ReportKind.All.Where(kind => kind.IsDue(beat)), cancellationToken));
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            // What cannot be measured now must not keep what was measured, nor the other bots.
            log.ReportNotMade(bot.Id, error);
        }

        if (waiting.Count > MostWaiting)
            waiting.RemoveRange(0, waiting.Count - MostWaiting);
        if (waiting.Count > 0 && beat.ToUnixTimeSeconds() % (report.BatchMinutes * 60) == 0)
            await SendAsync(report.Channel, bot, waiting, cancellationToken);
    }

    private async Task SendAsync(int channel, Bot bot, List<ReportEvent> waiting, CancellationToken cancellationToken)
    {
        var key = (channel, bot.Id);
        var rests = _restsUntil.GetValueOrDefault(channel) > time.GetUtcNow();
        var result = rests
            ? new SendResult(SendOutcome.Failed, "The receiver asked to be left alone.")
            : await post.SendAsync(channel, bot.Name, waiting, _left.GetValueOrDefault(key), cancellationToken);
        if (result.RetryAfter is { } rest)
            _restsUntil[channel] = time.GetUtcNow() + rest;
        reports.Tell(channel, result, waiting.Count);
        _left[key] = result.Outcome == SendOutcome.Delivered ? 0 : _left.GetValueOrDefault(key) + waiting.Count;
        waiting.Clear();
    }

    /// <summary>What was switched off meanwhile is not told later.</summary>
    private void Forget()
    {
        foreach (var key in _waiting.Keys.Where(key => reports.Find(key.Channel) is null || bots.Find(key.Bot) is null).ToList())
        {
            _waiting.Remove(key);
            _left.Remove(key);
        }
    }

    private static DateTimeOffset BeatOf(DateTimeOffset now)
    {
        var step = (long)ReportKind.Beat.TotalSeconds;
        return DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds() / step * step);
    }
}
