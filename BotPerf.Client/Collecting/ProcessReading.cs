using System.Buffers.Text;
using System.Diagnostics;

namespace BotPerf.Client.Collecting;

/// <summary>Memory and threads of this process at one moment.</summary>
/// <param name="Rss">Bytes.</param>
/// <param name="Virtual">Bytes.</param>
internal readonly record struct ProcessReading(long Rss, long Virtual, long Threads)
{
    private const string Stat = "/proc/self/stat";

    // Of /proc/self/stat, counted from 1 as in proc(5).
    private const int ThreadsField = 20;
    private const int VirtualField = 23;
    private const int RssField = 24;

    private static readonly bool s_hasStat = File.Exists(Stat);

    /// <summary>
    /// One small file on Linux, read without allocation; <see cref="Process"/> would read one for every thread, and a bot
    /// pays for this every second.
    /// </summary>
    public static ProcessReading Now()
    {
        if (s_hasStat)
        {
            Span<byte> text = stackalloc byte[1024];
            using var file = File.OpenHandle(Stat);
            if (TryParse(text[..RandomAccess.Read(file, text, 0)], Environment.SystemPageSize, out var reading))
                return reading;
        }

        using var process = Process.GetCurrentProcess();
        return new ProcessReading(process.WorkingSet64, process.VirtualMemorySize64, process.Threads.Count);
    }

    /// <summary>Bytes that other processes may share: the third number of /proc/self/statm, in pages.</summary>
    public static long SharedNow()
    {
        Span<byte> text = stackalloc byte[128];
        using var file = File.OpenHandle("/proc/self/statm");
        Span<long> pages = stackalloc long[3];
        ProcText.Numbers(text[..RandomAccess.Read(file, text, 0)], pages);
        return pages[2] * Environment.SystemPageSize;
    }

    /// <summary>The second field is the program's name in parentheses and may hold anything, so counting begins behind it.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> stat, int pageSize, out ProcessReading reading)
    {
        reading = default;
        var behindName = stat.LastIndexOf((byte)')');
        if (behindName < 0)
            return false;

        long threads = 0, size = 0;
        var field = 2;
        foreach (var part in stat[(behindName + 1)..].Split((byte)' '))
        {
            var digits = stat[(behindName + 1)..][part];
            switch (field++)
            {
                case ThreadsField:
                    threads = Number(digits);
                    break;
                case VirtualField:
                    size = Number(digits);
                    break;
                case RssField:
                    reading = new ProcessReading(Number(digits) * pageSize, size, threads);
                    return threads > 0;
            }
        }

        return false;
    }

    private static long Number(ReadOnlySpan<byte> digits) => Utf8Parser.TryParse(digits, out long number, out _) ? number : 0;
}
