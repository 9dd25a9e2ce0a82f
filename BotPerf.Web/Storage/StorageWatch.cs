namespace BotPerf.Web.Storage;

/// <summary>Whether BotPerf can store what it is told: looks at the databases and at the disk every five seconds.</summary>
internal sealed class StorageWatch(IEnumerable<ReadinessCheck> stores, DiskSpace disk, TimeProvider time, ILogger<StorageWatch> log)
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
        var (text, isDisk) = await FindAsync(cancellationToken);
        _trouble = text is null ? null : new StorageTrouble(text, isDisk, before?.Since ?? time.GetUtcNow());
        if (before is null && text is not null)
            log.StorageInTrouble(text);
        else if (before is not null && text is null)
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

    private async Task<(string? Text, bool IsDisk)> FindAsync(CancellationToken cancellationToken)
    {
        if (Short() is { } shortage)
            return (shortage, true);

        foreach (var store in stores)
        {
            if (await store.AnswersAsync(Patience, cancellationToken))
                continue;
            if (++_refusals >= RefusalsInARow)
                return ($"{store.Name} takes no writes: another program may hold it, or it may have become read-only. The server's log says why.", false);
            return (_trouble?.Text, false);
        }

        _refusals = 0;
        return (null, false);
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
