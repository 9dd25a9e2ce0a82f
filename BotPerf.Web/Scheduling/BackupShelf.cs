using System.Globalization;
using BotPerf.Web.Storage;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Scheduling;

/// <summary>The folder of the nightly backups. Files with other names in it are left alone.</summary>
internal sealed class BackupShelf(DataFolder folder, IOptions<BackupOptions> options)
{
    private const string Prefix = "botperf-";
    private const string Suffix = ".zip";
    private const string TimeFormat = "yyyyMMdd-HHmmss";

    public string Place => options.Value.Folder ?? folder.Backups;

    /// <summary>What a backup of this moment is called.</summary>
    public string FileAt(DateTimeOffset time) => Path.Combine(
        Place, Prefix + time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture) + Suffix);

    /// <summary>Newest first.</summary>
    public IReadOnlyList<FileInfo> All() => !Directory.Exists(Place) ? [] :
    [
        .. new DirectoryInfo(Place).EnumerateFiles(Prefix + "*" + Suffix).Where(file => TimeOf(file) is not null)
            .OrderByDescending(file => file.Name, StringComparer.Ordinal),
    ];

    /// <summary>Null for a file that is no nightly backup.</summary>
    public static DateTimeOffset? TimeOf(FileInfo file) =>
        file.Name.StartsWith(Prefix, StringComparison.Ordinal)
        && DateTimeOffset.TryParseExact(
            Path.GetFileNameWithoutExtension(file.Name)[Prefix.Length..], TimeFormat, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    /// <summary>Deletes all but the newest; how many are left.</summary>
    public int Prune()
    {
        var all = All();
        foreach (var old in all.Skip(options.Value.Keep))
            old.Delete();
        return Math.Min(all.Count, options.Value.Keep);
    }
}
