using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Backups;

namespace BotPerf.Web.Scheduling;

/// <summary>Reads everything once a week, so that damage is found while there still is a backup from before.</summary>
internal sealed class IntegrityJob(DataFolder folder, BackupWriter backups, BackupShelf shelf) : ScheduledJob
{
    public override string Name => "integrity";

    public override string Title => "Integrity check";

    public override string Description => "Checks both databases and the newest backup from end to end.";

    public override string Schedule => "0 15 4 ? * SUN";

    public override async Task<JobResult> RunAsync(JobProgress progress, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        var well = new List<string>();
        foreach (var file in new[] { folder.AppDatabase, folder.TelemetryDatabase })
        {
            var name = Path.GetFileName(file);
            progress.Report(null, $"checking {name}");
            var inspection = await SqliteInspection.OfAsync(file, isThorough: true, cancellationToken);
            if (inspection.IsWell)
                well.Add(name);
            else
                found.Add($"{name} is damaged: {inspection.Verdict}. Stop the server and put a backup in its place.");
            cancellationToken.ThrowIfCancellationRequested();
        }

        if (shelf.All() is [var newest, ..])
        {
            progress.Report(null, $"checking {newest.Name}");
            try
            {
                await backups.VerifyAsync(newest.FullName, cancellationToken);
                well.Add(newest.Name);
            }
            catch (InvalidDataException bad)
            {
                found.Add(bad.Message);
            }
        }

        return found.Count == 0
            ? new JobResult(well.Count, $"{string.Join(", ", well)}: whole")
            : throw new InvalidDataException(string.Join(' ', found));
    }
}
