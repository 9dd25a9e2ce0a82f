namespace BotPerf.Web.Storage;

/// <summary>Whether BotPerf can store what it is told, and has what it had stored: looks at the databases and the disk every five seconds.</summary>
internal sealed class StorageWatch(
    IEnumerable<ReadinessCheck> stores, DiskSpace disk, DataFolder folder, TimeProvider time, ILogger<StorageWatch> log)
    : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // A database is busy for a moment now and then, with a backup or a large deletion: only the second refusal is trouble.
    private const int RefusalsInARow = 2;

    private volatile StorageTrouble? _trouble;
    private int _refusals;

    /// <summary>Null while all is well.</summary>
    public StorageTrouble? Trouble => _trouble;

    /// <summary>One look; the worker does it every <see cref="Interval"/>.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var before = _trouble;
        var found = await FindAsync(cancellationToken);
        _trouble = found is not var (kind, text) ? null : new StorageTrouble(kind, text, before?.Kind == kind ? before.Since : time.GetUtcNow());
        if (_trouble is { } now && now.Kind != before?.Kind)
            log.StorageInTrouble(now.Text);
        else if (before is not null && _trouble is null)
            log.StorageWellAgain(Format.Span(time.GetUtcNow() - before.Since));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
                await LookAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server ends.
        }
    }

    private async Task<(StorageTroubleKind Kind, string Text)?> FindAsync(CancellationToken cancellationToken)
    {
        if (Short() is { } shortage)
            return (StorageTroubleKind.Disk, shortage);

        foreach (var store in stores)
        {
            if (await store.AnswersAsync(Patience, cancellationToken))
                continue;
            if (++_refusals >= RefusalsInARow)
                return (StorageTroubleKind.Refused, $"{store.Name} takes no writes: another program may hold it, or it may have become read-only. The server's log says why.");
            return _trouble is { } still ? (still.Kind, still.Text) : null;
        }

        _refusals = 0;
        return folder.DamagedFiles() is [.., var newest]
            ? (StorageTroubleKind.Damaged, $"telemetry.db was damaged when the server started. It lies beside the new one as {newest}; the history in it is missing here. Restore a backup, or move that file out of the data folder to end this message.")
            : null;
    }

    private string? Short()
    {
        try
        {
            var (free, reserve) = (disk.FreeBytes, disk.ReserveBytes);
            return free >= reserve
                ? null
                : $"The disk of the data folder has {Format.Bytes(free)} left; {Format.Bytes(reserve)} are kept in reserve. Make room, or keep less; until then bots keep what they measure and send it again.";
        }
        catch (IOException error)
        {
            return $"The disk of the data folder cannot be asked for its free space: {error.Message}";
        }
    }
}
