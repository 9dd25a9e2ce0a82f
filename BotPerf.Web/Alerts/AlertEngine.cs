using BotPerf.Web.Bots;
using BotPerf.Web.Live;

namespace BotPerf.Web.Alerts;

/// <summary>Looks at every bot every two seconds, one half of them each second, and has people told what they should know.</summary>
internal sealed class AlertEngine(
    BotRegistry bots, EvidenceClock evidence, AlertRound round, AlertTimes times, AlertTeller teller, OwnTrouble own,
    TimeProvider time, ILogger<AlertEngine> log)
    : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private int _turn;

    /// <summary>One round; the worker calls it each second.</summary>
    public async Task TickAsync(CancellationToken cancellationToken)
    {
        evidence.Tick();
        var now = time.GetUtcNow();
        await TryAsync(() => own.TellAsync(now, cancellationToken), cancellationToken);
        if (!evidence.IsListening)
            return;

        var turn = _turn++ % 2;
        await TryAsync(() => round.LookAsync(bots.All.Where(bot => bot.Id.Value % 2 == turn), evidence.Since, now, cancellationToken), cancellationToken);
        await TryAsync(() => times.LookAsync(now, cancellationToken), cancellationToken);
        await TryAsync(() => teller.TellAsync(now, cancellationToken), cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await TryAsync(() => TickAsync(stoppingToken), stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server ends.
        }
    }

    // What cannot be done this time must not keep the rest from being done.
    private async Task TryAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work();
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            // The next round looks again; what was not written has not happened.
            log.RoundFailed(error);
        }
    }
}
