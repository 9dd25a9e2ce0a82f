using BotPerf.Web.Storage;

namespace BotPerf.Web.Reports.Files;

/// <summary>The room that one report has on the disk: a share of what all may take, and never of what has to stay free.</summary>
/// <param name="most">So many bytes at most.</param>
/// <param name="roomOnDisk">How many bytes may still be written before the disk has less than has to stay free.</param>
internal sealed class ReportRoom(long most, Func<long> roomOnDisk)
{
    /// <summary>One report takes a quarter of what all may take together, at most.</summary>
    public const int Share = 4;

    // Asking the disk costs; so little is written meanwhile.
    private const long AskedEvery = 4 * 1_048_576;

    private long _taken;
    private long _untilAsked;

    public static ReportRoom Of(ReportOptions options, DiskSpace disk) => new(options.KeepBytes / Share, () => disk.FreeBytes - disk.ReserveBytes);

    /// <exception cref="IOException">There is no room for them; for people.</exception>
    public void Take(long bytes)
    {
        _taken += bytes;
        _untilAsked -= bytes;
        if (_taken > most)
            throw new IOException($"one report may take {Format.Bytes(most)} at most, a quarter of Reports:KeepBytes. Make it of fewer bots or a shorter time.");
        if (_untilAsked < 0)
            AskDisk();
    }

    /// <param name="bytes">So many are about to be written.</param>
    /// <exception cref="IOException">It is nearly full; for people.</exception>
    public void AskDisk(long bytes = 0)
    {
        _untilAsked = AskedEvery;
        if (roomOnDisk() <= AskedEvery + bytes)
            throw new IOException("the disk is nearly full, and the rest is for what the bots send. Free some space.");
    }
}
