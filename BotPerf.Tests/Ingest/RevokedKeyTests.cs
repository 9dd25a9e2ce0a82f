using System.Net.WebSockets;
using System.Text;
using BotPerf.Shared.Protocol;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Bots;
using BotPerf.Web.Ingest;

namespace BotPerf.Tests.Ingest;

[Collection(ServerCollection.Name)]
public sealed class RevokedKeyTests
{
    [Fact]
    public async Task Revoke_OpenHubConnections_EndWithinFiveSecondsAndOthersStay()
    {
        await using var server = await LocalServer.StartAsync();
        var bots = server.Get<BotRegistry>();
        var made = await bots.CreateAsync("Aurora", "a test", CancellationToken.None);
        var other = await bots.IssueKeyAsync(made.Bot.Id, "a test", CancellationToken.None);
        using var first = await ConnectAsync(server, made.Key.Text);
        using var second = await ConnectAsync(server, other.Text);
        var open = server.Get<IngestConnections>();
        await Eventually.TrueAsync("both are connected", () => open.Count == 2);

        await bots.RevokeKeyAsync(made.Bot.Id, made.Key.Key.Id, "a test", CancellationToken.None);

        await EndOfAsync(first).WaitAsync(TimeSpan.FromSeconds(5), TimeProvider.System);
        await Eventually.TrueAsync("one is left", () => open.Count == 1);
        Assert.Equal(WebSocketState.Open, second.State);
        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(server, made.Key.Text));
    }

    private static async Task<ClientWebSocket> ConnectAsync(LocalServer server, string key)
    {
        var socket = new ClientWebSocket();
        var address = new UriBuilder(server.Url) { Scheme = "ws", Path = HubContract.Path, Query = "access_token=" + key };
        await socket.ConnectAsync(address.Uri, CancellationToken.None);
        await socket.SendAsync(
            Encoding.UTF8.GetBytes("{\"protocol\":\"json\",\"version\":1}\u001e"), WebSocketMessageType.Text, true, CancellationToken.None);
        return socket;
    }

    private static async Task EndOfAsync(ClientWebSocket socket)
    {
        try
        {
            while ((await socket.ReceiveAsync(new byte[4_096], CancellationToken.None)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (WebSocketException)
        {
            // Cut off without a farewell is an end too.
        }
    }
}
