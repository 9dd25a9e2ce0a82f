using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Bots;
using BotPerf.Web.Ingest;
using BotPerf.Web.Ingest.Otlp.Wire;
using Google.Protobuf;
using Microsoft.Extensions.Options;
using static BotPerf.Tests.Ingest.Otlp.OtlpExport;

namespace BotPerf.Tests.Ingest.Otlp;

/// <summary>What <c>POST /v1/metrics</c> answers, to whom it may and to those who send nonsense.</summary>
[Collection(ServerCollection.Name)]
public sealed class OtlpHttpTests : IAsyncLifetime
{
    private const string Json = "application/json";
    private const string Protobuf = "application/x-protobuf";

    private static readonly byte[] Good = Encoding.UTF8.GetBytes(Of(Gauge("depth", """{"asInt":"12"}""")));
    private static readonly byte[] HalfGood = Encoding.UTF8.GetBytes(Of(Gauge("depth", """{"asInt":"12"},{"asDouble":"NaN"}""")));

    private LocalServer? _server;
    private string _key = "";

    private LocalServer Server => _server!;

    public async Task InitializeAsync()
    {
        _server = await LocalServer.StartAsync();
        _key = (await Server.Get<BotRegistry>().CreateAsync("Aurora", "a test", CancellationToken.None)).Key.Text;
    }

    public async Task DisposeAsync() => await Server.DisposeAsync();

    [Fact]
    public async Task Post_Json_IsAnsweredInJson()
    {
        var taken = await SendAsync(Json, Good);
        var partly = await SendAsync(Json, HalfGood);

        Assert.Equal((HttpStatusCode.OK, Json, "{ }"), (taken.Status, taken.ContentType, Encoding.UTF8.GetString(taken.Body)));
        using var answer = JsonDocument.Parse(partly.Body);
        var partial = answer.RootElement.GetProperty("partialSuccess");
        Assert.Equal((HttpStatusCode.OK, "1"), (partly.Status, partial.GetProperty("rejectedDataPoints").GetString()));
        Assert.Contains("not_finite", partial.GetProperty("errorMessage").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_Protobuf_IsAnsweredInProtobuf()
    {
        var taken = await SendAsync(Protobuf, ToProtobuf(Good));
        var partly = await SendAsync(Protobuf, ToProtobuf(HalfGood));

        Assert.Equal((HttpStatusCode.OK, Protobuf, 0), (taken.Status, taken.ContentType, taken.Body.Length));
        var partial = ExportMetricsServiceResponse.Parser.ParseFrom(partly.Body).PartialSuccess;
        Assert.Equal(1, partial.RejectedDataPoints);
        Assert.Contains("not_finite", partial.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_Nothing_IsAnEmptyExport() => Assert.Equal(HttpStatusCode.OK, (await SendAsync(Protobuf, [])).Status);

    [Fact]
    public async Task Post_WrongBodies_AreRefusedInTheirOwnEncoding()
    {
        var proto = ToProtobuf(Good);
        var flood = new byte[10 * 1024 * 1024];
        AssertRefused(HttpStatusCode.BadRequest, await SendAsync(Protobuf, proto[..^3]));
        AssertRefused(HttpStatusCode.BadRequest, await SendAsync(Protobuf, Good));
        AssertRefused(HttpStatusCode.BadRequest, await SendAsync(Json, Good[..^3]));
        AssertRefused(HttpStatusCode.BadRequest, await SendAsync(Json, proto));
        AssertRefused(HttpStatusCode.BadRequest, await SendAsync(Json, []));
        AssertRefused(HttpStatusCode.BadRequest, await SendAsync(Json, Encoding.UTF8.GetBytes("[]")));
        AssertRefused(HttpStatusCode.BadRequest, await SendAsync(Json, Encoding.UTF8.GetBytes("null")));
        AssertRefused(HttpStatusCode.BadRequest, await SendAsync(Json, Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 100_00)))));
        AssertRefused(HttpStatusCode.BadRequest, await SendAsync(Json, Encoding.Latin1.GetBytes("{\"é\":1}")));
        AssertRefused(HttpStatusCode.BadRequest, await SendAsync(Protobuf, proto, "gzip"));
        AssertRefused(HttpStatusCode.BadRequest, await SendAsync(Protobuf, Gzip(proto)[..^9], "gzip"));
        AssertRefused(HttpStatusCode.BadRequest, await SendAsync(Json, Gzip(Good)[..20], "gzip"));
        AssertRefused(HttpStatusCode.RequestEntityTooLarge, await SendAsync(Protobuf, flood));
        AssertRefused(HttpStatusCode.RequestEntityTooLarge, await SendAsync(Protobuf, Gzip(flood), "gzip"));
        AssertRefused(HttpStatusCode.RequestEntityTooLarge, await SendAsync(Json, Gzip(flood), "gzip"));
        AssertRefused(HttpStatusCode.UnsupportedMediaType, await SendAsync(Protobuf, proto, "br"));
        AssertRefused(HttpStatusCode.UnsupportedMediaType, await SendAsync("text/plain", Good));

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(Protobuf, Gzip(proto), "gzip")).Status);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("bpi_thisKeyWasNeverMadeByAnybody00", HttpStatusCode.Unauthorized)]
    [InlineData("bpa_anApiTokenIsAnotherKindOfKey00", HttpStatusCode.Forbidden)]
    public async Task Post_WrongKey_IsRefused(string? key, HttpStatusCode expected)
    {
        _key = key ?? "";
        Assert.Equal(expected, (await SendAsync(Json, Good)).Status);
    }

    [Fact]
    public async Task Post_MoreThanTheKeyMay_IsToldWhenToComeBack()
    {
        Server.Get<IOptions<IngestOptions>>().Value.MaxBytesPerSecond = 1_024;
        var large = Encoding.UTF8.GetBytes(Of(Gauge("depth", """{"asInt":"12"}""")) + new string(' ', 100_000));
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(Json, large)).Status);

        var refused = await SendAsync(Json, large);

        AssertRefused(HttpStatusCode.TooManyRequests, refused);
        Assert.True(refused.RetryAfter?.Delta > TimeSpan.Zero);
    }

    [Fact]
    public async Task Post_DeclaredLengthLies_CostsOnlyThatConnection()
    {
        foreach (var length in new[] { "4", "100000", "9999999999999" })
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(IPAddress.Loopback, Server.Url.Port);
            await using var stream = socket.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                $"POST /v1/metrics HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {_key}\r\nContent-Type: {Json}\r\nContent-Length: {length}\r\n\r\n"));
            Assert.DoesNotContain("200 OK", await AnswerAsync(socket, stream), StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(Json, Good)).Status);
    }

    // The server may hang up in the middle: what it had not read yet then resets the connection.
    private static async Task<string> AnswerAsync(TcpClient socket, NetworkStream stream)
    {
        try
        {
            await stream.WriteAsync(Good);
            socket.Client.Shutdown(SocketShutdown.Send);
            using var answer = new StreamReader(stream);
            return await answer.ReadLineAsync() ?? "";
        }
        catch (Exception hungUp) when (hungUp is IOException or SocketException)
        {
            return "";
        }
    }

    [Fact]
    public async Task Post_HoursOfNonsense_LeaveNoMemoryBehind()
    {
        await NonsenseAsync(rounds: 5);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await NonsenseAsync(rounds: 60);
        var after = GC.GetTotalMemory(forceFullCollection: true);

        Assert.InRange(after - before, long.MinValue, 8 * 1024 * 1024);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(Json, Good)).Status);
    }

    private async Task NonsenseAsync(int rounds)
    {
        var bomb = Gzip(new byte[50 * 1024 * 1024]);
        var hostile = Encoding.UTF8.GetBytes(Of(Gauge("<script>\\n\\\"" + new string('x', 100_000), """{"asInt":"12"}""")));
        var labels = Encoding.UTF8.GetBytes(Of(Gauge("flood", $$"""
            {"asInt":"1","attributes":[{"key":"k","value":{"stringValue":"{{new string('y', 200_000)}}"} }] }
            """)));
        var late = Encoding.UTF8.GetBytes(Of(Gauge("late", """{"asInt":"1","timeUnixNano":"1600000000000000000"}""")));
        for (var i = 0; i < rounds; i++)
        {
            await SendAsync(Protobuf, bomb, "gzip");
            await SendAsync(Json, bomb, "gzip");
            await SendAsync(Json, hostile);
            await SendAsync(Json, labels);
            await SendAsync(Json, late);
            await SendAsync(Protobuf, hostile);
        }
    }

    private static void AssertRefused(HttpStatusCode status, Answer answer)
    {
        Assert.Equal(status, answer.Status);
        var refusal = answer.ContentType == Protobuf
            ? Status.Parser.ParseFrom(answer.Body)
            : JsonParser.Default.Parse<Status>(Encoding.UTF8.GetString(answer.Body));
        Assert.NotEqual(0, refusal.Code);
        Assert.NotEmpty(refusal.Message);
    }

    private async Task<Answer> SendAsync(string type, byte[] body, string? encoding = null)
    {
        using var visitor = Server.NewVisitor();
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        if (encoding is not null)
            content.Headers.ContentEncoding.Add(encoding);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/metrics", UriKind.Relative)) { Content = content };
        if (_key.Length > 0)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _key);
        using var answer = await visitor.Http.SendAsync(request);
        return new Answer(
            answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, answer.Headers.RetryAfter, await answer.Content.ReadAsByteArrayAsync());
    }

    private static byte[] ToProtobuf(byte[] json) => JsonParser.Default.Parse<ExportMetricsServiceRequest>(Encoding.UTF8.GetString(json)).ToByteArray();

    private static byte[] Gzip(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(plain);
        return packed.ToArray();
    }

    private sealed record Answer(HttpStatusCode Status, string? ContentType, RetryConditionHeaderValue? RetryAfter, byte[] Body);
}
