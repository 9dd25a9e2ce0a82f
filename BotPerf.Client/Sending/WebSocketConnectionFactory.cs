using System.IO.Pipelines;
using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;

namespace BotPerf.Client.Sending;

/// <summary>
/// Work-around: the transport of the SignalR client. Microsoft.AspNetCore.SignalR.Client brings it in
/// Microsoft.AspNetCore.Http.Connections.Client, which not every package source holds; Client.Core has the whole hub
/// connection and asks for an <see cref="IConnectionFactory"/>. This one opens a WebSocket without negotiation.
/// Delete this file, reference Microsoft.AspNetCore.SignalR.Client and write
/// <c>WithUrl(url, o =&gt; { o.SkipNegotiation = true; o.Transports = HttpTransportType.WebSockets; … })</c> in
/// HubTransport, once that package restores everywhere.
/// </summary>
internal sealed class WebSocketConnectionFactory(string key) : IConnectionFactory
{
    public async ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.KeepAliveInterval = TimeSpan.Zero; // The hub protocol has its own.
        socket.Options.SetRequestHeader("Authorization", $"Bearer {key}");
        try
        {
            await socket.ConnectAsync(((UriEndPoint)endpoint).Uri, cancellationToken).ConfigureAwait(false);
        }
        catch (WebSocketException exception)
        {
            var status = socket.HttpStatusCode;
            socket.Dispose();
            throw status == default ? exception : new UpgradeRefusedException(status, exception);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        return new WebSocketConnection(socket);
    }
}

/// <summary>There is a server, but it does not want to talk: a wrong key, a wrong address, too many connections.</summary>
internal sealed class UpgradeRefusedException(HttpStatusCode status, Exception inner)
    : IOException($"The server answered {(int)status} to the connection.", inner)
{
    public bool IsKeyRefused => status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
}

/// <summary>A WebSocket as the pair of pipes that a hub connection reads and writes.</summary>
internal sealed class WebSocketConnection : ConnectionContext
{
    private static readonly TimeSpan Farewell = TimeSpan.FromMilliseconds(100);

    private readonly ClientWebSocket _socket;
    private readonly Pipe _incoming = new();
    private readonly Pipe _outgoing = new();
    private readonly CancellationTokenSource _closed = new();
    private readonly Task _pumps;

    public WebSocketConnection(ClientWebSocket socket)
    {
        _socket = socket;
        Transport = new Duplex(_incoming.Reader, _outgoing.Writer);
        ConnectionClosed = _closed.Token;
        _pumps = Task.WhenAll(ReceiveAsync(), SendAsync());
    }

    public override string ConnectionId { get; set; } = Guid.NewGuid().ToString("N");
    public override Microsoft.AspNetCore.Http.Features.IFeatureCollection Features { get; } =
        new Microsoft.AspNetCore.Http.Features.FeatureCollection();
    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();
    public override IDuplexPipe Transport { get; set; }

    public override void Abort(ConnectionAbortedException abortReason) => _socket.Abort();

    public override async ValueTask DisposeAsync()
    {
        await Transport.Output.CompleteAsync().ConfigureAwait(false);
        await Transport.Input.CompleteAsync().ConfigureAwait(false);
        if (_socket.State == WebSocketState.Open)
        {
            // A server that does not answer must not keep the bot from ending.
            using var patience = new CancellationTokenSource(Farewell);
            try
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException)
            {
                // It was gone already.
            }
        }

        _socket.Abort();
        await _pumps.ConfigureAwait(false);
        _socket.Dispose();
        _closed.Dispose();
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private async Task ReceiveAsync()
    {
        Exception? failure = null;
        try
        {
            while (true)
            {
                var memory = _incoming.Writer.GetMemory(4096);
                var received = await _socket.ReceiveAsync(memory, CancellationToken.None).ConfigureAwait(false);
                if (received.MessageType == WebSocketMessageType.Close)
                    break;

                _incoming.Writer.Advance(received.Count);
                var flushed = await _incoming.Writer.FlushAsync().ConfigureAwait(false);
                if (flushed.IsCompleted)
                    break;
            }
        }
        catch (Exception exception)
        {
            failure = exception; // Told to the reader, as the end of the pipe.
        }

        await _incoming.Writer.CompleteAsync(failure).ConfigureAwait(false);
        await _closed.CancelAsync().ConfigureAwait(false);
    }

    private async Task SendAsync()
    {
        Exception? failure = null;
        try
        {
            while (true)
            {
                var read = await _outgoing.Reader.ReadAsync().ConfigureAwait(false);
                foreach (var segment in read.Buffer)
                    await _socket.SendAsync(segment, WebSocketMessageType.Text, endOfMessage: false, CancellationToken.None)
                        .ConfigureAwait(false);
                if (!read.Buffer.IsEmpty)
                    await _socket.SendAsync(ReadOnlyMemory<byte>.Empty, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None)
                        .ConfigureAwait(false);
                _outgoing.Reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                    break;
            }
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        await _outgoing.Reader.CompleteAsync(failure).ConfigureAwait(false);
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
