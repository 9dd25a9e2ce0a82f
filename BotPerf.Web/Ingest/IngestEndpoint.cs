using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using BotPerf.Shared.Protocol;
using BotPerf.Web.Bots;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Ingest;

/// <summary><c>POST /api/v1/ingest</c>: the same as the hub, one request at a time; JSON or protobuf, plain or gzip.</summary>
internal sealed class IngestEndpoint(IngestPipeline pipeline, IOptions<IngestOptions> options)
{
    private static readonly JsonDocumentOptions JsonLimits = new() { MaxDepth = 16 };

    public async Task<IResult> PostAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var sender = new Sender(
            IngestIdentity.Bot(context.User), IngestIdentity.Key(context.User), WireLimits.DefaultInstance, Session: null, Info: null);
        var type = context.Request.ContentType?.Split(';')[0].Trim();
        if (type is not ("application/json" or HubContract.ProtobufContentType))
        {
            return Problem(StatusCodes.Status415UnsupportedMediaType, "Unsupported content type",
                $"Content-Type must be application/json (a batch of events) or {HubContract.ProtobufContentType} (a frame).");
        }

        byte[]? body;
        try
        {
            body = await ReadBodyAsync(context.Request, options.Value.MaxFrameBytes, cancellationToken);
        }
        catch (Exception error) when (error is InvalidDataException or NotSupportedException)
        {
            return error is NotSupportedException
                ? Problem(StatusCodes.Status415UnsupportedMediaType, "Unsupported content encoding", error.Message)
                : Problem(StatusCodes.Status400BadRequest, "Malformed body", "The body is not valid gzip.");
        }

        if (body is null)
        {
            return Problem(StatusCodes.Status413PayloadTooLarge, "Body too large",
                $"A frame or batch has at most {options.Value.MaxFrameBytes} bytes after decompression. Split it.");
        }

        return type == HubContract.ProtobufContentType
            ? Answer(context, await pipeline.PushFrameAsync(sender, body))
            : await PostEventsAsync(context, sender, body);
    }

    private async Task<IResult> PostEventsAsync(HttpContext context, Sender sender, byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body, JsonLimits);
            if (EventBatch.Read(json.RootElement, out var fault) is not { } batch)
                return Problem(StatusCodes.Status400BadRequest, "Malformed batch", fault.Message, fault.Code);

            return Answer(context, await pipeline.PushEventsAsync(sender, batch, body.Length));
        }
        catch (JsonException error)
        {
            return Problem(StatusCodes.Status400BadRequest, "Malformed JSON",
                string.Create(CultureInfo.InvariantCulture, $"The body is not valid JSON: line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}."));
        }
    }

    // A declared length is never trusted: what is read is counted, compressed and after decompression.
    private static async Task<byte[]?> ReadBodyAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit)
            return null;

        var encoding = request.Headers.ContentEncoding.ToString();
        if (encoding is not ("" or "identity" or "gzip"))
            throw new NotSupportedException("Content-Encoding must be gzip or absent.");

        await using var gzip = encoding == "gzip" ? new GZipStream(request.Body, CompressionMode.Decompress) : null;
        var source = gzip ?? request.Body;
        var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await source.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (body.Length + read > limit)
                return null;
            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }

    private static IResult Answer(HttpContext context, IngestOutcome outcome)
    {
        switch (outcome)
        {
            case IngestOutcome.Answered { Ack: var ack }:
                return Results.Json(
                    new { ack.Seq, ack.Accepted, ack.Rejected, ack.Duplicate }, statusCode: StatusCodes.Status202Accepted);
            case IngestOutcome.Later later:
                RetryAfter(context, later.RetryAfter);
                return Problem(StatusCodes.Status429TooManyRequests, "Too many requests", later.Message);
            case IngestOutcome.Unavailable unavailable:
                RetryAfter(context, IngestOutcome.Unavailable.RetryAfter);
                return Problem(StatusCodes.Status503ServiceUnavailable, "Storage unavailable", unavailable.Message);
            case IngestOutcome.Refused { Code: IngestOutcome.Refused.TooLarge } tooLarge:
                return Problem(StatusCodes.Status413PayloadTooLarge, "Body too large", tooLarge.Message, tooLarge.Code);
            case IngestOutcome.Refused refused:
                return Problem(StatusCodes.Status400BadRequest, "Frame refused", refused.Message, refused.Code);
            default:
                throw new InvalidOperationException($"Unknown outcome {outcome}.");
        }
    }

    private static void RetryAfter(HttpContext context, TimeSpan after) =>
        context.Response.Headers.RetryAfter = Math.Ceiling(after.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    private static IResult Problem(int status, string title, string detail, string? code = null) =>
        Results.Problem(detail, statusCode: status, title: title,
            extensions: code is null ? null : new Dictionary<string, object?> { ["code"] = code });
}
