using BotPerf.Shared.Protocol;
using Google.Protobuf;
using Microsoft.AspNetCore.SignalR;

namespace BotPerf.Client.Sending;

/// <summary>What became of a frame that was refused as a whole.</summary>
/// <param name="Lost">The parts that were refused for themselves.</param>
/// <param name="Why">The server's words for the last of them.</param>
internal sealed record RescuedFrame(Tally Stored, IReadOnlyList<Frame> Lost, string Why);

/// <summary>
/// A frame that the server refuses, or that is too large for it, is halved until only what is wrong is left. The parts have
/// a session of their own with the same numbers each time, so that what is stored once is stored once, also when the
/// connection or the bot ends in the middle.
/// </summary>
internal sealed class FrameRescue(Func<byte[], CancellationToken, Task<PushAck>> push, int maxBytes, TimeProvider time)
{
    /// <summary>One wrong thing among a thousand needs about twenty; a frame of which nothing is right must end, too.</summary>
    private const int MaxPushes = 200;
    private const int MaxServerErrors = 3;
    private static readonly TimeSpan ServerErrorPause = TimeSpan.FromSeconds(1);

    private int _pushes;
    private string _why = "";

    /// <param name="frame">Self-contained, with session and seq.</param>
    public async Task<RescuedFrame> RunAsync(Frame frame, CancellationToken cancellationToken)
    {
        var session = $"{frame.Session}/{frame.Seq}";
        var stored = default(Tally);
        var lost = new List<Frame>();
        var parts = new Stack<(Frame Frame, ulong Path)>([(frame, 1)]);
        while (parts.TryPop(out var part))
        {
            (part.Frame.Session, part.Frame.Seq) = (session, part.Path);
            if (await IsTakenAsync(part.Frame.ToByteArray(), cancellationToken).ConfigureAwait(false))
            {
                stored += SelfContainedFrame.Tally(part.Frame);
            }
            else if (_pushes < MaxPushes && FrameHalves.Of(part.Frame) is { } halves)
            {
                parts.Push((halves.Second, part.Path * 2 + 1));
                parts.Push((halves.First, part.Path * 2));
            }
            else
            {
                lost.Add(part.Frame);
            }
        }

        return new RescuedFrame(stored, lost, _why);
    }

    private async Task<bool> IsTakenAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        if (bytes.Length > maxBytes)
        {
            _why = $"{bytes.Length} bytes; the server takes {maxBytes}.";
            return false;
        }

        for (var errors = 0; _pushes < MaxPushes;)
        {
            try
            {
                if (await push(bytes, cancellationToken).ConfigureAwait(false) is not { RetryAfterMs: { } pause })
                    return true;
                await Task.Delay(TimeSpan.FromMilliseconds(pause), time, cancellationToken).ConfigureAwait(false);
            }
            catch (HubException exception)
            {
                _pushes++;
                _why = exception.Message;
                if (Refusal.IsFinal(exception) || ++errors == MaxServerErrors)
                    return false;
                await Task.Delay(ServerErrorPause, time, cancellationToken).ConfigureAwait(false);
            }
        }

        return false;
    }
}

/// <summary>What a failed call of the hub means.</summary>
internal static class Refusal
{
    /// <summary>
    /// The hub's own refusals reach the client with the name of their type; a fault of the server comes without details,
    /// and may pass.
    /// </summary>
    public static bool IsFinal(HubException exception) =>
        exception.Message.Contains(nameof(HubException), StringComparison.Ordinal);

    /// <summary>It is about the frame's time, which all its parts share.</summary>
    public static bool IsOfTime(HubException exception) =>
        exception.Message.Contains(RejectionCode.TimeOutOfRange, StringComparison.Ordinal);

    /// <summary>
    /// A clock was set, or the server lost what it had not yet made durable: the frame is right, and Hello settles both.
    /// Refused right after a Hello it is given up, so that there is no end to no connection.
    /// </summary>
    public static bool MayPassWithHello(HubException exception) =>
        IsOfTime(exception) || exception.Message.Contains(HubContract.SeriesUndefined, StringComparison.Ordinal);
}
