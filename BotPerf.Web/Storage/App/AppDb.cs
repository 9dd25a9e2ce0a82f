using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Storage.App;

/// <summary>botperf.db as a file: made, checked, brought up to date at start, and asked whether it takes writes.</summary>
internal sealed class AppDb(
    DataFolder folder, AppDbGate gate, IDbContextFactory<AppDbContext> contexts, ILogger<AppDb> log) : IDisposable
{
    /// <summary>The newest of the classes in Migrations; a test keeps the two in step.</summary>
    public const string LatestMigration = Migrations.Digests.Id;

    // Held open for the process's life: SQLite checkpoints when a file's last connection closes, which must not happen
    // beside a writer.
    private SqliteConnection? _keeper;

    /// <summary>Must have run before anything else touches the database.</summary>
    /// <exception cref="InvalidDataException">The file is damaged; the message says what to do.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        using (await gate.EnterAsync(cancellationToken))
        {
            _keeper = new SqliteConnection(ConnectionString(folder) + ";Pooling=False");
            try
            {
                await PrepareAsync(cancellationToken);
            }
            catch (SqliteException broken) when (SqliteInspection.IsDamage(broken))
            {
                throw Damaged(broken.Message);
            }

            if (!await IsUpToDateAsync(cancellationToken))
                await MigrateAsync(cancellationToken);
        }

        log.AppDatabaseOpened(folder.AppDatabase, _keeper.ServerVersion);
    }

    /// <summary>Asks the file for its writer's lock, as a save would, and gives it back.</summary>
    public async Task<bool> TakesWritesAsync(CancellationToken cancellationToken)
    {
        try
        {
            using (await gate.EnterAsync(cancellationToken))
                await ExecuteAsync("BEGIN IMMEDIATE; ROLLBACK;", cancellationToken, seconds: 1);
            return true;
        }
        catch (SqliteException refused)
        {
            log.AppDatabaseRefusesWrites(refused.Message);
            return false;
        }
    }

    /// <summary>Closes everything, so that the last to close leaves one whole file without a write-ahead log.</summary>
    public void Dispose()
    {
        foreach (var text in new[] { ConnectionString(folder), ConnectionString(folder, SqliteOpenMode.ReadOnly) })
        {
            using var pooled = new SqliteConnection(text);
            SqliteConnection.ClearPool(pooled);
        }

        _keeper?.Dispose();
    }

    public static string ConnectionString(DataFolder folder, SqliteOpenMode mode = SqliteOpenMode.ReadWriteCreate) =>
        new SqliteConnectionStringBuilder { DataSource = folder.AppDatabase, DefaultTimeout = 10, Mode = mode }.ToString();

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await _keeper!.OpenAsync(cancellationToken);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder.AppDatabase, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        // auto_vacuum can only be chosen while the file is empty.
        await ExecuteAsync("PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL;", cancellationToken);
        await using var check = _keeper.CreateCommand();
        check.CommandText = "PRAGMA quick_check(1);";
        if (await check.ExecuteScalarAsync(cancellationToken) as string is var verdict and not "ok")
            throw Damaged(verdict ?? "no answer");
    }

    private InvalidDataException Damaged(string why) => new(
        $"{folder.AppDatabase} is damaged ({why}). Move it aside, or put a backup in its place, and start again.");

    /// <summary>Asked here and not of EF Core, whose machinery a server at rest then never loads.</summary>
    private async Task<bool> IsUpToDateAsync(CancellationToken cancellationToken)
    {
        await using var command = _keeper!.CreateCommand();
        command.CommandText = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = '__EFMigrationsHistory');";
        if (await command.ExecuteScalarAsync(cancellationToken) is not 1L)
            return false;

        command.CommandText = "SELECT MAX(MigrationId) FROM __EFMigrationsHistory;";
        return await command.ExecuteScalarAsync(cancellationToken) as string == LatestMigration;
    }

    private async Task MigrateAsync(CancellationToken cancellationToken)
    {
        // EF Core locks a migration with a row in this table, and waits for ever when a killed process left it. The
        // folder's lock says that nobody else is here.
        await ExecuteAsync("DROP TABLE IF EXISTS __EFMigrationsLock;", cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Database.MigrateAsync(cancellationToken);
    }

    // While somebody else has the lock, SQLite waits without hearing of the token.
    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken, int seconds = 10)
    {
        await using var command = _keeper!.CreateCommand();
        command.CommandTimeout = seconds;
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
