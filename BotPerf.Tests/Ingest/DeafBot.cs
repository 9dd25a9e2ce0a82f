using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace BotPerf.Tests.Ingest;

/// <summary>A bot that says Hello and then never reads again, down to the socket: what it is sent piles up.</summary>
internal sealed class DeafBot : IDisposable
{
    private const char End = '\u001e';
    private readonly ClientWebSocket _socket = new();

    private DeafBot()
    {
    }

    public static async Task<DeafBot> StartAsync(Uri server, string key, string instance, params string[] healers)
    {
        var bot = new DeafBot();
        var address = new UriBuilder(server) { Scheme = "ws", Path = "/hubs/ingest", Query = "access_token=" + key };
        await bot._socket.ConnectAsync(address.Uri, CancellationToken.None);
        await bot.SendAsync("""{"protocol":"json","version":1}""");
        await bot.SendAsync(JsonSerializer.Serialize(new
        {
            type = 1, invocationId = "1", target = "Hello", arguments = new[] { new { protocol = 1, instance, healers } },
        }));
        var heard = new StringBuilder();
        var buffer = new byte[16_384];
        while (!heard.ToString().Contains("\"invocationId\":\"1\"", StringComparison.Ordinal))
        {
            var received = await bot._socket.ReceiveAsync(buffer, CancellationToken.None);
            heard.Append(Encoding.UTF8.GetString(buffer, 0, received.Count));
        }

        return bot;
    }

    public void Dispose() => _socket.Dispose();

    private Task SendAsync(string message) => _socket.SendAsync(
        Encoding.UTF8.GetBytes(message + End), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
}
