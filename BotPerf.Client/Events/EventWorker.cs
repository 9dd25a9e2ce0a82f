using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace BotPerf.Client.Events;

/// <summary>
/// Runs what ends in the bot's handlers beside the flusher and the connection, one after the other: they may take their
/// time. What they are too slow for is left out, the oldest first.
/// </summary>
internal sealed class EventWorker(ILogger logger)
{
    private readonly Channel<Action> _work = Channel.CreateBounded<Action>(
        new BoundedChannelOptions(60) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    /// <summary>After <see cref="Complete"/> nothing happens.</summary>
    public void Post(Action work) => _work.Writer.TryWrite(work);

    /// <summary>What is left is done, then <see cref="RunAsync"/> ends.</summary>
    public void Complete() => _work.Writer.TryComplete();

    public async Task RunAsync()
    {
        await foreach (var work in _work.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                work();
            }
            catch (Exception exception)
            {
                logger.LoopFailed(exception);
            }
        }
    }
}
