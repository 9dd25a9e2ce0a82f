using System.Globalization;
using System.Text.Json;
using BotPerf.Shared.Protocol;
using BotPerf.Web.Bots;
using Microsoft.AspNetCore.WebUtilities;
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

        var body = await IngestBody.ReadAsync(context.Request, options.Value.MaxFrameBytes, cancellationToken);
        if (body.Bytes is not { } bytes)
            return Problem(body.Status, ReasonPhrases.GetReasonPhrase(body.Status), body.Detail);

        return type == HubContract.ProtobufContentType
            ? Answer(context, await pipeline.PushFrameAsync(sender, bytes))
            : await PostEventsAsync(context, sender, bytes);
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
