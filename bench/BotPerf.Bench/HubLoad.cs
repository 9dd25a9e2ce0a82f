using System.Net;
using BotPerf.Client.Sending;
using BotPerf.Shared.Protocol;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace BotPerf.Bench;

/// <summary>Pushes frames over the hub as the SDK does, as fast as they are acknowledged.</summary>
internal static class HubLoad
{
    private const int ExecutionsAFrame = 10_000;
    private const int FramesInFlight = 4;

    public static async Task<IngestFigures> RunAsync(int connections, TimeSpan duration)
    {
        await using var server = await ChildServer.BotPerfAsync(new Dictionary<string, string>
        {
            ["Ingest__MaxBytesPerSecond"] = "1000000000",
            ["Ingest__MaxFramesPerSecond"] = "1000000",
        });
        var key = await server.AddBotAsync("bench");
        return await IngestFigures.MeasureAsync(server, connections, duration,
            (connection, goesOn) => PushAsync(server, key, connection, goesOn));
    }

    private static async Task<long> PushAsync(ChildServer server, string key, int number, Func<bool> goesOn)
    {
        var frames = new ExecutionFrames(ExecutionsAFrame, seed: number);
        await using var connection = Connect(server, key);
        await connection.StartAsync();
        await connection.InvokeAsync<HelloReply>(HubContract.Hello,
            new HelloRequest { Instance = $"bench-{number}", Session = Guid.NewGuid().ToString() });

        var seq = 0UL;
        long stored = 0;
        var inFlight = new Queue<Task<PushAck>>();
        while (goesOn() || inFlight.Count > 0)
        {
            if (goesOn() && inFlight.Count < FramesInFlight)
            {
                inFlight.Enqueue(connection.InvokeAsync<PushAck>(HubContract.Push, frames.Frame(++seq, NowUs())));
                continue;
            }

            var ack = await inFlight.Dequeue();
            if (ack.RetryAfterMs is not null || ack.Duplicate || ack.Rejected.Count > 0)
                throw new InvalidOperationException($"Frame {ack.Seq} was not stored: {ack}");
            stored += ExecutionsAFrame;
        }

        return stored;
    }

    /// <summary>A connection as the SDK makes it; not started.</summary>
    public static HubConnection Connect(ChildServer server, string key)
    {
        var hub = new UriBuilder(new Uri(server.Url, HubContract.Path)) { Scheme = "ws" }.Uri;
        var builder = new HubConnectionBuilder();
        builder.Services.AddSingleton<IConnectionFactory>(new WebSocketConnectionFactory(key));
        builder.Services.AddSingleton<EndPoint>(new UriEndPoint(hub));
        builder.AddJsonProtocol();
        return builder.Build();
    }

    public static long NowUs() => (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
