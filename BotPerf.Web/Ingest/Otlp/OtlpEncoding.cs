using System.Text;
using BotPerf.Shared.Protocol;
using BotPerf.Web.Ingest.Otlp.Wire;
using Google.Protobuf;

namespace BotPerf.Web.Ingest.Otlp;

/// <summary>OTLP's two encodings. What is answered has the encoding of what was asked. Pure.</summary>
internal sealed class OtlpEncoding
{
    public static readonly OtlpEncoding Protobuf = new(HubContract.ProtobufContentType);
    public static readonly OtlpEncoding Json = new("application/json");

    private const int DeepestJson = 32;

    // What is not read is not kept either: exemplars can be most of an export.
    private static readonly MessageParser<ExportMetricsServiceRequest> Parser = ExportMetricsServiceRequest.Parser.WithDiscardUnknownFields(true);
    private static readonly JsonParser JsonParser = new(new JsonParser.Settings(DeepestJson).WithIgnoreUnknownFields(true));
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private OtlpEncoding(string contentType) => ContentType = contentType;

    public string ContentType { get; }

    /// <summary>Null when OTLP has no such encoding.</summary>
    public static OtlpEncoding? Of(string? contentType) => contentType?.Split(';')[0].Trim().ToLowerInvariant() switch
    {
        HubContract.ProtobufContentType => Protobuf,
        "application/json" => Json,
        _ => null,
    };

    /// <summary>Null when the body is no export.</summary>
    public ExportMetricsServiceRequest? Read(byte[] body)
    {
        try
        {
            return this == Protobuf
                ? Parser.ParseFrom(body)
                : JsonParser.Parse<ExportMetricsServiceRequest>(StrictUtf8.GetString(body));
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or InvalidJsonException or DecoderFallbackException)
        {
            return null;
        }
    }

    public byte[] Write(IMessage message) =>
        this == Protobuf ? message.ToByteArray() : StrictUtf8.GetBytes(JsonFormatter.Default.Format(message));
}
