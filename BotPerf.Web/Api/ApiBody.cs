using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Api;

/// <summary>Reads the JSON object of a call's body, and names what is wrong with it.</summary>
internal static class ApiBody
{
    public const int MaxBytes = 64 * 1024;

    /// <exception cref="Refused">Too large, not JSON, or a field of a wrong type.</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request, CancellationToken cancellationToken) where T : class
    {
        var json = request.HttpContext.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        if (!request.HasJsonContentType())
            throw new Refused(StatusCodes.Status415UnsupportedMediaType, "Unsupported content type",
                "Content-Type must be application/json.");

        var body = await BytesAsync(request, cancellationToken);
        try
        {
            return JsonSerializer.Deserialize<T>(body.Span, json)
                ?? throw Malformed("The body has to be a JSON object.");
        }
        catch (JsonException wrong) when (FieldOf(wrong) is { } field)
        {
            throw Refused.Field(field, "is missing or has a value of the wrong type");
        }
        catch (JsonException wrong)
        {
            throw Malformed(string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"The body is not a JSON object: line {wrong.LineNumber + 1}, byte {wrong.BytePositionInLine + 1}."));
        }
    }

    // A declared length is never trusted: what is read is counted.
    private static async Task<ReadOnlyMemory<byte>> BytesAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxBytes + 1];
        var length = 0;
        int read;
        while (length < buffer.Length && (read = await request.Body.ReadAsync(buffer.AsMemory(length), cancellationToken)) > 0)
            length += read;
        return length <= MaxBytes ? buffer.AsMemory(0, length)
            : throw new Refused(StatusCodes.Status413PayloadTooLarge, "Body too large", $"A body has at most {MaxBytes} bytes.");
    }

    private static string? FieldOf(JsonException wrong) =>
        wrong.Path is { Length: > 2 } path && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : null;

    private static Refused Malformed(string why) =>
        new(StatusCodes.Status400BadRequest, "Malformed JSON", why, "malformed");
}
