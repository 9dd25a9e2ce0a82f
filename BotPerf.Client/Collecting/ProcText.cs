using System.Buffers.Text;
using System.Text;

namespace BotPerf.Client.Collecting;

/// <summary>Reads the texts below /proc. Pure; what is not as expected is 0 or left out, as kernels and containers differ.</summary>
internal static class ProcText
{
    private const int SectorBytes = 512; // Whatever the disk's own sectors are: see the kernel's iostats.rst.
    private const int KibiByte = 1024;

    // Traffic on these is counted again on the interface behind them, or never leaves the machine.
    private static readonly string[] s_virtualInterfaces = ["lo", "veth", "docker", "br-", "virbr", "cni", "flannel", "ifb", "dummy", "tun", "tap"];
    private static readonly string[] s_realFileSystems = ["ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "overlay", "apfs", "ntfs", "ntfs3", "vfat", "exfat", "bcachefs"];

    /// <summary>The line <c>cpu</c> of /proc/stat. Ticks since the machine began.</summary>
    public static CpuTicks Cpu(ReadOnlySpan<byte> stat)
    {
        Span<long> fields = stackalloc long[8];
        var line = FirstLine(stat);
        if (!line.StartsWith("cpu "u8))
            return default;

        Numbers(line[4..], fields);
        long total = 0;
        foreach (var field in fields)
            total += field;
        return new CpuTicks(total - fields[3] - fields[4], total); // idle and iowait
    }

    /// <summary>Processes that run or wait for a processor, averaged over a minute.</summary>
    public static double? Load(ReadOnlySpan<byte> loadAverage) =>
        Utf8Parser.TryParse(loadAverage, out double load, out _) ? load : null;

    public static MemoryReading Memory(ReadOnlySpan<byte> memoryInfo) => new(
        Bytes(memoryInfo, "MemTotal:"u8), Bytes(memoryInfo, "MemAvailable:"u8), Bytes(memoryInfo, "Cached:"u8),
        Bytes(memoryInfo, "SwapTotal:"u8) - Bytes(memoryInfo, "SwapFree:"u8));

    /// <param name="diskStats">/proc/diskstats.</param>
    /// <param name="disks">Whole disks: their partitions are counted in them.</param>
    public static Traffic Disks(ReadOnlySpan<byte> diskStats, string[] disks)
    {
        long read = 0, written = 0;
        Span<long> fields = stackalloc long[7];
        foreach (var range in diskStats.Split((byte)'\n'))
        {
            var rest = diskStats[range];
            Word(ref rest);
            Word(ref rest);
            var name = Word(ref rest);
            if (name.IsEmpty || !Contains(disks, name))
                continue;
            Numbers(rest, fields);
            read += fields[2] * SectorBytes;
            written += fields[6] * SectorBytes;
        }

        return new Traffic(read, written);
    }

    /// <param name="networkDevices">/proc/net/dev.</param>
    public static Traffic Network(ReadOnlySpan<byte> networkDevices)
    {
        long received = 0, sent = 0;
        Span<long> fields = stackalloc long[9];
        foreach (var range in networkDevices.Split((byte)'\n'))
        {
            var line = networkDevices[range];
            var colon = line.IndexOf((byte)':');
            if (colon < 0 || IsVirtual(line[..colon].TrimStart((byte)' ')))
                continue;
            Numbers(line[(colon + 1)..], fields);
            received += fields[0];
            sent += fields[8];
        }

        return new Traffic(received, sent);
    }

    /// <summary>Where real file systems are mounted, each device once at its first place.</summary>
    /// <param name="mounts">/proc/self/mounts.</param>
    public static IReadOnlyList<string> Mounts(string mounts)
    {
        var devices = new HashSet<string>(StringComparer.Ordinal);
        var found = new List<string>();
        foreach (var line in mounts.Split('\n'))
        {
            // Files of a container's own (/etc/hosts) are mounted one by one from the host's disk: no disks to the bot.
            var parts = line.Split(' ');
            if (parts.Length > 2 && s_realFileSystems.Contains(parts[2]) && !parts[1].StartsWith("/etc/", StringComparison.Ordinal)
                && devices.Add(parts[0]))
                found.Add(Unescape(parts[1]));
        }

        return found;
    }

    private static string Unescape(string path) =>
        path.Replace(@"\040", " ", StringComparison.Ordinal).Replace(@"\011", "\t", StringComparison.Ordinal)
            .Replace(@"\012", "\n", StringComparison.Ordinal).Replace(@"\134", @"\", StringComparison.Ordinal);

    private static bool IsVirtual(ReadOnlySpan<byte> name)
    {
        Span<char> text = stackalloc char[16]; // IFNAMSIZ
        if (name.Length > text.Length)
            return true;
        var written = Encoding.ASCII.GetChars(name, text);
        foreach (var prefix in s_virtualInterfaces)
        {
            if (text[..written].StartsWith(prefix, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    private static bool Contains(string[] disks, ReadOnlySpan<byte> name)
    {
        foreach (var disk in disks)
        {
            if (Ascii.Equals(name, disk))
                return true;
        }

        return false;
    }

    private static long Bytes(ReadOnlySpan<byte> memoryInfo, ReadOnlySpan<byte> name)
    {
        foreach (var range in memoryInfo.Split((byte)'\n'))
        {
            var line = memoryInfo[range];
            if (!line.StartsWith(name))
                continue;
            Span<long> number = stackalloc long[1];
            Numbers(line[name.Length..], number);
            return number[0] * KibiByte;
        }

        return 0;
    }

    private static ReadOnlySpan<byte> FirstLine(ReadOnlySpan<byte> text) =>
        text.IndexOf((byte)'\n') is var end and >= 0 ? text[..end] : text;

    private static ReadOnlySpan<byte> Word(ref ReadOnlySpan<byte> text)
    {
        text = text.TrimStart((byte)' ');
        var end = text.IndexOf((byte)' ');
        var word = end < 0 ? text : text[..end];
        text = text[word.Length..];
        return word;
    }

    /// <summary>Numbers between blanks; 0 for those that are not there.</summary>
    public static void Numbers(ReadOnlySpan<byte> text, Span<long> into)
    {
        into.Clear();
        for (var i = 0; i < into.Length && Word(ref text) is { IsEmpty: false } word; i++)
            into[i] = Utf8Parser.TryParse(word, out long number, out _) ? number : 0;
    }
}

/// <param name="Busy">Of all processors together.</param>
internal readonly record struct CpuTicks(long Busy, long Total);

/// <summary>Bytes.</summary>
internal readonly record struct MemoryReading(long Total, long Available, long Cached, long SwapUsed);

/// <summary>Bytes since the machine began.</summary>
/// <param name="In">Read, or received.</param>
/// <param name="Out">Written, or sent.</param>
internal readonly record struct Traffic(long In, long Out);
