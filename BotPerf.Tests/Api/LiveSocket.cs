using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using BotPerf.Tests.Hosting;

namespace BotPerf.Tests.Api;

/// <summary>A client of the live hub, down to the WebSocket: what it is sent, as it is sent.</summary>
internal sealed class LiveSocket : IDisposable
{
    private const char End = '\u001e';
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ClientWebSocket _socket;
    private readonly StringBuilder _read = new();

    private LiveSocket(ClientWebSocket socket) => _socket = socket;

    public WebSocketState State => _socket.State;

    /// <param name="server">Where.</param>
    /// <param name="key">In the query, as a browser has to; null: none.</param>
    /// <param name="visitor">Whose cookies to send; null: nobody's.</param>
    public static async Task<LiveSocket> ConnectAsync(LocalServer server, string? key, Visitor? visitor = null)
    {
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (visitor is not null)
            socket.Options.Cookies = visitor.Cookies;
        var address = new UriBuilder(server.Url)
        {
            Scheme = "ws",
            Path = "/hubs/live",
            Query = key is null ? "" : "access_token=" + key,
        };
        try
        {
            await socket.ConnectAsync(address.Uri, CancellationToken.None);
        }
        catch (WebSocketException)
        {
            var status = socket.HttpStatusCode;
            socket.Dispose();
            throw new HttpRequestException("refused", null, status);
        }

        var live = new LiveSocket(socket);
        await live.SendAsync("""{"protocol":"json","version":1}""");
        Assert.Equal("{}", (await live.NextAsync()).GetRawText());
        return live;
    }

    /// <summary>Null when it was done, else what the hub says.</summary>
    public async Task<string?> SubscribeAsync(object botIds)
    {
        await SendAsync(JsonSerializer.Serialize(
            new { type = 1, invocationId = "1", target = "Subscribe", arguments = new[] { botIds } }));
        while (true)
        {
            var message = await NextAsync();
            if (message.GetProperty("type").GetInt32() == 3)
                return message.TryGetProperty("error", out var error) ? error.GetString() : null;
        }
    }

    /// <summary>The arguments of the next call of that name.</summary>
    public async Task<JsonElement> CallAsync(string target)
    {
        while (true)
        {
            var message = await NextAsync();
            if (message.GetProperty("type").GetInt32() == 1 && message.GetProperty("target").GetString() == target)
                return message.GetProperty("arguments");
        }
    }

    /// <summary>Waits until the server has ended the connection.</summary>
    public async Task EndAsync()
    {
        try
        {
            while (true)
                await NextAsync();
        }
        catch (Exception ended) when (ended is WebSocketException or EndOfStreamException)
        {
            // Cut off without a farewell is an end too.
        }
    }

    public void Dispose() => _socket.Dispose();

    private Task SendAsync(string message) => _socket.SendAsync(
        Encoding.UTF8.GetBytes(message + End), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    private async Task<JsonElement> NextAsync()
    {
        var buffer = new byte[16_384];
        int end;
        while ((end = _read.ToString().IndexOf(End, StringComparison.Ordinal)) < 0)
        {
            var received = await _socket.ReceiveAsync(buffer, CancellationToken.None).WaitAsync(Patience, TimeProvider.System);
            if (received.MessageType == WebSocketMessageType.Close)
                throw new EndOfStreamException();
            _read.Append(Encoding.UTF8.GetString(buffer, 0, received.Count));
        }

        var text = _read.ToString(0, end);
        _read.Remove(0, end + 1);
        return JsonDocument.Parse(text).RootElement;
    }
}
