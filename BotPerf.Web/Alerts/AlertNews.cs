using System.Threading.Channels;
using BotPerf.Web.Bots;
using BotPerf.Web.Ingest;

namespace BotPerf.Web.Alerts;

/// <summary>Tells the bots of their alerts as they change, and has those healed that open.</summary>
internal sealed class AlertNews(
    AlertBook book, BotRegistry bots, BotLine line, AlertHealer healer, ILogger<AlertNews> log) : BackgroundService
{
    private readonly Channel<IReadOnlyList<Alert>> _news = Channel.CreateUnbounded<IReadOnlyList<Alert>>(
        new UnboundedChannelOptions { SingleReader = true });

    private readonly Openings _openings = new();

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _openings.Know(book.Open());
        book.Changed += OnChanged;
        return base.StartAsync(cancellationToken);
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        book.Changed -= OnChanged;
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var alerts in _news.Reader.ReadAllAsync(stoppingToken))
            {
                foreach (var alert in alerts.Where(alert => alert.State != AlertLifeState.Pending))
                    Tell(alert, _openings.IsNew(alert), stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server ends.
        }
    }

    private void OnChanged(IReadOnlyList<Alert> alerts) => _news.Writer.TryWrite(alerts);

    // Begun in their order, so that they arrive in it; not waited for, since a bot that does not read would hold up all others.
    private void Tell(Alert alert, bool isNew, CancellationToken stoppingToken)
    {
        if (bots.Find(alert.Bot) is not { } bot)
            return;

        var message = AlertMessages.Of(alert, bot.Name);
        _ = LogFailureAsync(isNew ? line.AlertRaisedAsync(bot.Id, message) : line.AlertUpdatedAsync(bot.Id, message));
        if (isNew)
            _ = LogFailureAsync(healer.HealAsync(alert, stoppingToken));
    }

    private async Task LogFailureAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (Exception failed)
        {
            // The inbox has it all the same; the bot hears of the next change.
            log.NewsFailed(failed);
        }
    }
}
