using System.Text.Json;
using System.Text.Json.Serialization;
using BotPerf.Shared.Protocol;

namespace BotPerf.Client.Sending;

// Written by hand for what every bot says and hears: for each type of a property the generated ones have the runtime compile
// some fifty methods, hundreds in all, in every bot. The messages that seldom come are left to them.

/// <summary>Writes who is there.</summary>
internal sealed class HelloRequestConverter : JsonConverter<HelloRequest>
{
    public override HelloRequest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("A bot says Hello and hears none.");

    public override void Write(Utf8JsonWriter writer, HelloRequest value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteNumber("protocol"u8, value.Protocol);
        writer.WriteString("instance"u8, value.Instance);
        writer.WriteString("session"u8, value.Session);
        if (value.Info is { } info)
            Write(writer, info);
        writer.WriteStartArray("healers"u8);
        foreach (var healer in value.Healers ?? [])
            writer.WriteStringValue(healer);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, InstanceDetails info)
    {
        writer.WriteStartObject("info"u8);
        writer.WriteString("version"u8, info.Version);
        writer.WriteString("host"u8, info.Host);
        writer.WriteString("library"u8, info.Library);
        writer.WriteString("runtime"u8, info.Runtime);
        writer.WriteString("sdk"u8, info.Sdk);
        if (info.ShardId is { } shard)
            writer.WriteNumber("shardId"u8, shard);
        if (info.ShardCount is { } shards)
            writer.WriteNumber("shardCount"u8, shards);
        if (info.StartedAt is { } startedAt)
            writer.WriteString("startedAt"u8, startedAt);
        writer.WriteEndObject();
    }
}

/// <summary>Reads the answer to Hello. What is not known is left out, as newer servers may say more.</summary>
internal sealed class HelloReplyConverter : JsonConverter<HelloReply>
{
    public override HelloReply Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var reply = new HelloReply("", default, 0, 0, 0, new ServerLimits(0, 0, 0, 0));
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "bot":
                    reply = reply with { Bot = reader.GetString() ?? "" };
                    break;
                case "serverTime":
                    reply = reply with { ServerTime = reader.GetDateTimeOffset() };
                    break;
                case "lastSeq":
                    reply = reply with { LastSeq = reader.GetUInt64() };
                    break;
                case "seriesKnown":
                    reply = reply with { SeriesKnown = reader.GetUInt32() };
                    break;
                case "flushIntervalMs":
                    reply = reply with { FlushIntervalMs = reader.GetInt32() };
                    break;
                case "limits":
                    reply = reply with { Limits = Limits(ref reader) };
                    break;
                case "settings":
                    // The generated code, and only where something is set.
                    reply = reply with { Settings = reader.TokenType == JsonTokenType.Null ? null : JsonSerializer.Deserialize<RemoteSettings>(ref reader, options) };
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return reply;
    }

    public override void Write(Utf8JsonWriter writer, HelloReply value, JsonSerializerOptions options) =>
        throw new NotSupportedException("A bot does not answer Hello.");

    private static ServerLimits Limits(ref Utf8JsonReader reader)
    {
        var limits = new ServerLimits(0, 0, 0, 0);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "maxFrameBytes":
                    limits = limits with { MaxFrameBytes = reader.GetInt32() };
                    break;
                case "maxSeriesPerInstance":
                    limits = limits with { MaxSeriesPerInstance = reader.GetInt32() };
                    break;
                case "maxLabelLength":
                    limits = limits with { MaxLabelLength = reader.GetInt32() };
                    break;
                case "maxExecutionsPerSecond":
                    limits = limits with { MaxExecutionsPerSecond = reader.GetInt32() };
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return limits;
    }
}

/// <summary>Reads the acknowledgement of a frame, but for the values that were refused: a bot can do nothing about them.</summary>
internal sealed class PushAckConverter : JsonConverter<PushAck>
{
    public override PushAck Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        ulong seq = 0;
        var accepted = 0;
        var duplicate = false;
        int? retryAfterMs = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "seq":
                    seq = reader.GetUInt64();
                    break;
                case "accepted":
                    accepted = reader.GetInt32();
                    break;
                case "duplicate":
                    duplicate = reader.GetBoolean();
                    break;
                case "retryAfterMs":
                    retryAfterMs = reader.TokenType == JsonTokenType.Null ? null : reader.GetInt32();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new PushAck(seq, accepted, [], duplicate, retryAfterMs);
    }

    public override void Write(Utf8JsonWriter writer, PushAck value, JsonSerializerOptions options) =>
        throw new NotSupportedException("A bot does not acknowledge frames.");
}
