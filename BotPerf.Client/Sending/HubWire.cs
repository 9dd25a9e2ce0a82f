using System.Text.Json;
using System.Text.Json.Serialization;
using BotPerf.Shared.Protocol;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace BotPerf.Client.Sending;

/// <summary>
/// Makes hub connections the thrifty way, as the SDK lives in somebody else's process: no container of services, and JSON
/// code written at build instead of by reflection. Together that is several megabytes of the bot's memory.
/// </summary>
internal static class HubWire
{
    public static HubConnection Connection(Uri hub, string key)
    {
        var protocol = new JsonHubProtocol(Options.Create(new JsonHubProtocolOptions { PayloadSerializerOptions = Json() }));
        return new HubConnection(
            new WebSocketConnectionFactory(key), protocol, new UriEndPoint(hub), NoServices.Instance,
            NullLoggerFactory.Instance)
        {
            ServerTimeout = TimeSpan.FromSeconds(30),
            KeepAliveInterval = TimeSpan.FromSeconds(10),
        };
    }

    /// <summary>How messages are written and read.</summary>
    public static JsonSerializerOptions Json()
    {
        var json = new JsonHubProtocolOptions().PayloadSerializerOptions;
        json.TypeInfoResolver = HubJson.Default;
        json.Converters.Add(new HelloRequestConverter());
        json.Converters.Add(new HelloReplyConverter());
        json.Converters.Add(new PushAckConverter());
        return json;
    }

    private sealed class NoServices : IServiceProvider
    {
        public static readonly NoServices Instance = new();

        public object? GetService(Type serviceType) => null;
    }
}

/// <summary>Everything that crosses the hub in either direction: a type that is missing here cannot be sent.</summary>
[JsonSerializable(typeof(HelloRequest))]
[JsonSerializable(typeof(HelloReply))]
[JsonSerializable(typeof(PushAck))]
[JsonSerializable(typeof(HealRequest))]
[JsonSerializable(typeof(RemoteSettings))]
[JsonSerializable(typeof(AlertMessage))]
[JsonSerializable(typeof(IReadOnlyList<SuggestionMessage>))]
[JsonSerializable(typeof(HealthMessage))]
[JsonSerializable(typeof(byte[]))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(bool))]
internal sealed partial class HubJson : JsonSerializerContext;
