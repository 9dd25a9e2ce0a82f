using System.Threading.Channels;
using BotPerf.Client.Recording;
using Microsoft.Extensions.Logging;

namespace BotPerf.Client.Alerting;

/// <summary>
/// What follows from each interval, beside the flusher: the bot's handlers run here and may take their time. What they
/// are too slow for is left out, the oldest first.
/// </summary>
internal sealed class IntervalWatch(Action<IntervalFigures> follow, ILogger logger)
{
    private readonly Channel<IntervalFigures> _figures = Channel.CreateBounded<IntervalFigures>(
        new BoundedChannelOptions(60) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    /// <summary>The interval is held still while this runs.</summary>
    public void Observe(RecordedInterval interval, DateTimeOffset end) => _figures.Writer.TryWrite(IntervalFigures.Of(interval, end));

    /// <summary>No interval comes any more: what is left is followed up, then <see cref="RunAsync"/> ends.</summary>
    public void Complete() => _figures.Writer.TryComplete();

    public async Task RunAsync()
    {
        await foreach (var figures in _figures.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                follow(figures);
            }
            catch (Exception exception)
            {
                logger.LoopFailed(exception);
            }
        }
    }
}
