using System.Net.NetworkInformation;
using BotPerf.Client.Recording;

namespace BotPerf.Client.Collecting;

/// <summary>
/// CPU, load, memory, disks and network of the machine. Where there is no /proc, disks and network only: no figure is
/// better than an invented one.
/// </summary>
internal sealed class SystemCollector : IMeasuring
{
    private const string Proc = "/proc/stat";

    private readonly bool _hasProc = File.Exists(Proc);
    private readonly byte[] _text;
    private readonly string[] _disks;
    private readonly MachineSeries _series;
    private readonly DiskSpace _space;
    private CpuTicks _cpu;
    private Traffic? _disk;
    private Traffic? _network;

    public SystemCollector(SeriesRegistry series)
    {
        _series = new MachineSeries(series, _hasProc);
        _space = new DiskSpace(series);
        _text = _hasProc ? new byte[16 * 1024] : [];
        _disks = _hasProc ? WholeDisks() : [];
        if (_hasProc)
            _cpu = ProcText.Cpu(Read(Proc));
    }

    public void Measure()
    {
        if (_hasProc)
            MeasureProc();
        else
            Count(_series.Received, _series.Sent, ref _network, InterfaceTraffic());
        _space.Measure();
    }

    public void Dispose()
    {
    }

    private void MeasureProc()
    {
        MeasureCpu(ProcText.Cpu(Read(Proc)));
        if (ProcText.Load(Read("/proc/loadavg")) is { } load)
            _series.Load?.Set(load);

        var memory = ProcText.Memory(Read("/proc/meminfo"));
        if (memory.Total > 0)
        {
            _series.MemoryTotal?.Set(memory.Total);
            _series.MemoryAvailable?.Set(memory.Available);
            _series.MemoryCached?.Set(memory.Cached);
            _series.SwapUsed?.Set(memory.SwapUsed);
        }

        Count(_series.Read, _series.Written, ref _disk, ProcText.Disks(Read("/proc/diskstats"), _disks));
        Count(_series.Received, _series.Sent, ref _network, ProcText.Network(Read("/proc/net/dev")));
    }

    private void MeasureCpu(CpuTicks now)
    {
        // The kernel's ticks are hundredths of a second: over fewer than some there is no percentage.
        var passed = now.Total - _cpu.Total;
        if (passed < 10)
            return;
        _series.Cpu?.Set(Math.Clamp(100.0 * (now.Busy - _cpu.Busy) / passed, 0, 100));
        _cpu = now;
    }

    /// <summary>The first reading, and one after a device went away, only say where counting begins.</summary>
    private static void Count(CounterSeries? into, CounterSeries? outOf, ref Traffic? before, Traffic now)
    {
        if (before is { } last && now.In >= last.In && now.Out >= last.Out)
        {
            into?.Add(now.In - last.In);
            outOf?.Add(now.Out - last.Out);
        }

        before = now;
    }

    /// <summary>The whole text when it fits: what is of interest stands in front, or the machine is a strange one.</summary>
    private ReadOnlySpan<byte> Read(string path)
    {
        try
        {
            using var file = File.OpenHandle(path);
            var length = 0;
            while (length < _text.Length && RandomAccess.Read(file, _text.AsSpan(length), length) is var read and > 0)
                length += read;
            return _text.AsSpan(0, length);
        }
        catch (IOException)
        {
            return []; // Some containers hide some of them.
        }
        catch (UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string[] WholeDisks()
    {
        const string folder = "/sys/block";
        string[] notDisks = ["loop", "ram", "zram", "dm-", "md", "sr", "fd"];
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path))
                .Where(name => !notDisks.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))]
            : [];
    }

    private static Traffic InterfaceTraffic()
    {
        var traffic = default(Traffic);
        foreach (var card in NetworkInterface.GetAllNetworkInterfaces())
        {
            if (card.NetworkInterfaceType is NetworkInterfaceType.Loopback or NetworkInterfaceType.Tunnel || card.OperationalStatus != OperationalStatus.Up)
                continue;
            var statistics = card.GetIPStatistics();
            traffic = new Traffic(traffic.In + statistics.BytesReceived, traffic.Out + statistics.BytesSent);
        }

        return traffic;
    }
}
