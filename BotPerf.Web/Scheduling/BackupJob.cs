using System.Globalization;
using BotPerf.Web.Storage.Backups;

namespace BotPerf.Web.Scheduling;

/// <summary>The nightly backup.</summary>
internal sealed class BackupJob(BackupWriter writer, BackupShelf shelf, TimeProvider time) : ScheduledJob
{
    public override string Name => "backup";

    public override string Title => "Backup";

    public override string Description =>
        "Puts both databases and the keys into one file, checks it, and keeps the newest ones.";

    public override string Schedule => "0 30 2 * * ?";

    public override async Task<JobResult> RunAsync(JobProgress progress, CancellationToken cancellationToken)
    {
        OwnedFile.CreateFolder(shelf.Place);
        await writer.TidyAsync(shelf.Place, cancellationToken);
        var file = shelf.FileAt(time.GetUtcNow());
        var manifest = await writer.WriteAsync(file, (part, what) => progress.Report(part, what), cancellationToken);
        var kept = shelf.Prune();
        var kibibytes = new FileInfo(file).Length / 1024;
        return new JobResult(manifest.Files.Count, string.Create(
            CultureInfo.InvariantCulture, $"{Path.GetFileName(file)}, {kibibytes:N0} KiB; {kept} kept"));
    }
}
