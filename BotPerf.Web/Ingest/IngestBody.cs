using System.Buffers.Binary;
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

        if (await ReadAsync(request.Body, limit, cancellationToken) is not { } sent)
            return TooLarge(limit);
        if (encoding != Gzip)
            return new IngestBody(sent, StatusCodes.Status200OK, "");

        try
        {
            await using var gzip = new GZipStream(new MemoryStream(sent), CompressionMode.Decompress);
            if (await ReadAsync(gzip, limit, cancellationToken) is not { } plain)
                return TooLarge(limit);

            return IsWhole(sent, plain) ? new IngestBody(plain, StatusCodes.Status200OK, "") : NotGzip();
        }
        catch (InvalidDataException)
        {
            return NotGzip();
        }
    }

    // The stream that unpacks takes a body cut short for its end, and half a message can look like a whole one. A gzip file's
    // last four bytes are the length it unpacks to.
    private static bool IsWhole(byte[] sent, byte[] plain) =>
        sent.Length >= sizeof(uint) && BinaryPrimitives.ReadUInt32LittleEndian(sent.AsSpan(sent.Length - sizeof(uint))) == plain.Length;

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

    private static IngestBody NotGzip() =>
        new(null, StatusCodes.Status400BadRequest, "The body is not valid gzip, or not all of it has arrived.");

    private static IngestBody TooLarge(int limit) =>
        new(null, StatusCodes.Status413PayloadTooLarge, $"A frame, batch or export has at most {limit} bytes after decompression. Split it.");
}
