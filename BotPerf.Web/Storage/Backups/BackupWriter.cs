using System.IO.Compression;

namespace BotPerf.Web.Storage.Backups;

/// <summary>
/// Puts everything a server knows into one zip while the server works: both databases, the key ring, and a manifest. It
/// gets its name when it is whole; what a kill leaves behind has another one.
/// </summary>
internal sealed class BackupWriter(DataFolder folder, TimeProvider time) : IDisposable
{
    private const string Unfinished = ".backup-";
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);

    /// <param name="tell">Is told what is done right now, and how far it is.</param>
    /// <exception cref="IOException">The file is there already, or the disk does not take it.</exception>
    /// <exception cref="InvalidDataException">A database is damaged; nothing is left in its place.</exception>
    public Task<BackupManifest> WriteAsync(
        string file, Action<double, string>? tell, CancellationToken cancellationToken)
    {
        if (File.Exists(file))
            throw new IOException($"{file} is there already. A backup does not take the place of another file.");

        return BesideAsync(file, async beside =>
        {
            var copies = await CopyAsync(beside, tell, cancellationToken);
            tell?.Invoke(0.6, "packing");
            var part = Path.Combine(beside, Path.GetFileName(file));
            var manifest = await PackAsync(copies, part, cancellationToken);
            File.Move(part, file);
            return manifest;
        }, cancellationToken);
    }

    /// <summary>Unpacks a backup to look at everything in it, and throws away what it has unpacked.</summary>
    /// <exception cref="InvalidDataException">Says what is wrong with it.</exception>
    public Task<BackupManifest> VerifyAsync(string file, CancellationToken cancellationToken) =>
        BesideAsync(file, beside => BackupReader.UnpackAsync(file, beside, cancellationToken), cancellationToken);

    /// <summary>Takes away what killed backups have left in a folder.</summary>
    public async Task TidyAsync(string place, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            foreach (var left in Directory.EnumerateDirectories(place, Unfinished + "*"))
                Directory.Delete(left, recursive: true);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    /// <summary>Works in a folder on the same disk, which is gone afterwards.</summary>
    private async Task<BackupManifest> BesideAsync(
        string file, Func<string, Task<BackupManifest>> work, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            var beside = OwnedFile.CreateFolder(
                Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, $"{Unfinished}{Guid.NewGuid():N}"));
            try
            {
                return await work(beside.FullName);
            }
            finally
            {
                beside.Delete(recursive: true);
            }
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Each file's name in the zip, and where it lies now.</summary>
    private async Task<List<(string Name, string Path)>> CopyAsync(
        string into, Action<double, string>? tell, CancellationToken cancellationToken)
    {
        var copies = new List<(string, string)>();
        // Telemetry first: of each bot that has sent something, botperf.db then knows.
        foreach (var (database, done) in new[] { (folder.TelemetryDatabase, 0.0), (folder.AppDatabase, 0.5) })
        {
            if (!File.Exists(database))
                continue;

            var name = Path.GetFileName(database);
            tell?.Invoke(done, $"copying {name}");
            var copy = Path.Combine(into, name);
            await DatabaseCopy.MakeAsync(database, copy, cancellationToken);
            copies.Add((name, copy));
        }

        foreach (var key in Directory.EnumerateFiles(folder.KeyRing, "*.xml").Order(StringComparer.Ordinal))
            copies.Add(($"{Path.GetFileName(folder.KeyRing)}/{Path.GetFileName(key)}", key));
        return copies;
    }

    private async Task<BackupManifest> PackAsync(
        List<(string Name, string Path)> copies, string part, CancellationToken cancellationToken)
    {
        var files = new List<BackedUpFile>();
        foreach (var (name, path) in copies)
            files.Add(new BackedUpFile(
                name, new FileInfo(path).Length, await OwnedFile.Sha256Async(path, cancellationToken)));
        var manifest = new BackupManifest(
            BackupManifest.KnownFormat, typeof(BackupWriter).Assembly.GetName().Version!.ToString(3), time.GetUtcNow(), files);

        await using var file = OwnedFile.Create(part);
        await using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            await using (var entry = await zip.CreateEntry(BackupManifest.Name).OpenAsync(cancellationToken))
                await entry.WriteAsync(manifest.ToBytes(), cancellationToken);
            foreach (var (name, path) in copies)
            {
                // Segments are compressed already: the fastest level finds what there is to find.
                await using var entry = await zip.CreateEntry(name, CompressionLevel.Fastest).OpenAsync(cancellationToken);
                await using var copy = File.OpenRead(path);
                await copy.CopyToAsync(entry, cancellationToken);
            }
        }

        file.Flush(flushToDisk: true);
        return manifest;
    }
}
