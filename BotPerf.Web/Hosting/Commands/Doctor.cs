using System.Text;
using BotPerf.Web.Scheduling;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;

namespace BotPerf.Web.Hosting.Commands;

/// <summary>Looks a data folder over and says what is not as it should be. Changes nothing.</summary>
internal sealed class Doctor(DataFolder folder, DiskSpace disk, BackupShelf shelf, JobLedger ledger, TimeProvider time)
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    public async Task<CommandOutcome> ExamineAsync(CancellationToken cancellationToken)
    {
        var report = new StringBuilder();
        var complaints = 0;
        void Say(bool isWell, string what)
        {
            report.Append(isWell ? "ok    " : "WRONG ").AppendLine(what);
            complaints += isWell ? 0 : 1;
        }

        var path = Path.GetFullPath(folder.Path);
        Say(true, $"data folder {path}");
        Say(true, $"lock held by {FolderLock.Holder(folder)}");
        foreach (var (name, isPrivate) in Permissions())
            Say(isPrivate, isPrivate ? $"{name} is for its owner only" : $"{name} is open to others; run: chmod go-rwx {name}");
        Say(CanWrite(out var why), why);
        foreach (var file in new[] { folder.AppDatabase, folder.TelemetryDatabase })
        {
            if (!File.Exists(file))
            {
                Say(true, $"{Path.GetFileName(file)} is not there yet; the server makes it");
                continue;
            }

            var inspection = await SqliteInspection.OfAsync(file, isThorough: false, cancellationToken);
            Say(inspection.IsWell, inspection.IsWell
                ? $"{Path.GetFileName(file)} is whole, {new FileInfo(file).Length / 1024:N0} KiB, SQLite {inspection.SqliteVersion}"
                : $"{Path.GetFileName(file)}: {inspection.Verdict}. Put a backup in its place, or move it aside.");
        }

        Say(true, NewestBackup());
        foreach (var failed in await ledger.NewestWithAsync(JobRun.WordOf(JobOutcome.Failed), cancellationToken) ?? [])
            Say(false, $"job {failed.Job} failed at {Format.Utc(failed.StartedAt)}: {failed.Text}");

        report.Append(complaints == 0 ? "All is well." : $"{complaints} of these need care.");
        return new CommandOutcome(complaints == 0 ? 0 : 1, report.ToString(), "");
    }

    private IEnumerable<(string Name, bool IsPrivate)> Permissions()
    {
        if (OperatingSystem.IsWindows())
            yield break;

        foreach (var folderName in new[] { folder.Path, folder.KeyRing }.Where(Directory.Exists))
            yield return (folderName, (File.GetUnixFileMode(folderName) & Others) == UnixFileMode.None);
        foreach (var file in new[] { folder.AppDatabase, folder.TelemetryDatabase, folder.CommandSocket }.Where(File.Exists))
            yield return (file, (File.GetUnixFileMode(file) & Others) == UnixFileMode.None);
    }

    private string NewestBackup()
    {
        if (shelf.All() is not [var newest, ..])
            return $"there is no backup in {shelf.Place} yet; the server makes one every night";

        var age = time.GetUtcNow() - BackupShelf.TimeOf(newest)!.Value;
        return $"newest backup {newest.FullName}, {newest.Length / 1024:N0} KiB, {age.TotalHours:N0} h old";
    }

    private bool CanWrite(out string what)
    {
        var probe = Path.Combine(folder.Path, ".doctor");
        try
        {
            File.WriteAllText(probe, "");
            File.Delete(probe);
            var free = disk.FreeBytes / (1024 * 1024);
            what = $"the folder takes files, {free:N0} MiB are free";
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            what = $"the folder takes no files: {refused.Message}";
            return false;
        }
    }
}
