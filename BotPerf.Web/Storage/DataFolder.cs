using System.Globalization;

namespace BotPerf.Web.Storage;

/// <summary>The folder that holds everything one server knows, and the names of what lies in it.</summary>
internal sealed record DataFolder(string Path)
{
    /// <summary>Bots, keys, people, settings.</summary>
    public string AppDatabase => In("botperf.db");

    /// <summary>Journal, rollups, segments.</summary>
    public string TelemetryDatabase => In("telemetry.db");

    /// <summary>Where a telemetry.db that could not be read is put.</summary>
    public string DamagedTelemetry(DateTimeOffset at) =>
        string.Create(CultureInfo.InvariantCulture, $"{TelemetryDatabase}{DamagedMark}{at.UtcDateTime:yyyyMMdd-HHmmss}");

    /// <summary>Those that still lie there, by their names.</summary>
    public IReadOnlyList<string> DamagedFiles() =>
        [.. Directory.EnumerateFiles(Path, "telemetry.db" + DamagedMark + "*").Where(file => !file.EndsWith("-wal", StringComparison.Ordinal)
            && !file.EndsWith("-shm", StringComparison.Ordinal)).Select(file => System.IO.Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    /// <summary>Held with an exclusive lock by the one program that may write here.</summary>
    public string LockFile => In("botperf.lock");

    /// <summary>Says who holds the lock, for the message to whoever comes second.</summary>
    public string LockOwnerFile => In("botperf.owner");

    /// <summary>Where a running server takes the commands of its own command line.</summary>
    public string CommandSocket => In("botperf.sock");

    /// <summary>The keys that cookies and secrets are protected with.</summary>
    public string KeyRing => In("keys");

    /// <summary>Where the nightly backups lie, unless another place is set.</summary>
    public string Backups => In("backups");

    /// <summary>A folder for each report.</summary>
    public string Reports => In("reports");

    private const string DamagedMark = ".damaged-";

    private const UnixFileMode OwnerOnly =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes the folders that are missing, for their owner's eyes only.</summary>
    public void Create()
    {
        CreateOwned(Path);
        CreateOwned(KeyRing);
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);

    private static void CreateOwned(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerOnly);
    }
}
