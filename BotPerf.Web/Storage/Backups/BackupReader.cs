using System.IO.Compression;
using System.Security.Cryptography;

namespace BotPerf.Web.Storage.Backups;

/// <summary>Looks a backup through and puts it back. What it says about a bad one is for people.</summary>
internal static class BackupReader
{
    private const string Unfinished = ".restore";

    /// <summary>Puts a backup into a data folder in which there is nothing yet.</summary>
    /// <exception cref="InvalidDataException">Something is wrong with the backup; the folder is as it was.</exception>
    /// <exception cref="IOException">The folder is not empty, or the disk does not take it.</exception>
    public static async Task<BackupManifest> RestoreAsync(string file, DataFolder folder, CancellationToken cancellationToken)
    {
        if (Existing(folder) is { } there)
            throw new IOException(
                $"{Path.GetFullPath(folder.Path)} holds {there} already. Restore into an empty data folder.");

        var scratch = Path.Combine(folder.Path, Unfinished);
        if (Directory.Exists(scratch))
            Directory.Delete(scratch, recursive: true);
        OwnedFile.CreateFolder(scratch);
        try
        {
            var manifest = await UnpackAsync(file, scratch, cancellationToken);
            // botperf.db last: a server that starts on half of it would begin anew.
            foreach (var one in manifest.Files.OrderBy(one => one.Name == Path.GetFileName(folder.AppDatabase)))
                File.Move(Path.Combine(scratch, one.Name), Path.Combine(folder.Path, one.Name));
            return manifest;
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    /// <summary>Unpacks a backup and looks at everything in it.</summary>
    /// <exception cref="InvalidDataException">Says what is wrong with it.</exception>
    public static async Task<BackupManifest> UnpackAsync(string file, string into, CancellationToken cancellationToken)
    {
        try
        {
            await using var zip = await ZipFile.OpenReadAsync(file, cancellationToken);
            var manifest = await ManifestAsync(zip, cancellationToken);
            foreach (var one in manifest.Files)
            {
                if (!IsOurs(one.Name))
                    throw new InvalidDataException($"it holds {one.Name}, which no backup does");
                await UnpackAsync(zip, one, Path.Combine(into, one.Name), cancellationToken);
            }

            return manifest;
        }
        catch (InvalidDataException wrong)
        {
            throw new InvalidDataException($"{Path.GetFileName(file)} is no sound backup: {wrong.Message}", wrong);
        }
    }

    private static string? Existing(DataFolder folder) =>
        new[] { folder.AppDatabase, folder.TelemetryDatabase }.Where(File.Exists)
            .Concat(Directory.Exists(folder.KeyRing) ? Directory.EnumerateFiles(folder.KeyRing) : [])
            .Select(path => Path.GetRelativePath(folder.Path, path))
            .FirstOrDefault();

    private static async Task<BackupManifest> ManifestAsync(ZipArchive zip, CancellationToken cancellationToken)
    {
        var entry = zip.GetEntry(BackupManifest.Name)
            ?? throw new InvalidDataException($"it holds no {BackupManifest.Name}");
        await using var stream = await entry.OpenAsync(cancellationToken);
        return await BackupManifest.ReadAsync(stream, cancellationToken);
    }

    private static async Task UnpackAsync(ZipArchive zip, BackedUpFile one, string to, CancellationToken cancellationToken)
    {
        var entry = zip.GetEntry(one.Name) ?? throw new InvalidDataException($"{one.Name} is missing");
        OwnedFile.CreateFolder(Path.GetDirectoryName(to)!);
        await using (var from = await entry.OpenAsync(cancellationToken))
        await using (var file = OwnedFile.Create(to))
        using (var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256))
        {
            var buffer = new byte[128 * 1024];
            var left = one.Bytes;
            for (int read; (read = await from.ReadAsync(buffer, cancellationToken)) > 0; left -= read)
            {
                // A zip may unfold into more than any disk holds.
                if (read > left)
                    throw new InvalidDataException($"{one.Name} is longer than it was");
                hash.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            file.Flush(flushToDisk: true);
            if (left != 0 || Convert.ToHexStringLower(hash.GetHashAndReset()) != one.Sha256)
                throw new InvalidDataException($"{one.Name} is not what was backed up");
        }

        if (Path.GetExtension(to) == ".db"
            && await SqliteInspection.OfAsync(to, isThorough: true, cancellationToken) is { IsWell: false } bad)
            throw new InvalidDataException($"{one.Name} is damaged: {bad.Verdict}");
    }

    /// <summary>The names a backup is made of: nothing that leads out of the data folder.</summary>
    private static bool IsOurs(string name) => name is "botperf.db" or "telemetry.db"
        || (name.StartsWith("keys/", StringComparison.Ordinal) && name.EndsWith(".xml", StringComparison.Ordinal)
            && name["keys/".Length..] is var key && key == Path.GetFileName(key));
}
