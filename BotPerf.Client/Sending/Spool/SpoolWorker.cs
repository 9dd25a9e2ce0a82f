using BotPerf.Client.Recording;
using BotPerf.Shared.Protocol;
using Microsoft.Extensions.Logging;

namespace BotPerf.Client.Sending.Spool;

/// <summary>Moves frames that the server does not take from memory to disk, away from the threads that record and send.</summary>
internal sealed class SpoolWorker(
    SpoolFolder folder, SendQueue queue, SeriesRegistry series, LossLedger losses, HelloRequest sender, long keepBytes,
    TimeProvider time, ILogger logger)
{
    /// <summary>How much a bot that is killed in an outage may lose.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private bool _troubleTold;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
                Spool(Patience);
                DropSurplus();
                _troubleTold = false;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception exception)
            {
                // A full or broken disk: the frames stay in memory, as without a spool.
                if (!_troubleTold)
                    logger.SpoolFailed(exception.Message);
                _troubleTold = true;
            }
        }
    }

    /// <summary>The bot ends: everything that still waits.</summary>
    public void SpoolAll()
    {
        try
        {
            Spool(TimeSpan.Zero);
        }
        catch (Exception exception)
        {
            logger.SpoolFailed(exception.Message);
        }
    }

    private void Spool(TimeSpan longerThan)
    {
        lock (_gate)
        {
            var frames = new List<Frame>();
            foreach (var (pending, sent) in queue.Waiting(longerThan, keepBytes))
            {
                var frame = SelfContainedFrame.Of(pending, series, sender.Instance!, sender.Session!, TimeSpan.Zero);
                // Too large with its definitions it would be sent in parts; the server could have the whole already.
                if (!sent || frame.CalculateSize() <= WireLimits.MaxFrameBytes)
                    frames.Add(frame);
            }

            if (frames.Count == 0)
                return;
            folder.Append(frames);
            foreach (var frame in frames)
                queue.MoveToSpool(frame.Seq);
        }
    }

    private void DropSurplus()
    {
        foreach (var (file, reason) in folder.Surplus())
        {
            var (frames, _) = folder.Read(file);
            foreach (var frame in frames)
            {
                if (frame.Session == sender.Session)
                    queue.SettleSpooled(frame.Seq, new RescuedFrame(default, [frame], ""), reason);
                else
                    losses.Lose(frame, reason);
            }

            losses.Lose(LossNames.Frames, reason, frames.Count);
            folder.Delete(file);
        }
    }
}
