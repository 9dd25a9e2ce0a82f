using System.Text.Json;

namespace BotPerf.Web.Storage.Backups;

/// <summary>What lies in a backup: its first file, in JSON.</summary>
/// <param name="Format">Of this file's own shape; a program refuses a later one than it knows.</param>
/// <param name="Version">The BotPerf that wrote it.</param>
internal sealed record BackupManifest(int Format, string Version, DateTimeOffset CreatedAt, IReadOnlyList<BackedUpFile> Files)
{
    public const int KnownFormat = 1;
    public const string Name = "manifest.json";

    // A few lines for each file; a stranger's zip may claim more.
    private const int MaxBytes = 1024 * 1024;

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web);

    /// <exception cref="InvalidDataException">It is none, or of a later BotPerf.</exception>
    public static async Task<BackupManifest> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var bytes = new byte[MaxBytes];
        var length = await stream.ReadAtLeastAsync(bytes, MaxBytes, throwOnEndOfStream: false, cancellationToken);
        BackupManifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize<BackupManifest>(bytes.AsSpan(0, length), JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            manifest = null;
        }

        if (manifest?.Files is null || manifest.Files.Any(file => file?.Name is null || file.Sha256 is null))
            throw new InvalidDataException($"its {Name} cannot be read");
        if (manifest.Format > KnownFormat)
            throw new InvalidDataException($"it was written by BotPerf {manifest.Version}, which is newer than this one");
        return manifest;
    }
}

/// <param name="Name">Its path in the zip and in the data folder.</param>
/// <param name="Sha256">In lower-case hexadecimal.</param>
internal sealed record BackedUpFile(string Name, long Bytes, string Sha256);
