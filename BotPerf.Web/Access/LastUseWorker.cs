using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Access;

/// <summary>Carries the last use of tokens and sessions to the database once a minute, and once more at the end.</summary>
internal sealed class LastUseWorker(
    ApiTokens tokens, Sessions sessions, TimeProvider time, ILogger<LastUseWorker> log)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

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
            await tokens.WriteUseAsync(cancellationToken);
            await sessions.WriteUseAsync(cancellationToken);
        }
        catch (Exception failed) when (failed is DbUpdateException or DbException)
        {
            log.LastUseNotWritten(failed);
        }
    }
}
