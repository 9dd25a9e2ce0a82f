using System.Text;
using System.Text.Json;
using BotPerf.Shared.Protocol;
using BotPerf.Tests.Client;
using BotPerf.Web.Ingest;

namespace BotPerf.Tests.Ingest;

/// <summary>What docs/protocol.md says of events, without a server.</summary>
public sealed class EventTranslatorTests
{
    private const long Now = 1_795_255_200_000_000;
    private const long Day = 86_400_000_000;

    public static TheoryData<string, string[]> Events => new()
    {
        { """{"type":"command","name":"help","module":"General","kind":"slash","durationMs":250,"ackMs":120,"success":false,"error":"oops"}""",
            ["command_ack_seconds command=help kind=slash module=General: 1 of 0.12",
                "command_duration_seconds command=help kind=slash module=General: 1 of 0.25",
                "command_errors_total command=help kind=slash module=General: +1"] },
        { """{"type":"message","durationMs":12.5,"channelType":"text","success":false}""",
            ["message_duration_seconds channel_type=text: 1 of 0.0125", "message_errors_total channel_type=text: +1"] },
        { """{"type":"query","operation":"SELECT","durationMs":8}""", ["database_query_duration_seconds type=SELECT: 1 of 0.008"] },
        { """{"type":"latency","connection":"gateway:0","ms":87}""", ["websocket_latency_seconds connection=gateway:0: =0.087"] },
        { """{"type":"rateLimit","bucket":"b","current":4,"maximum":5,"resetInMs":800}""",
            ["rate_limit_max bucket=b: =5", "rate_limit_reset_seconds bucket=b: =0.8", "rate_limit_used bucket=b: =4"] },
        { """{"type":"pool","name":"main","active":5,"idle":10,"waiting":2,"waitMs":[10,20]}""",
            ["pool_active pool=main: =5", "pool_idle pool=main: =10", "pool_wait_seconds pool=main: 2 of 0.03", "pool_waiting pool=main: =2"] },
        { """{"type":"cache","name":"r","hits":10,"misses":2,"evictions":0,"size":100,"bytes":12345}""",
            ["cache_bytes cache=r: =12345", "cache_entries cache=r: =100", "cache_evictions_total cache=r: +0",
                "cache_hits_total cache=r: +10", "cache_misses_total cache=r: +2"] },
        { """{"type":"circuit","name":"g","state":"half-open"}""",
            ["circuit_state circuit=g state=closed: =0", "circuit_state circuit=g state=half-open: =1", "circuit_state circuit=g state=open: =0"] },
        { """{"type":"counter","name":"sent_total","labels":{"channel":"public"},"value":3}""", ["sent_total channel=public: +3"] },
        { """{"type":"counter","name":"sent_total"}""", ["sent_total: +1"] },
        { """{"type":"gauge","name":"depth","value":-12}""", ["depth: =-12"] },
        { """{"type":"histogram","name":"size_bytes","value":512}""", ["size_bytes: 1 of 512"] },
    };

    [Theory]
    [MemberData(nameof(Events))]
    public void Translate_EventOfTheProtocol_LandsInItsSeries(string json, string[] expected)
    {
        var translation = Translate($"[{json}]");

        Assert.Empty(translation.Rejected);
        Assert.Equal(expected, Stored(Assert.Single(translation.Frames)));
    }

    [Fact]
    public void Translate_FailedCommand_IsInDetailWithItsErrorAndItsStart()
    {
        var frame = Assert.Single(Translate(
            """[{"type":"command","name":"a","durationMs":1,"at":"2026-11-21T10:00:00.2Z"},{"type":"command","name":"b","durationMs":2,"ackMs":1,"at":"2026-11-21T10:00:00.1","success":false,"error":{"type":"IOException","message":"disk"},"guild":9}]""").Frames);

        Assert.Equal(new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds(), frame.EndUs / 1_000_000);
        Assert.Equal([-1L, -100_000L], frame.Executions.StartUs);
        Assert.Equal([0UL, 1_001UL], frame.Executions.AckUs);
        Assert.Equal([0U, 1U], frame.Executions.Error);
        Assert.Equal([0U, 1U], frame.Executions.Guild);
        Assert.Equal("9", Assert.Single(frame.Executions.Texts));
        Assert.Equal(("IOException", "disk", 1UL), (frame.Errors[0].Type, frame.Errors[0].Message, frame.Errors[0].Count));
    }

    [Fact]
    public void Translate_Lifecycle_IsAMarkWithItsDetail()
    {
        var frame = Assert.Single(Translate("""[{"type":"lifecycle","event":"deploy","detail":{"version":"1.4.2"}}]""").Frames);

        Assert.Equal(("deploy", "1.4.2", Now), (frame.Lifecycle[0].Event, frame.Lifecycle[0].Detail["version"], frame.Lifecycle[0].AtUs));
    }

    public static TheoryData<string, string, string> WrongEvents => new()
    {
        { """{"type":"command","name":"\ud800","durationMs":1}""", RejectionCode.FieldInvalid, "Unicode" },
        { """{"type":"gauge","name":"g","value":1,"labels":{"\udc00":"x"}}""", RejectionCode.FieldInvalid, "Unicode" },
        { """{"type":"gauge","name":"g","value":1e31}""", RejectionCode.FieldInvalid, "value" },
        { """{"type":"gauge","name":"g","value":1e999}""", RejectionCode.NotFinite, "value" },
        { """{"type":"pool","name":"p","waitMs":[1,-2]}""", RejectionCode.DurationNegative, "waitMs" },
        { """{"type":"pool","name":"p","waitMs":[1e20]}""", RejectionCode.FieldInvalid, "waitMs" },
        { """{"type":"circuit","name":"p","state":"ajar"}""", RejectionCode.FieldInvalid, "state" },
        { """{"type":"lifecycle","event":"x","detail":7}""", RejectionCode.FieldInvalid, "detail" },
        { """{"type":"counter","name":"c","value":-1}""", RejectionCode.FieldInvalid, "value" },
        { """{"type":"command","name":"c","durationMs":1,"at":"yesterday"}""", RejectionCode.FieldInvalid, "at" },
        { """{"type":"command","name":"c","durationMs":1,"success":"yes"}""", RejectionCode.FieldInvalid, "success" },
        { """{"type":"gauge","name":"kind_of_counter","value":1}""", RejectionCode.FieldInvalid, "kind_of_counter" },
        { "7", RejectionCode.FieldInvalid, "object" },
    };

    [Theory]
    [MemberData(nameof(WrongEvents))]
    public void Translate_WrongEvent_IsRejectedByCodeAndField(string json, string code, string field)
    {
        var translation = Translate($$"""[{"type":"gauge","name":"fine","value":1},{{json}}]""");

        var rejected = Assert.Single(translation.Rejected);
        Assert.Equal((1, code), (rejected.Index, rejected.Code));
        Assert.Contains(field, rejected.Message, StringComparison.Ordinal);
        Assert.Equal(["fine: =1"], Stored(Assert.Single(translation.Frames)));
    }

    [Fact]
    public void Translate_OneWrongOfFiveHundred_LosesOnlyThat()
    {
        var events = Enumerable.Range(0, 500).Select(i => $$"""{"type":"command","name":"help","durationMs":{{(i == 321 ? -1 : i)}}}""");

        var translation = Translate($"[{string.Join(',', events)}]");

        Assert.Equal((499, 321), (translation.Accepted, Assert.Single(translation.Rejected).Index));
        Assert.Equal(499, Assert.Single(translation.Frames).Executions.Series.Count);
        Assert.Equal(499, FrameReader.Sketches(translation.Frames[0]).Sum(one => one.Sketch.Count));
    }

    [Fact]
    public void Translate_NameUsedAsAnotherKind_RejectsOnlyThatUse()
    {
        var translation = Translate(
            """[{"type":"counter","name":"x","value":-1},{"type":"gauge","name":"x","value":1,"labels":{"a":"1"}},{"type":"counter","name":"x"},{"type":"gauge","name":"x","value":2}]""");

        Assert.Equal([0, 2], translation.Rejected.Select(one => one.Index));
        Assert.Equal(["x a=1: =1", "x: =2"], Stored(Assert.Single(translation.Frames)));
    }

    [Fact]
    public void Translate_BytesThatAreNotUtf8_AreRejectedAndNothingThrown()
    {
        var bytes = Encoding.Latin1.GetBytes("""{"instance":"é","events":[]}""");
        using var outside = JsonDocument.Parse(bytes);
        Assert.Null(EventBatch.Read(outside.RootElement, out var fault));
        Assert.Equal(RejectionCode.FieldInvalid, fault.Code);
    }

    [Fact]
    public void Translate_NonsenseOfAnyKind_NeverThrowsAndStoresOnlyWhatIsValid()
    {
        var random = new Random(9);
        string[] values =
        [
            "null", "true", "[]", "{}", "[1]", "\"\"", "\"help\"", "-1", "1e400", "1e29", "0", "\"NaN\"", "\"\\ud800\"", "\"\\u0000\"",
            "{\"a\":null}", "{\"\\udfff\":\"x\"}", "[null,\"x\"]", "\"9999-12-31T23:59:59Z\"", "\"0001-01-01\"", "12.5",
        ];
        string[] fields =
        [
            "name", "module", "kind", "durationMs", "ackMs", "success", "error", "guild", "channelType", "operation", "connection", "ms",
            "bucket", "current", "maximum", "resetInMs", "active", "idle", "waitMs", "hits", "size", "state", "labels", "value", "event", "detail", "at",
        ];
        string[] types =
            ["command", "message", "query", "latency", "rateLimit", "pool", "cache", "circuit", "counter", "gauge", "histogram", "lifecycle", "x"];
        for (var i = 0; i < 10_000; i++)
        {
            var json = new StringBuilder($"[{{\"type\":\"{types[random.Next(types.Length)]}\"");
            foreach (var field in fields.Where(_ => random.Next(2) == 0))
                json.Append($",\"{field}\":{values[random.Next(values.Length)]}");

            var translation = Translate(json.Append("}]").ToString());

            Assert.Equal(1, translation.Accepted + translation.Rejected.Count);
            foreach (var frame in translation.Frames)
                Assert.Null(FrameValidator.Check(frame, Now - Day, Now + Day));
        }
    }

    private static EventTranslation Translate(string events)
    {
        using var json = JsonDocument.Parse($$"""{"events":{{events}}}""");
        var batch = EventBatch.Read(json.RootElement, out _)!;
        return EventTranslator.Translate(
            batch, Now, Now - Day, Now + Day, name => name == "kind_of_counter" ? SeriesKind.Counter : null);
    }

    private static List<string> Stored(Frame frame)
    {
        string Name(uint number)
        {
            var labels = frame.Series[(int)number].Labels;
            return frame.Series[(int)number].Name
                + string.Concat(Enumerable.Range(0, labels.Count / 2).Select(i => $" {labels[2 * i]}={labels[2 * i + 1]}"));
        }

        var stored = FrameReader.Sketches(frame).Select(one => $"{Name(one.Series)}: {one.Sketch.Count} of {one.Sketch.Sum:0.######}").ToList();
        if (frame.Counters is { } counters)
            stored.AddRange(counters.Series.Zip(counters.Delta, (number, delta) => $"{Name(number)}: +{delta}"));
        if (frame.Gauges is { } gauges)
            stored.AddRange(gauges.Series.Zip(gauges.Last, (number, last) => $"{Name(number)}: ={last}"));
        stored.Sort(StringComparer.Ordinal);
        return stored;
    }
}
