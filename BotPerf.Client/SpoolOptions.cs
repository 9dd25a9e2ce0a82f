namespace BotPerf.Client;

/// <summary>
/// Keeps on disk what the server could not take yet, so that it survives the bot's end. What is on disk is sent with its
/// original times, each frame once, by the next process that uses the folder.
/// </summary>
public sealed class SpoolOptions
{
    /// <summary>
    /// The folder, made with mode 0700 when it is missing. One running process at a time uses it: give each shard its own.
    /// Default: the environment variable <c>BOTPERF_SPOOL_FOLDER</c>, else none: nothing is kept on disk.
    /// </summary>
    public string? Folder { get; set; }

    /// <summary>How much of the disk is used, 1 MiB to 64 GiB, in bytes; beyond it the oldest is dropped. Default: 64 MiB.</summary>
    public long MaxBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>How old a frame may become, 1 minute to 14 days (the server takes none that are older). Default: 24 hours.</summary>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromHours(24);

    internal SpoolOptions Copy() => (SpoolOptions)MemberwiseClone();
}
