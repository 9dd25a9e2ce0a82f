using BotPerf.Client.Recording;
using BotPerf.Shared.Protocol;
using Google.Protobuf;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;

namespace BotPerf.Client.Sending.Spool;

/// <summary>
/// Sends what is on disk beside the frames of the moment, the oldest first. A file goes when all of it is settled; what is
/// sent again because the bot ended before that, the server has already.
/// </summary>
internal sealed class SpoolReplay(
    SpoolFolder folder, SendQueue queue, LossLedger losses, HelloRequest sender, TimeProvider time, ILogger logger)
{
    private const int Window = 8;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Queue<Frame> _frames = [];
    private SpoolFile? _file;

    /// <summary>Runs until it is told to end; the connection's failures are for the pump to tell.</summary>
    /// <param name="pump">Of the connection of the moment.</param>
    public async Task RunAsync(FramePump pump, TimeSpan clockOffset, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (_frames.Count > 0 || ReadNextFile())
                    await SendSomeAsync(pump, clockOffset, cancellationToken).ConfigureAwait(false);
                else
                    await PauseAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                // The connection ends, or the server or the disk has a fault that may pass: all is still there.
                logger.SpoolReplayInterrupted(exception.Message);
                await PauseAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private bool ReadNextFile()
    {
        if (_file is not null)
            folder.Delete(_file);
        _file = folder.TakeOldest();
        if (_file is null)
            return false;

        var (frames, damaged) = folder.Read(_file);
        if (damaged)
            losses.Lose(LossNames.Frames, LossNames.SpoolDamaged, 1);
        foreach (var frame in frames)
            _frames.Enqueue(frame);
        return true;
    }

    private async Task SendSomeAsync(FramePump pump, TimeSpan clockOffset, CancellationToken cancellationToken)
    {
        var frames = _frames.Take(Window).ToArray();
        var settled = await Task.WhenAll(frames.Select(frame => SendAsync(frame, pump, clockOffset, cancellationToken)))
            .ConfigureAwait(false);
        for (var i = 0; i < frames.Length; i++)
        {
            _frames.Dequeue();
            if (frames[i].Session == sender.Session)
                queue.SettleSpooled(frames[i].Seq, settled[i].Frame, settled[i].Reason);
            else
                settled[i].Frame.Lost.ToList().ForEach(part => losses.Lose(part, settled[i].Reason));
            if (settled[i].Frame.Lost.Count > 0)
                losses.Lose(LossNames.Frames, settled[i].Reason, 1);
        }
    }

    private async Task<(RescuedFrame Frame, string Reason)> SendAsync(
        Frame frame, FramePump pump, TimeSpan clockOffset, CancellationToken cancellationToken)
    {
        if (folder.IsTooOld(frame))
            return (new RescuedFrame(default, [frame], ""), LossNames.TooOld);

        var shifted = frame.Clone();
        SelfContainedFrame.Shift(shifted, clockOffset);
        try
        {
            var bytes = shifted.ToByteArray();
            if (bytes.Length <= pump.MaxFrameBytes)
            {
                while (await pump.PushAsync(bytes, cancellationToken).ConfigureAwait(false) is { RetryAfterMs: { } pause })
                    await Task.Delay(TimeSpan.FromMilliseconds(pause), time, cancellationToken).ConfigureAwait(false);
                return (new RescuedFrame(SelfContainedFrame.Tally(frame), [], ""), "");
            }
        }
        catch (HubException exception) when (Refusal.IsFinal(exception))
        {
            if (Refusal.IsOfTime(exception))
                return (new RescuedFrame(default, [frame], exception.Message), LossNames.Refused);
        }

        return (await pump.RescueAsync(shifted, cancellationToken).ConfigureAwait(false), LossNames.Refused);
    }

    private async Task PauseAsync(CancellationToken cancellationToken) =>
        await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
