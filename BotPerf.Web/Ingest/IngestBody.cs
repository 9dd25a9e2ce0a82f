using System.IO.Compression;

namespace BotPerf.Web.Ingest;

/// <summary>A request's body, plain again; or the status and the reason it is refused with.</summary>
internal readonly record struct IngestBody(byte[]? Bytes, int Status, string Detail)
{
    private const string Gzip = "gzip";

    // A declared length is never trusted: what is read is counted, compressed and after decompression.
    public static async Task<IngestBody> ReadAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit)
            return TooLarge(limit);

        var encoding = request.Headers.ContentEncoding.ToString();
        if (encoding is not ("" or "identity" or Gzip))
            return new IngestBody(null, StatusCodes.Status415UnsupportedMediaType, "Content-Encoding must be gzip or absent.");

        try
        {
            await using var gzip = encoding == Gzip ? new GZipStream(request.Body, CompressionMode.Decompress) : null;
            return await ReadAsync(gzip ?? request.Body, limit, cancellationToken) is { } bytes
                ? new IngestBody(bytes, StatusCodes.Status200OK, "")
                : TooLarge(limit);
        }
        catch (InvalidDataException)
        {
            return new IngestBody(null, StatusCodes.Status400BadRequest, "The body is not valid gzip.");
        }
    }

    private static async Task<byte[]?> ReadAsync(Stream source, int limit, CancellationToken cancellationToken)
    {
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

    private static IngestBody TooLarge(int limit) =>
        new(null, StatusCodes.Status413PayloadTooLarge, $"A frame, batch or export has at most {limit} bytes after decompression. Split it.");
}
