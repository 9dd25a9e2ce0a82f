using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;
using BotPerf.Web.Storage.Backups;

namespace BotPerf.Web.Hosting.Commands;

/// <summary>The commands <c>backup</c> and <c>restore</c>.</summary>
internal sealed class BackupCommands(BackupWriter writer, AuditTrail audit)
{
    /// <summary>What a running server says to <c>restore</c>.</summary>
    public static CommandOutcome RestoreIsForNobodyElse { get; } =
        CommandOutcome.Refused("A server runs on this data folder. Stop it, and restore into an empty folder.");

    public async Task<CommandOutcome> BackUpAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            var manifest = await writer.WriteAsync(file, tell: null, cancellationToken);
            await audit.WriteAsync(AuditTrail.CommandLine, "backup.written", file, cancellationToken);
            return CommandOutcome.Done($"{Told(manifest)} are in the backup:\n{file}");
        }
        catch (Exception refused) when (ServerProcess.Explains(refused))
        {
            return CommandOutcome.Refused(refused.Message);
        }
    }

    public static async Task<CommandOutcome> RestoreAsync(
        string file, DataFolder folder, CancellationToken cancellationToken)
    {
        var manifest = await BackupReader.RestoreAsync(file, folder, cancellationToken);
        return CommandOutcome.Done(
            $"{Told(manifest)}, as of {manifest.CreatedAt:yyyy-MM-dd HH:mm:ss} UTC, are back in:\n{Path.GetFullPath(folder.Path)}");
    }

    private static string Told(BackupManifest manifest) =>
        $"{manifest.Files.Count} files, {manifest.Files.Sum(file => file.Bytes) / 1024:N0} KiB";
}
