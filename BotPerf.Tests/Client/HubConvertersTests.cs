using System.Text.Json;
using BotPerf.Client.Sending;
using BotPerf.Shared.Protocol;

namespace BotPerf.Tests.Client;

/// <summary>What is written by hand says and reads the same as what the serializer would make.</summary>
public sealed class HubConvertersTests
{
    private static readonly JsonSerializerOptions s_web = new(JsonSerializerDefaults.Web);
    private static readonly JsonSerializerOptions s_own = HubWire.Json();

    [Fact]
    public void HelloRequest_WithEverything_IsReadBackAlike()
    {
        var hello = new HelloRequest
        {
            Instance = "one", Session = "s", Healers = ["memory"],
            Info = new InstanceDetails
            {
                Version = "1", Host = "h", Library = "l", Runtime = "r", Sdk = "k", ShardId = 0, ShardCount = 2,
                StartedAt = new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero),
            },
        };

        var read = JsonSerializer.Deserialize<HelloRequest>(JsonSerializer.Serialize(hello, s_own), s_web)!;

        Assert.Equal(["memory"], read.Healers!);
        Assert.Equal(hello with { Healers = null }, read with { Healers = null });
        Assert.Equal(new HelloRequest { Healers = [] }.Protocol,
            JsonSerializer.Deserialize<HelloRequest>(JsonSerializer.Serialize(new HelloRequest(), s_own), s_web)!.Protocol);
    }

    [Fact]
    public void HelloReply_WithSettingsAndWithout_IsReadWhole()
    {
        var plain = new HelloReply(
            "Aurora", new DateTimeOffset(2026, 11, 21, 10, 0, 0, 250, TimeSpan.Zero), ulong.MaxValue, 7, 1_000, new ServerLimits(1, 2, 3, 4));
        var set = plain with { Settings = new RemoteSettings { Enabled = false, FlushIntervalMs = 500, DetailSamplingRate = 0.5 } };

        Assert.Equal(plain, Read(plain));
        Assert.Equal(set, Read(set));

        static HelloReply Read(HelloReply reply) => JsonSerializer.Deserialize<HelloReply>(JsonSerializer.Serialize(reply, s_web), s_own)!;
    }

    [Fact]
    public void PushAck_OfANewerServer_IsReadWithoutWhatIsNotKnown()
    {
        var ack = JsonSerializer.Deserialize<PushAck>(
            """{"seq":9,"accepted":3,"rejected":[{"index":1,"code":"x","message":"y"}],"duplicate":true,"retryAfterMs":250,"new":{"a":[1]}}""", s_own)!;

        Assert.Equal((9ul, 3, true, 250), (ack.Seq, ack.Accepted, ack.Duplicate, ack.RetryAfterMs));
        Assert.Null(JsonSerializer.Deserialize<PushAck>("""{"seq":9,"retryAfterMs":null}""", s_own)!.RetryAfterMs);
    }
}
