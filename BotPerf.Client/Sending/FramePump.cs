using BotPerf.Client.Recording;
using BotPerf.Shared.Protocol;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.Logging;

namespace BotPerf.Client.Sending;

/// <summary>
/// Pushes frames over one connection, in order, several at a time so that the backlog of an outage is soon gone. A frame
/// leaves the queue when it is acknowledged or refused for good; all else ends the connection and is sent again on the next.
/// </summary>
internal sealed class FramePump(
    HubConnection connection, HelloRequest sender, SendQueue queue, FrameNumbers numbers, SeriesRegistry series,
    HelloReply reply, TimeSpan clockOffset, TimeProvider time, ILogger logger, Action onAcknowledged)
{
    private const int Window = 8;
    private static readonly TimeSpan AckPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ServerErrorPause = TimeSpan.FromSeconds(1);

    /// <summary>A frame on which the server itself fails is given up after so many attempts: those behind it wait.</summary>
    private const int MaxServerErrors = 5;

    public int MaxFrameBytes => Math.Min(reply.Limits.MaxFrameBytes, WireLimits.MaxFrameBytes);

    private readonly Queue<SentFrame> _inFlight = new();
    private int _known = (int)Math.Min(reply.SeriesKnown, int.MaxValue);
    private ulong _lastSent;
    private int _serverErrors;
    private bool _acknowledged;

    /// <summary>Runs until the connection fails, and throws why.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.Closed += reason =>
        {
            closed.TrySetException(reason ?? new IOException("The server closed the connection."));
            return Task.CompletedTask;
        };
        try
        {
            while (true)
                await StepAsync(closed.Task, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _ = closed.Task.Observed();
        }
    }

    private async Task StepAsync(Task closed, CancellationToken cancellationToken)
    {
        var changed = queue.Changed; // Asked before looking, so that nothing is missed between.
        await FillWindowAsync(cancellationToken).ConfigureAwait(false);

        var oldest = _inFlight.TryPeek(out var first) ? first.Ack : closed;
        var next = _inFlight.Count == Window
            ? oldest
            : await Task.WhenAny(oldest, changed).WaitAsync(cancellationToken).ConfigureAwait(false);
        if (next == closed)
            await closed.ConfigureAwait(false);
        if (next == oldest)
            await SettleAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task FillWindowAsync(CancellationToken cancellationToken)
    {
        while (_inFlight.Count < Window && !DefinitionsUnderWay && queue.SendAfter(_lastSent) is { } frame)
        {
            var bytes = frame.ToBytes(series, _known, clockOffset);
            if (bytes.Length > MaxFrameBytes && frame.SeriesEnd > _known)
            {
                await DefineAheadAsync(frame, cancellationToken).ConfigureAwait(false);
                bytes = frame.ToBytes(series, _known, clockOffset);
            }

            _lastSent = frame.Seq;
            _inFlight.Enqueue(new SentFrame(frame, PushAsync(bytes, cancellationToken).Observed()));
        }
    }

    /// <summary>
    /// A frame behind one that defines series may use them. Until they are durable it is not sent, as the other could be
    /// told to come later.
    /// </summary>
    private bool DefinitionsUnderWay => _inFlight.Count > 0 && _inFlight.Last().Frame.SeriesEnd > _known;

    private async Task DefineAheadAsync(PendingFrame frame, CancellationToken cancellationToken)
    {
        while (_inFlight.Count > 0)
            await SettleAsync(cancellationToken).ConfigureAwait(false);

        while (_known < frame.SeriesEnd)
        {
            var endUs = frame.EndUs + (long)clockOffset.TotalMicroseconds;
            var (bytes, end) = SeriesDefinitions.Ahead(numbers.Next(), series, _known, frame.SeriesEnd, endUs);
            var ack = await PushAsync(bytes, cancellationToken).ConfigureAwait(false);
            if (ack.RetryAfterMs is { } pause)
                await Task.Delay(TimeSpan.FromMilliseconds(pause), time, cancellationToken).ConfigureAwait(false);
            else
                _known = end;
        }
    }

    public Task<PushAck> PushAsync(byte[] bytes, CancellationToken cancellationToken) =>
        connection.InvokeAsync<PushAck>(HubContract.Push, bytes, cancellationToken).Observed().WaitAsync(AckPatience, time, cancellationToken);

    /// <summary>Takes the answer to the oldest frame under way.</summary>
    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        var (frame, answer) = _inFlight.Peek();
        try
        {
            var ack = await answer.ConfigureAwait(false);
            _inFlight.Dequeue();
            if (ack.RetryAfterMs is { } pause)
                await SendAgainAsync(frame, TimeSpan.FromMilliseconds(pause), cancellationToken).ConfigureAwait(false);
            else
                Acknowledged(frame);
        }
        catch (HubException exception)
        {
            _inFlight.Dequeue();
            if (_acknowledged && Refusal.MayPassWithHello(exception))
                throw new IOException($"The clocks or the session have to be agreed on anew: {exception.Message}", exception);
            if (Refusal.IsFinal(exception) && !Refusal.IsOfTime(exception))
                await RescueAsync(frame, cancellationToken).ConfigureAwait(false);
            else if (Refusal.IsFinal(exception) || ++_serverErrors >= MaxServerErrors)
                Refused(frame, exception.Message);
            else
                await SendAgainAsync(frame, ServerErrorPause, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Acknowledged(PendingFrame frame)
    {
        _known = Math.Max(_known, frame.SeriesEnd);
        _serverErrors = 0;
        _acknowledged = true;
        queue.Acknowledge(frame.Seq);
        onAcknowledged();
    }

    /// <summary>Something in it is wrong: only that is given up.</summary>
    private async Task RescueAsync(PendingFrame frame, CancellationToken cancellationToken)
    {
        var whole = SelfContainedFrame.Of(frame, series, sender.Instance!, sender.Session!, clockOffset);
        var rescued = await RescueAsync(whole, cancellationToken).ConfigureAwait(false);
        _serverErrors = 0;
        queue.Settle(frame.Seq, rescued, LossNames.Refused);
        if (rescued.Lost.Count > 0)
            logger.FrameRefused(frame.Seq, rescued.Why);
    }

    /// <param name="whole">Self-contained; its numbers are changed.</param>
    public Task<RescuedFrame> RescueAsync(Frame whole, CancellationToken cancellationToken) =>
        new FrameRescue(PushAsync, MaxFrameBytes, time).RunAsync(whole, cancellationToken);

    private void Refused(PendingFrame frame, string message)
    {
        _serverErrors = 0;
        queue.Drop(frame.Seq, LossNames.Refused);
        logger.FrameRefused(frame.Seq, message);
    }

    /// <summary>Nothing of it was stored. Those behind it are settled first, then all that is left is sent in order.</summary>
    private async Task SendAgainAsync(PendingFrame frame, TimeSpan pause, CancellationToken cancellationToken)
    {
        while (_inFlight.TryDequeue(out var behind))
        {
            try
            {
                if (await behind.Ack.ConfigureAwait(false) is { RetryAfterMs: null })
                    Acknowledged(behind.Frame);
            }
            catch (HubException)
            {
                // It is still in the queue and gets its own answer next time.
            }
        }

        await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
        _lastSent = frame.Seq - 1;
    }

    private sealed record SentFrame(PendingFrame Frame, Task<PushAck> Ack);
}
