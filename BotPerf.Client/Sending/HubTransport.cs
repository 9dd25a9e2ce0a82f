using BotPerf.Client.Recording;
using BotPerf.Client.Sending.Spool;
using BotPerf.Shared.Protocol;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.Logging;

namespace BotPerf.Client.Sending;

/// <param name="Hub">ws(s)://…/hubs/ingest</param>
internal sealed record TransportSettings(Uri Hub, string Key, HelloRequest Hello);

/// <summary>Keeps a connection to the server and what waits in the queue moving over it. Endless, until it is told to end.</summary>
internal sealed class HubTransport(
    TransportSettings settings, SendQueue queue, FrameNumbers numbers, SeriesRegistry series, SpoolReplay? replay,
    ServerCalls calls, FlushPace pace, TimeProvider time, ILogger logger)
{
    /// <summary>A server that takes frames and does not answer is left, and asked again on a new connection.</summary>
    private static readonly TimeSpan HelloPatience = TimeSpan.FromSeconds(15);

    private ReconnectBackoff _backoff;
    private bool _troubleTold;

    /// <summary>How far the server's clock is ahead, in whole seconds; known after the first Hello.</summary>
    public TimeSpan ClockOffset { get; private set; }

    /// <summary>Frames are accepted at this moment.</summary>
    public bool IsConnected { get; private set; }

    /// <param name="hurry">The bot is ending: one more attempt at once instead of waiting, and none after it.</param>
    public async Task RunAsync(CancellationToken hurry, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var lastAttempt = hurry.IsCancellationRequested;
            var refused = await ConnectAndPushAsync(cancellationToken).ConfigureAwait(false);
            if (lastAttempt || cancellationToken.IsCancellationRequested)
                return;

            _backoff = _backoff.AfterFailure();
            await WaitAsync(_backoff.Delay(Random.Shared.NextDouble(), refused), hurry, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <returns>True: the server does not know the key.</returns>
    private async Task<bool> ConnectAndPushAsync(CancellationToken cancellationToken)
    {
        var connection = HubWire.Connection(settings.Hub, settings.Key);
        try
        {
            calls.Listen(connection);
            await StartAsync(connection, cancellationToken).ConfigureAwait(false);
            var pump = await GreetAsync(connection, cancellationToken).ConfigureAwait(false);
            IsConnected = true;
            await PumpAsync(pump, cancellationToken).ConfigureAwait(false);
            return false;
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception exception)
        {
            return Tell(exception);
        }
        finally
        {
            IsConnected = false;
            calls.Left();
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>A server that takes the connection and says nothing is left, too.</summary>
    private async Task StartAsync(HubConnection connection, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(HelloPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await connection.StartAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (patience.IsCancellationRequested)
        {
            throw new TimeoutException("The server takes connections but does not answer.", exception);
        }
    }

    private async Task PumpAsync(FramePump pump, CancellationToken cancellationToken)
    {
        using var connected = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var replaying = replay?.RunAsync(pump, ClockOffset, connected.Token) ?? Task.CompletedTask;
        try
        {
            await pump.RunAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await connected.CancelAsync().ConfigureAwait(false);
            await replaying.ConfigureAwait(false);
        }
    }

    private async Task<FramePump> GreetAsync(HubConnection connection, CancellationToken cancellationToken)
    {
        var asked = time.GetUtcNow();
        var stamp = time.GetTimestamp();
        var reply = await calls.GreetAsync(connection, settings.Hello, cancellationToken).Observed()
            .WaitAsync(HelloPatience, time, cancellationToken).ConfigureAwait(false);
        ClockOffset = FramePlan.ClockOffset(reply.ServerTime, asked, time.GetElapsedTime(stamp));
        pace.ClockOffset = ClockOffset;
        return new FramePump(connection, settings.Hello, queue, numbers, series, reply, ClockOffset, time, logger, onAcknowledged: Succeeded);
    }

    private void Succeeded()
    {
        _backoff = _backoff.AfterSuccess();
        if (_troubleTold)
            logger.ConnectionRestored(settings.Hub);
        _troubleTold = false;
    }

    /// <summary>Once an outage, not once an attempt.</summary>
    private bool Tell(Exception exception)
    {
        var refused = exception is UpgradeRefusedException { IsKeyRefused: true };
        if (!_troubleTold)
        {
            if (refused)
                logger.KeyRefused(settings.Hub);
            else
                logger.ConnectionLost(settings.Hub, exception.Message);
        }

        _troubleTold = true;
        return refused;
    }

    private async Task WaitAsync(TimeSpan delay, CancellationToken hurry, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, hurry);
        try
        {
            await Task.Delay(delay, time, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Ending, or in a hurry: both go on at once.
        }
    }
}
