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

    private volatile StorageTrouble? _blocking;
    private volatile StorageTrouble? _damage;
    private int _refusals;

    /// <summary>What keeps BotPerf from storing; null: nothing.</summary>
    public StorageTrouble? Blocking => _blocking;

    /// <summary>What is missing of what was stored; null: nothing.</summary>
    public StorageTrouble? Damage => _damage;

    /// <summary>The worse of the two; null while all is well.</summary>
    public StorageTrouble? Trouble => _blocking ?? _damage;

    /// <summary>One look; the worker does it every <see cref="Interval"/>.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var before = Trouble;
        _blocking = Of(await FindBlockingAsync(cancellationToken), _blocking);
        _damage = Of(FindDamage(), _damage);
        if (Trouble is { } now && now.Kind != before?.Kind)
            log.StorageInTrouble(now.Text);
        else if (before is not null && Trouble is null)
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

    // A refusal that turns out to be a full disk goes on as the same trouble.
    private StorageTrouble? Of((StorageTroubleKind Kind, string Text)? found, StorageTrouble? before) =>
        found is var (kind, text) ? new StorageTrouble(kind, text, before?.Since ?? time.GetUtcNow()) : null;

    private async Task<(StorageTroubleKind Kind, string Text)?> FindBlockingAsync(CancellationToken cancellationToken)
    {
        if (Short() is { } shortage)
            return (StorageTroubleKind.Disk, shortage);

        foreach (var store in stores)
        {
            if (await store.AnswersAsync(Patience, cancellationToken))
                continue;
            if (++_refusals >= RefusalsInARow)
                return (StorageTroubleKind.Refused, $"{store.Name} takes no writes: another program may hold it, or it may have become read-only. The server's log says why.");
            return _blocking is { } still ? (still.Kind, still.Text) : null;
        }

        _refusals = 0;
        return null;
    }

    private (StorageTroubleKind Kind, string Text)? FindDamage() => folder.DamagedFiles() is [.., var newest]
        ? (StorageTroubleKind.Damaged, $"telemetry.db was damaged when the server started. It lies beside the new one as {newest}; the history in it is missing here. Restore a backup, or move that file out of the data folder to end this message.")
        : null;

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
