using System.Text;
using BotPerf.Shared.Protocol;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Ingest;
using BotPerf.Web.Ingest.Otlp;
using BotPerf.Web.Ingest.Otlp.Wire;
using Google.Protobuf;
using static BotPerf.Tests.Ingest.Otlp.OtlpExport;

namespace BotPerf.Tests.Ingest.Otlp;

/// <summary>A wrong point costs itself, is counted, and the answer says why.</summary>
public sealed class OtlpTranslatorTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualClock _clock = new();

    public void Dispose() => _folder.Dispose();

    private static string P(string rest) => "{" + rest + "}";

    public static TheoryData<string, int, string, string> WrongPoints => new()
    {
        { Gauge("g", P("\"asDouble\":\"NaN\"")), 1, RejectionCode.NotFinite, "finite" },
        { Gauge("g", P("\"asDouble\":\"-Infinity\"")), 1, RejectionCode.NotFinite, "finite" },
        { Gauge("g", P("\"asDouble\":1e31")), 1, RejectionCode.FieldInvalid, "beyond" },
        { Gauge("g", P("\"flags\":1")), 1, RejectionCode.FieldMissing, "no recorded value" },
        { Gauge("g", P("\"startTimeUnixNano\":\"1\"")), 1, RejectionCode.FieldMissing, "without a value" },
        { Gauge("g", P("\"asInt\":1,\"timeUnixNano\":\"1000000000000000000\"")), 1, RejectionCode.TimeOutOfRange, "time" },
        { Gauge("g", P("\"asInt\":1,\"timeUnixNano\":\"18446744073709551615\"")), 1, RejectionCode.TimeOutOfRange, "time" },
        { Gauge("🎵", P("\"asInt\":1") + "," + P("\"asInt\":2")), 2, RejectionCode.NameInvalid, "name" },
        { Gauge(new string('n', 1_000), P("\"asInt\":1")), 1, RejectionCode.NameTooLong, "name" },
        { Gauge("g", P($"\"asInt\":1,\"attributes\":[{Attributes(17)}]")), 1, RejectionCode.LabelLimit, "attributes" },
        { Gauge("g", P("\"asInt\":1,\"attributes\":[{\"value\":{\"intValue\":1}}]")), 1, RejectionCode.NameInvalid, "key" },
        { Gauge("kind_of_counter", P("\"asInt\":1")), 1, RejectionCode.FieldInvalid, "counter" },
        { Counter("c", P("\"asInt\":\"-1\""), temporality: 1), 1, RejectionCode.FieldInvalid, "negative" },
        { Counter("c", P("\"asInt\":\"1\""), temporality: 0), 1, RejectionCode.FieldInvalid, "aggregation_temporality" },
        { Counter("c", P("\"asInt\":\"1\"")), 1, RejectionCode.FieldMissing, "time" },
        { """{"name":"s","sum":{"aggregationTemporality":1,"dataPoints":[{"asInt":1}]}}""", 1, RejectionCode.FieldInvalid, "cumulative" },
        { """{"name":"s","summary":{"dataPoints":[{"count":1},{"count":2}]}}""", 2, RejectionCode.TypeUnknown, "summary" },
        { Histogram("h", P("\"count\":1,\"explicitBounds\":[1,2],\"bucketCounts\":[1,0]")), 1, RejectionCode.FieldInvalid, "bucket_counts" },
        { Histogram("h", P("\"count\":1,\"explicitBounds\":[2,1],\"bucketCounts\":[1,0,0]")), 1, RejectionCode.FieldInvalid, "explicit_bounds[1]" },
        { Histogram("h", P("\"count\":1,\"explicitBounds\":[\"NaN\"],\"bucketCounts\":[1,0]")), 1, RejectionCode.FieldInvalid, "explicit_bounds[0]" },
        { Histogram("h", P("\"count\":2,\"explicitBounds\":[1],\"bucketCounts\":[1,0]")), 1, RejectionCode.FieldInvalid, "count" },
        { Histogram("h", P("\"count\":\"18446744073709551615\",\"explicitBounds\":[1],\"bucketCounts\":[\"18446744073709551615\",0]")), 1, RejectionCode.FieldInvalid, "2^40" },
        { Histogram("h", P("\"count\":1,\"explicitBounds\":[-1],\"bucketCounts\":[1,0]")), 1, RejectionCode.FieldInvalid, "negative" },
        { Histogram("h", P("\"count\":1,\"sum\":-3,\"min\":-3,\"explicitBounds\":[1],\"bucketCounts\":[1,0]")), 1, RejectionCode.FieldInvalid, "negative" },
        { Histogram("h", P("\"count\":1,\"sum\":9,\"explicitBounds\":[1],\"bucketCounts\":[1,0]")), 1, RejectionCode.FieldInvalid, "sum" },
        { Histogram("h", P("\"count\":1,\"sum\":\"NaN\",\"explicitBounds\":[1],\"bucketCounts\":[1,0]")), 1, RejectionCode.NotFinite, "sum" },
        { Histogram("h", P("\"count\":1,\"max\":9,\"explicitBounds\":[1],\"bucketCounts\":[1,0]")), 1, RejectionCode.FieldInvalid, "max" },
        { Exponential("e", P("\"count\":1,\"negative\":{\"bucketCounts\":[1]}")), 1, RejectionCode.FieldInvalid, "negative" },
        { Exponential("e", P("\"count\":1,\"scale\":2000000000,\"positive\":{\"bucketCounts\":[1]}")), 1, RejectionCode.FieldInvalid, "scale" },
        { Exponential("e", P("\"count\":1,\"scale\":0,\"positive\":{\"offset\":2147483647,\"bucketCounts\":[1]}")), 1, RejectionCode.FieldInvalid, "beyond" },
        { Exponential("e", P("\"count\":7,\"scale\":0,\"positive\":{\"bucketCounts\":[1]}")), 1, RejectionCode.FieldInvalid, "count" },
        { Exponential("e", P("\"count\":1,\"zeroCount\":1,\"zeroThreshold\":\"NaN\"")), 1, RejectionCode.FieldInvalid, "zero_threshold" },
    };

    [Theory]
    [MemberData(nameof(WrongPoints))]
    public async Task Push_WrongPoint_IsRefusedByCodeAndTheOthersKept(string metric, int points, string code, string word)
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        await PushAsync(core, Of(Counter("kind_of", P("\"asInt\":1"), temporality: 1).Replace("kind_of", "kind_of_counter", StringComparison.Ordinal)));
        metric = metric.Replace("\"kind_of_counter\"", "\"kind_of_counter_total\"", StringComparison.Ordinal);

        var answer = await PushAsync(core, Of($"{metric},{Gauge("fine", P("\"asInt\":\"1\""))}"));

        Assert.Equal(points, answer.Rejected);
        Assert.StartsWith(code, answer.Message, StringComparison.Ordinal);
        Assert.Contains(word, answer.Message, StringComparison.Ordinal);
        Assert.InRange(answer.Message.Length, 1, 1_000);
        Assert.Equal(1, core.Totals()["fine"].Last);
    }

    [Fact]
    public async Task Push_InstanceNameTooLong_CostsOnlyThatResource()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var metric = Gauge("g", P("\"asInt\":1") + "," + P("\"asInt\":2"));

        var answer = await PushAsync(core, $$"""{"resourceMetrics":[{{Resource(metric, new string('i', 101))}},{{Resource(metric, "one")}}]}""");

        Assert.Equal(2, answer.Rejected);
        Assert.Equal(2, core.Totals()["g"].Last);
    }

    [Fact]
    public async Task Push_AttributesOfEveryKind_AreLabels()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        const string attributes =
            """
            {"key":"a.b","value":{"stringValue":"<script>\"\n"}},{"key":"a_b","value":{"intValue":"7"}},{"key":"0","value":{"doubleValue":0.5}},
            {"key":"list","value":{"arrayValue":{"values":[{"stringValue":"x"},{"boolValue":true},{"intValue":3}]}}},
            {"key":"long","value":{"stringValue":"LONG"}},{"key":"empty","value":{}},{"key":"raw","value":{"bytesValue":"AQID"}}
            """;

        await PushAsync(core, Of(Gauge("g", P($"\"asInt\":1,\"attributes\":[{attributes.Replace("LONG", new string('é', 100_000), StringComparison.Ordinal)}]"))));

        Assert.Equal(
            "g a_b=<script>\"\n;7 key_0=0.5 list=[\"x\",true,3] long=" + new string('é', WireLimits.MaxLabelLength) + " raw=AQID",
            Assert.Single(core.Totals()).Key);
    }

    [Fact]
    public async Task Push_MetricsWithoutPoints_ShowThatTheInstanceLives()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);

        await PushAsync(core, Of(Counter("hits", Point(_clock.GetUtcNow().AddDays(-2), _clock.GetUtcNow(), "\"asInt\":5"))));

        Assert.Empty(core.Totals());
        Assert.Equal(core.NowUs, core.Instance().Rhythm.LastUs);
    }

    [Fact]
    public async Task Push_TenThousandsOfLabels_GoOnInOneSeriesAndTheTotalIsRight()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        for (var i = 0; i < 5; i++)
        {
            var points = string.Join(',', Enumerable.Range(i * 700, 700).Select(user =>
                P($$"""
                    "asInt":"1","attributes":[{"key":"user","value":{"stringValue":"u{{user}}"} }]
                    """)));
            Assert.Equal(0, (await PushAsync(core, Of(Counter("hits", points, temporality: 1)))).Rejected);
        }

        var totals = core.Totals();
        Assert.Equal(WireLimits.MaxSeriesPerMetric + 1, totals.Count);
        Assert.Equal(3_500, totals.Values.Sum(one => one.Sum));
        Assert.Equal(3_500 - WireLimits.MaxSeriesPerMetric, totals["hits_total user=" + WireLimits.OtherLabel].Sum);
    }

    [Fact]
    public void Read_JsonAsEverySdkWritesIt_IsTheSame()
    {
        const string peculiar =
            """
            {"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"x","sum":{"isMonotonic":true,"aggregationTemporality":2,
              "dataPoints":[{"asInt":"5","timeUnixNano":1795255200000000000,"exemplars":[{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","asInt":"1"}]}]}}],
              "somethingNew":{"deep":[1,2,3]}}]}]}
            """;
        const string formal =
            """
            {"resource_metrics":[{"scope_metrics":[{"metrics":[{"name":"x","sum":{"is_monotonic":true,"aggregation_temporality":"AGGREGATION_TEMPORALITY_CUMULATIVE",
              "data_points":[{"as_int":5,"time_unix_nano":"1795255200000000000"}]}}]}]}]}
            """;

        Assert.Equal(Read(formal), Read(peculiar));
        Assert.NotNull(Read(formal));
    }

    [Fact]
    public void Translate_NonsenseOfAnyKind_NeverThrowsAndStoresOnlyWhatIsValid()
    {
        var sample = Encoding.UTF8.GetBytes(Of(string.Join(',',
            Gauge("g", P("\"asDouble\":1.5,\"attributes\":[{\"key\":\"a\",\"value\":{\"stringValue\":\"b\"}}]")),
            Counter("c", P("\"asInt\":\"1\""), temporality: 1),
            Histogram("h", P("\"count\":3,\"sum\":4,\"explicitBounds\":[1,2],\"bucketCounts\":[1,2,0]")),
            Exponential("e", P("\"count\":2,\"scale\":3,\"positive\":{\"offset\":4,\"bucketCounts\":[1,1]}")))));
        var proto = OtlpEncoding.Json.Read(sample)!.ToByteArray();
        var random = new Random(5);
        var read = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var (encoding, body) = i % 2 == 0 ? (OtlpEncoding.Protobuf, proto.ToArray()) : (OtlpEncoding.Json, sample.ToArray());
            for (var n = random.Next(4); n >= 0; n--)
                body[random.Next(body.Length)] = (byte)random.Next(256);
            if (random.Next(4) == 0)
                body = body[..random.Next(body.Length)];
            if (encoding.Read(body) is not { } export)
                continue;

            read++;
            var translation = OtlpTranslator.Translate(export, 1_795_255_200_000_000, 0, long.MaxValue / 2, _ => null);
            foreach (var source in translation.Sources)
            {
                var draft = new OtlpDraft(new OtlpStreams(null!, instance: null, 1), translation.Refusals, 1_795_255_200_000_000);
                Assert.All(draft.Build(source.Points), part => Assert.Null(FrameValidator.Check(part.Frame, 0, long.MaxValue / 2)));
            }
        }

        Assert.InRange(read, 1_000, 19_999);
    }

    private static ExportMetricsServiceRequest? Read(string json) => OtlpEncoding.Json.Read(Encoding.UTF8.GetBytes(json));

    private static string Attributes(int count) => string.Join(',', Enumerable.Range(0, count).Select(i =>
        $$"""
        {"key":"k{{i}}","value":{"stringValue":"v"} }
        """));
}
