using System.Threading.Channels;
using BotPerf.Web.Bots;
using BotPerf.Web.Live;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Ingest;

/// <summary>
/// Erases what bots have sent that were deleted, a slice at a time. What a stop left over is found at the next start: by
/// <see cref="DeletedBots"/>, and by its number below zero where only the instances' own rows are left.
/// </summary>
internal sealed class BotEraser(
    BotRegistry bots, DeletedBots deleted, TelemetryCatalog catalog, LiveStore live, TelemetryWriter writer,
    ILogger<BotEraser> logger)
    : BackgroundService
{
    private readonly Channel<BotId> _deleted = Channel.CreateUnbounded<BotId>();
    private IReadOnlyList<BotId> _leftOver = [];

    public override void Dispose()
    {
        bots.Deleted -= Enqueue;
        base.Dispose();
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before anybody can delete another: only what is left of the last run may lose its instances' rows.
        _leftOver = await deleted.AllAsync(cancellationToken);
        bots.Deleted += Enqueue;
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var disowned = catalog.Instances().Select(instance => instance.Bot).Where(bot => bot.Value < 0).ToHashSet();
        foreach (var bot in disowned.Concat(_leftOver.Where(bot => !disowned.Contains(new BotId(-bot.Value)))))
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
            await deleted.ErasedAsync(new BotId(Math.Abs(bot.Value)), cancellationToken);
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
