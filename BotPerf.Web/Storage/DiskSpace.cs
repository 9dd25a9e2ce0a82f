using Microsoft.Extensions.Options;

namespace BotPerf.Web.Storage;

/// <summary>The disk of the data folder.</summary>
internal sealed class DiskSpace(DataFolder folder, IOptions<StorageOptions> options)
{
    private const long UsualReserve = 256L * 1024 * 1024;

    /// <summary>Bytes that this program may still write.</summary>
    public long FreeBytes => Drive.AvailableFreeSpace;

    /// <summary>Bytes that should stay free.</summary>
    public long ReserveBytes => options.Value.ReserveBytes ?? ReserveOf(Drive.TotalSize);

    private DriveInfo Drive => new(Path.GetFullPath(folder.Path));

    public static long ReserveOf(long totalBytes) => Math.Min(UsualReserve, totalBytes / 20);
}
