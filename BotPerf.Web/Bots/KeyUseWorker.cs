using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Bots;

/// <summary>Carries the keys' last use to the database once a minute, and once more at the end.</summary>
internal sealed class KeyUseWorker(BotRegistry bots, TimeProvider time, ILogger<KeyUseWorker> log) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        // A short write, due however long the others took to stop.
        await WriteAsync(CancellationToken.None);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await WriteAsync(stoppingToken);
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await bots.WriteUseAsync(cancellationToken);
        }
        catch (Exception failed) when (failed is DbUpdateException or System.Data.Common.DbException)
        {
            log.KeyUseNotWritten(failed);
        }
    }
}
