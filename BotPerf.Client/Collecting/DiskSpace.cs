using BotPerf.Client.Recording;
using BotPerf.Shared.Metrics;

namespace BotPerf.Client.Collecting;

/// <summary>Used and total space of the file systems that lie on real disks of this machine.</summary>
internal sealed class DiskSpace(SeriesRegistry series)
{
    private const string MountList = "/proc/self/mounts";
    private const int MaxMounts = 16;

    // Mounts change seldom, and the list is long on machines with containers.
    private const int ListEvery = 20;

    private readonly Dictionary<string, (GaugeSeries? Used, GaugeSeries? Total)> _series = new(StringComparer.Ordinal);
    private List<DriveInfo> _drives = [];
    private int _measured;

    public void Measure()
    {
        if (_measured++ % ListEvery == 0)
            _drives = [.. Drives().Take(MaxMounts)];
        foreach (var drive in _drives)
            Measure(drive);
    }

    private void Measure(DriveInfo drive)
    {
        if (!_series.TryGetValue(drive.Name, out var gauges))
        {
            var mount = Texts.Name(drive.Name);
            gauges = (series.Gauge(MetricNames.DiskUsed, "B", holds: false, LabelNames.Mount, mount).Series,
                series.Gauge(MetricNames.DiskTotal, "B", holds: false, LabelNames.Mount, mount).Series);
            _series.Add(drive.Name, gauges);
        }

        try
        {
            var total = drive.TotalSize;
            gauges.Used?.Set(total - drive.TotalFreeSpace);
            gauges.Total?.Set(total);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Unmounted, or not for this user's eyes.
        }
    }

    private static IEnumerable<DriveInfo> Drives() => File.Exists(MountList)
        ? ProcText.Mounts(File.ReadAllText(MountList)).Select(mount => new DriveInfo(mount))
        : DriveInfo.GetDrives().Where(drive => drive is { DriveType: DriveType.Fixed, IsReady: true });
}
