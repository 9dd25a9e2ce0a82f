using BotPerf.Web.Bots;
using BotPerf.Web.Live;
using BotPerf.Web.Storage.App;

namespace BotPerf.Web.HealthScores;

/// <summary>
/// Looks at every bot once a minute, a sixtieth of them each second, and at those without a score every five seconds; every
/// ten minutes it writes what it has found, and every hour it looks where that is going.
/// </summary>
internal sealed class HealthWorker(
    BotRegistry bots, EvidenceClock evidence, HealthMeter meter, HealthBoard board, HealthLedger ledger, HealthTrendBook trends, TimeProvider time,
    ILogger<HealthWorker> log) : BackgroundService
{
    private const int LookSeconds = 60;
    private const int ImpatientSeconds = 5;
    private const int MinutesPerHour = 60;
    private static readonly TimeSpan s_lastWrite = TimeSpan.FromSeconds(2);

    private readonly HealthSlots _slots = new();
    private long _second;

    /// <summary>One round; the worker calls it each second.</summary>
    public async Task TickAsync(CancellationToken cancellationToken)
    {
        evidence.Tick();
        var now = time.GetUtcNow();
        if (_slots.IsOver(now))
        {
            await WriteAsync(now, cancellationToken);
            // Made of averages of hours, they hardly change in less.
            if (_slots.Minute % MinutesPerHour == 0)
                await RefreshAsync(cancellationToken);
        }

        // A round that comes late makes up for the seconds before it.
        var second = now.ToUnixTimeSeconds();
        var seconds = Math.Clamp(second - _second, 1, LookSeconds);
        _second = second;
        foreach (var bot in bots.All)
        {
            if (IsDue(bot, second, seconds))
                Look(bot);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        // Others may have used up the time to stop in: this is written all the same, unless somebody holds the file.
        using var enough = new CancellationTokenSource(s_lastWrite, time);
        try
        {
            await WriteAsync(time.GetUtcNow(), enough.Token);
        }
        catch (OperationCanceledException late)
        {
            log.ScoresNotWritten(late);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        try
        {
            await RefreshAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await TickAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server ends.
        }
    }

    private bool IsDue(Bot bot, long second, long seconds)
    {
        var every = board.Last(bot.Id) is { Score: not null } ? LookSeconds : ImpatientSeconds;
        return (second - bot.Id.Value % every) / every != (second - seconds - bot.Id.Value % every) / every;
    }

    private void Look(Bot bot)
    {
        try
        {
            var score = meter.Look(bot, board.Last(bot.Id));
            board.Set(bot.Id, score);
            if (score is not null)
                _slots.Add(bot.Id, score);
        }
        catch (Exception error)
        {
            // One bot that cannot be looked at must not keep the others from it; its score grows old and is not told.
            log.BotNotScored(error, bot.Id);
        }
    }

    private async Task WriteAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var rows = _slots.Take(now);
        board.Keep(bots.All.Select(bot => bot.Id).ToHashSet());
        if (rows.Count == 0)
            return;

        try
        {
            // What a server wrote when it was ended, minutes before, saw more of the slot than its follower.
            await ledger.WriteAsync(rows, replaces: false, cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            // Ten minutes are missing from the history, as they would be if the server had been away.
            log.ScoresNotWritten(error);
        }
    }

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            await trends.RefreshAsync(cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            log.TrendsNotMade(error);
        }
    }
}
