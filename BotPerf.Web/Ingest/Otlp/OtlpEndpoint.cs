using System.Globalization;
using BotPerf.Shared.Protocol;
using BotPerf.Web.Bots;
using BotPerf.Web.Ingest.Otlp.Wire;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Ingest.Otlp;

/// <summary><c>POST /v1/metrics</c>: OTLP over HTTP, protobuf or JSON, plain or gzip, answered as OTLP asks for.</summary>
internal sealed class OtlpEndpoint(OtlpIngest ingest, IOptions<IngestOptions> options)
{
    public const string Path = "/v1/metrics";

    // Of google.rpc.Code.
    private const int InvalidArgument = 3;
    private const int ResourceExhausted = 8;
    private const int Unavailable = 14;

    public async Task<IResult> PostAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (OtlpEncoding.Of(context.Request.ContentType) is not { } encoding)
        {
            return Refuse(OtlpEncoding.Json, StatusCodes.Status415UnsupportedMediaType, InvalidArgument,
                $"Content-Type must be {HubContract.ProtobufContentType} or application/json.");
        }

        var body = await IngestBody.ReadAsync(context.Request, options.Value.MaxFrameBytes, cancellationToken);
        if (body.Bytes is not { } bytes)
            return Refuse(encoding, body.Status, InvalidArgument, body.Detail);

        var sender = new Sender(
            IngestIdentity.Bot(context.User), IngestIdentity.Key(context.User), WireLimits.DefaultInstance, Session: null, Info: null);
        return Answer(context, encoding, await ingest.PushAsync(sender, () => encoding.Read(bytes), bytes.Length));
    }

    private static IResult Answer(HttpContext context, OtlpEncoding encoding, IngestOutcome outcome)
    {
        switch (outcome)
        {
            case IngestOutcome.Exported exported:
                return Results.Bytes(encoding.Write(ToResponse(exported)), encoding.ContentType);
            case IngestOutcome.Later later:
                RetryAfter(context, later.RetryAfter);
                return Refuse(encoding, StatusCodes.Status429TooManyRequests, ResourceExhausted, later.Message);
            case IngestOutcome.Unavailable unavailable:
                RetryAfter(context, IngestOutcome.Unavailable.RetryAfter);
                return Refuse(encoding, StatusCodes.Status503ServiceUnavailable, Unavailable, unavailable.Message);
            case IngestOutcome.Refused refused:
                return Refuse(encoding, StatusCodes.Status400BadRequest, InvalidArgument, refused.Message);
            default:
                throw new InvalidOperationException($"Unknown outcome {outcome}.");
        }
    }

    // A full success has no partial_success; one that rejects nothing and has a message is a warning.
    private static ExportMetricsServiceResponse ToResponse(IngestOutcome.Exported exported) =>
        exported.Rejected == 0 && exported.Message.Length == 0
            ? new ExportMetricsServiceResponse()
            : new ExportMetricsServiceResponse
            {
                PartialSuccess = new ExportMetricsPartialSuccess { RejectedDataPoints = exported.Rejected, ErrorMessage = exported.Message },
            };

    private static void RetryAfter(HttpContext context, TimeSpan after) =>
        context.Response.Headers.RetryAfter = Math.Ceiling(after.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    private static Answered Refuse(OtlpEncoding encoding, int status, int code, string message) =>
        new Answered(status, encoding.ContentType, encoding.Write(new Status { Code = code, Message = message }));

    private sealed class Answered(int status, string contentType, byte[] body) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = status;
            httpContext.Response.ContentType = contentType;
            return httpContext.Response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
        }
    }
}
