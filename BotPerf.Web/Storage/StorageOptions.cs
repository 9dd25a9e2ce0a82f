using System.ComponentModel.DataAnnotations;

namespace BotPerf.Web.Storage;

/// <summary>Where things are kept. Section <c>Storage</c>.</summary>
internal sealed class StorageOptions
{
    public const string Section = "Storage";

    /// <summary>
    /// Bytes of the disk that stay free: below, bots are asked to send again later, so that what is there can still be read,
    /// changed and tidied. Null: 256 MiB, or a twentieth of a disk that is smaller than 5 GiB.
    /// </summary>
    [Range(0, long.MaxValue)]
    public long? ReserveBytes { get; set; }
}
