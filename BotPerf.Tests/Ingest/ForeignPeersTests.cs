using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BotPerf.Shared.Protocol;
using BotPerf.Tests.Infrastructure;
using BotPerf.Tests.Journey;

namespace BotPerf.Tests.Ingest;

/// <summary>
/// Programs that are not ours keep to docs/protocol.md: Node with its own SignalR client, curl, plain HTTP. What they may do
/// wrong is answered as documented, and costs nobody else anything.
/// </summary>
[Collection(ServerCollection.Name)]
public sealed class ForeignPeersTests(RunningServer running) : IClassFixture<RunningServer>
{
    private static readonly HubCall Hello = new(
        HubContract.Hello, new { protocol = 1, instance = "node-0", session = "7f1c2a58-7a55-4f7e-8a3c-0d6a2f1b9c11" });

    private ServerProcess Server => running.Process;

    [Fact]
    public async Task Hub_NodeClient_IsGreetedAndItsEventsAreStored()
    {
        var key = await Server.AddBotAsync("Node client");

        var calls = await NodePeer.CallHubAsync(
            Server, key, Hello, Push(1, Command("help", 100), Command("help", 200)), Push(2, Command("play", 300)));

        Assert.Equal("Connected", calls.State);
        var reply = Result(calls, 0);
        Assert.Equal("Node client", reply.GetProperty("bot").GetString());
        Assert.Equal(0, reply.GetProperty("lastSeq").GetInt32());
        Assert.True(reply.GetProperty("flushIntervalMs").GetInt32() > 0);
        Assert.Equal(WireLimits.MaxFrameBytes, reply.GetProperty("limits").GetProperty("maxFrameBytes").GetInt32());
        AssertAck(Result(calls, 1), seq: 1, accepted: 2, duplicate: false);
        AssertAck(Result(calls, 2), seq: 2, accepted: 1, duplicate: false);
    }

    [Fact]
    public async Task Hub_SameSeqOnANewConnection_IsADuplicate()
    {
        var key = await Server.AddBotAsync("Repeater");
        await NodePeer.CallHubAsync(Server, key, Hello, Push(1, Command("help", 100)));

        var again = await NodePeer.CallHubAsync(Server, key, Hello, Push(1, Command("help", 100)));

        Assert.Equal(1, Result(again, 0).GetProperty("lastSeq").GetInt32());
        Assert.True(Result(again, 1).GetProperty("duplicate").GetBoolean());
    }

    [Fact]
    public async Task Hub_WrongCalls_AreAnsweredAndTheConnectionSurvives()
    {
        var key = await Server.AddBotAsync("Clumsy");

        var calls = await NodePeer.CallHubAsync(
            Server, key,
            Push(1, Command("too early", 1)),
            new HubCall(HubContract.Hello, new { protocol = 99 }),
            Hello,
            new HubCall(HubContract.Push, "bm90IGEgZnJhbWU="),
            new HubCall(HubContract.PushEvents, "not a batch"),
            new HubCall("NoSuchMethod"),
            Push(2, Command("help", 100)),
            new HubCall(HubContract.Push, "zz"),
            new HubCall(HubContract.PushEvents));

        Assert.Equal("Connected", calls.State);
        Assert.All(new[] { 0, 1, 3, 4, 5 }, wrong => Assert.NotNull(calls.Answers[wrong].Error));
        Assert.Contains("Hello", calls.Answers[0].Error, StringComparison.Ordinal);
        Assert.Contains("protocol", calls.Answers[1].Error, StringComparison.OrdinalIgnoreCase);
        AssertAck(Result(calls, 6), seq: 2, accepted: 1, duplicate: false);
        Assert.All(new[] { 7, 8 }, wrong => Assert.Contains("malformed: ", calls.Answers[wrong].Error, StringComparison.Ordinal));
        // Nothing went wrong on the server's side.
        Assert.DoesNotContain("DefaultHubDispatcher", Server.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("HubFaults", Server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hub_WrongEventsAmongGoodOnes_AreNamedByIndexAndCode()
    {
        var key = await Server.AddBotAsync("Half right");

        var calls = await NodePeer.CallHubAsync(
            Server, key, Hello,
            Push(1, Command("help", 100), Command("help", -1), Command("help", "NaN"), Command("help", 100),
                new { type = "horoscope" }, new { type = "command", durationMs = 5 }),
            Push(2, Command("help", 100)));

        var ack = Result(calls, 1);
        Assert.Equal(2, ack.GetProperty("accepted").GetInt32());
        Assert.Equal(
            [(1, RejectionCode.DurationNegative), (2, RejectionCode.NotFinite), (4, RejectionCode.TypeUnknown),
                (5, RejectionCode.FieldMissing)],
            ack.GetProperty("rejected").EnumerateArray()
                .Select(one => (one.GetProperty("index").GetInt32(), one.GetProperty("code").GetString()!)));
        AssertAck(Result(calls, 2), seq: 2, accepted: 1, duplicate: false);
    }

    [Theory]
    [InlineData("bpi_thisKeyWasNeverMadeByAnybody00")]
    [InlineData("")]
    public async Task Hub_WrongKey_IsRefused(string key)
    {
        var calls = await NodePeer.CallHubAsync(Server, key, Hello);

        Assert.Contains("401", calls.Refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hub_TenMegabytes_AreRefusedAndTheConnectionGoesOn()
    {
        var key = await Server.AddBotAsync("Flooder");
        var flood = new string('x', 10 * 1024 * 1024);

        var calls = await NodePeer.CallHubAsync(Server, key, Hello, Push(1, Command(flood, 1)), Push(2, Command("help", 100)));

        Assert.Contains("too_large", calls.Answers[1].Error, StringComparison.Ordinal);
        AssertAck(Result(calls, 2), seq: 2, accepted: 1, duplicate: false);
        Assert.Equal("Connected", calls.State);
    }

    [Fact]
    public async Task Http_CurlWithTheDocumentsExample_IsStoredOnce()
    {
        var key = await Server.AddBotAsync("Curl");
        using var folder = new TempFolder();
        var file = folder.File("batch.json");
        await File.WriteAllTextAsync(file, ProtocolDocument.Batch);
        string[] curl =
        [
            "-sS", "-w", "\n%{http_code}", new Uri(Server.Url, HubContract.HttpPath).ToString(),
            "-H", "Authorization: Bearer " + key, "-H", "Content-Type: application/json", "--data-binary", "@" + file,
        ];
        var events = JsonNode.Parse(ProtocolDocument.Batch)!["events"]!.AsArray().Count;

        var first = await ChildProcess.RunAsync("curl", curl);
        var second = await ChildProcess.RunAsync("curl", curl);

        Assert.Equal("202", first.LastLine);
        var answer = JsonNode.Parse(first.Lines[0])!;
        Assert.Equal(events, (int)answer["accepted"]!);
        Assert.Empty(answer["rejected"]!.AsArray());
        Assert.False((bool)answer["duplicate"]!);
        Assert.Equal("202", second.LastLine);
        Assert.True((bool)JsonNode.Parse(second.Lines[0])!["duplicate"]!);
    }

    [Fact]
    public async Task Http_GzippedBatch_IsTaken()
    {
        var key = await Server.AddBotAsync("Gzip");
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(ProtocolDocument.Batch));
        using var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add("gzip");

        var answer = await PostedBatch.SendAsync(Server, key, content);

        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        Assert.Empty(answer.Rejected);
    }

    [BrowserFact]
    public async Task CommandsPage_NodeAndCurlTogether_ShowsTheirSum()
    {
        var key = await Server.AddBotAsync("Sum of strangers");
        await NodePeer.CallHubAsync(
            Server, key, Hello, Push(1, Command("help", 100), Command("help", 200), Command("help", -1)), Push(2, Command("play", 300)));
        await PostedBatch.SendAsync(Server, key, ProtocolDocument.Batch);

        await using var browser = await Browser.OpenAsync(Server.Url);
        var dashboard = new Dashboard(browser);
        await dashboard.SignInAsync();
        await dashboard.Page.Locator("[data-testid=bot-card] a", new() { HasText = "Sum of strangers" }).First.ClickAsync();
        await dashboard.Page.WaitForURLAsync("**/bots/*");
        await dashboard.Page.GotoAsync($"/commands?range=15m&bot={new Uri(dashboard.Page.Url).Segments[^1]}");

        await Eventually.TrueAsync("two of Node's and one of the document's", async () =>
            await dashboard.CommandFigureAsync("help", "uses") is 3 && await dashboard.CommandFigureAsync("play", "uses") is 1);
        Assert.Empty(browser.ConsoleErrors);
    }

    public static TheoryData<string, string> WrongEvents => new()
    {
        { """{"type":"horoscope"}""", RejectionCode.TypeUnknown },
        { """{"name":"help"}""", RejectionCode.FieldMissing },
        { """{"type":"command","name":"help"}""", RejectionCode.FieldMissing },
        { """{"type":"command","name":true,"durationMs":1}""", RejectionCode.FieldInvalid },
        { """{"type":"command","name":"help","durationMs":"soon"}""", RejectionCode.FieldInvalid },
        { """{"type":"command","name":"help","durationMs":-0.5}""", RejectionCode.DurationNegative },
        { """{"type":"command","name":"help","durationMs":"NaN"}""", RejectionCode.NotFinite },
        { """{"type":"gauge","name":"depth","value":"Infinity"}""", RejectionCode.NotFinite },
        { """{"type":"gauge","name":"no spaces please","value":1}""", RejectionCode.NameInvalid },
        { """{"type":"command","name":"help","durationMs":1,"at":"2020-01-01T00:00:00Z"}""", RejectionCode.TimeOutOfRange },
        { """{"type":"command","name":"help","durationMs":1,"at":"2100-01-01T00:00:00Z"}""", RejectionCode.TimeOutOfRange },
        { $$"""{"type":"gauge","name":"{{new string('n', WireLimits.MaxNameLength + 1)}}","value":1}""", RejectionCode.NameTooLong },
        { $$"""{"type":"gauge","name":"g","value":1,"labels":{ {{Labels(WireLimits.MaxLabels + 1)}} } }""", RejectionCode.LabelLimit },
    };

    [Theory]
    [MemberData(nameof(WrongEvents))]
    public async Task Http_OneWrongEvent_IsRejectedWithItsCodeAndTheOtherKept(string wrong, string code)
    {
        var key = await Server.AddBotAsync("Wrong " + Guid.NewGuid());

        var answer = await PostedBatch.SendAsync(
            Server, key, $$"""{"events":[{"type":"command","name":"help","durationMs":1},{{wrong}}]}""");

        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        Assert.Equal(1, answer.Accepted);
        Assert.Equal([(1, code)], answer.Rejected);
    }

    [Theory]
    [InlineData("{\"events\":[{\"type\":\"gauge\",\"name\":\"depth\",\"value\":NaN}]}")]
    [InlineData("{\"events\":")]
    [InlineData("{\"events\":7}")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task Http_NotABatch_IsMalformed(string body)
    {
        var key = await Server.AddBotAsync("Malformed " + Guid.NewGuid());

        (await PostedBatch.SendAsync(Server, key, body)).AssertProblem(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Http_TenMegabytes_AreTooLarge()
    {
        var key = await Server.AddBotAsync("Ten megabytes");
        var flood = $$"""{"events":[{"type":"command","durationMs":1,"name":"{{new string('x', 10 * 1024 * 1024)}}"}]}""";

        (await PostedBatch.SendAsync(Server, key, flood)).AssertProblem(HttpStatusCode.RequestEntityTooLarge);
        Assert.Equal(HttpStatusCode.Accepted, (await PostedBatch.SendAsync(Server, key, ProtocolDocument.Batch)).Status);
    }

    [Fact]
    public async Task Http_TenMegabytesPackedSmall_AreTooLargeToo()
    {
        var key = await Server.AddBotAsync("Bomb");
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            await gzip.WriteAsync(new byte[10 * 1024 * 1024]);
        using var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add("gzip");

        (await PostedBatch.SendAsync(Server, key, content)).AssertProblem(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Http_OtherContentType_IsNotTaken()
    {
        var key = await Server.AddBotAsync("Prose");

        (await PostedBatch.SendAsync(Server, key, new StringContent("help took long", Encoding.UTF8, "text/plain")))
            .AssertProblem(HttpStatusCode.UnsupportedMediaType);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("bpi_thisKeyWasNeverMadeByAnybody00", HttpStatusCode.Unauthorized)]
    [InlineData("bpa_anApiTokenIsAnotherKindOfKey00", HttpStatusCode.Forbidden)]
    public async Task Http_WrongKey_IsRefused(string? key, HttpStatusCode expected) =>
        (await PostedBatch.SendAsync(Server, key, ProtocolDocument.Batch)).AssertProblem(expected);

    private static object Command(string name, object durationMs) =>
        new { type = "command", name, module = "General", kind = "slash", durationMs };

    private static HubCall Push(int seq, params object[] events) => new(HubContract.PushEvents, new { seq, events });

    private static JsonElement Result(HubCalls calls, int index)
    {
        Assert.True(calls.Refused is null, calls.Refused);
        Assert.True(calls.Answers[index].Error is null, calls.Answers[index].Error);
        return calls.Answers[index].Result!.Value;
    }

    private static void AssertAck(JsonElement ack, int seq, int accepted, bool duplicate)
    {
        Assert.Equal(seq, ack.GetProperty("seq").GetInt32());
        Assert.Equal(accepted, ack.GetProperty("accepted").GetInt32());
        Assert.Equal(duplicate, ack.GetProperty("duplicate").GetBoolean());
        Assert.Empty(ack.GetProperty("rejected").EnumerateArray());
        Assert.Equal(JsonValueKind.Null, ack.GetProperty("retryAfterMs").ValueKind);
    }

    private static string Labels(int count) =>
        string.Join(',', Enumerable.Range(0, count).Select(number => $"\"label{number}\":\"x\""));
}
