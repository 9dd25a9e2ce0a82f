using System.Threading.Channels;
using BotPerf.Web.Bots;
using BotPerf.Web.Live;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Ingest;

/// <summary>
/// Erases what bots have sent that were deleted, a slice at a time. What a stop left over is found at the next start by its
/// number below zero.
/// </summary>
internal sealed class BotEraser(
    BotRegistry bots, TelemetryCatalog catalog, LiveStore live, TelemetryWriter writer, ILogger<BotEraser> logger)
    : BackgroundService
{
    private readonly Channel<BotId> _deleted = Channel.CreateUnbounded<BotId>();

    public override void Dispose()
    {
        bots.Deleted -= Enqueue;
        base.Dispose();
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        bots.Deleted += Enqueue;
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var bot in catalog.Instances().Select(instance => instance.Bot).Where(bot => bot.Value < 0).Distinct().ToList())
            await TryEraseAsync(bot, withInstances: true, stoppingToken);
        await foreach (var bot in _deleted.Reader.ReadAllAsync(stoppingToken))
            await TryEraseAsync(bot, withInstances: false, stoppingToken);
    }

    private void Enqueue(BotId bot) => _deleted.Writer.TryWrite(bot);

    private async Task TryEraseAsync(BotId bot, bool withInstances, CancellationToken cancellationToken)
    {
        try
        {
            var forget = new ForgetBotWork(bot, catalog, live);
            await writer.WriteAsync(forget);
            foreach (var instance in forget.Forgotten)
                await EraseAsync(instance, cancellationToken);
            await writer.WriteAsync(new EraseBotWork(bot, withInstances));
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            IngestLog.BotNotErased(logger, bot, error);
        }
    }

    private async Task EraseAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        EraseWork slice;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            await writer.WriteAsync(slice = new EraseWork(instance));
        }
        while (!slice.IsOver);
    }
}
