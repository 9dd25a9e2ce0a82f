using System.ComponentModel.DataAnnotations;

namespace BotPerf.Web.Scheduling;

/// <summary>Where the nightly backups go. Section <c>Backup</c>.</summary>
internal sealed class BackupOptions
{
    public const string Section = "Backup";

    /// <summary>A full path, best on another disk; <c>backups</c> in the data folder when left out.</summary>
    public string? Folder { get; set; }

    /// <summary>So many of the newest are kept; older ones are deleted when a new one is whole.</summary>
    [Range(1, 1_000)]
    public int Keep { get; set; } = 7;
}
