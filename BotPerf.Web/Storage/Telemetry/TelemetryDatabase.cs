using Microsoft.Data.Sqlite;

namespace BotPerf.Web.Storage.Telemetry;

/// <summary>
/// Opens telemetry.db. There is one connection that writes, and only it checkpoints: SQLite before 3.51.3 can corrupt a
/// WAL when two do. All others are read-only and short.
/// </summary>
internal sealed class TelemetryDatabase(DataFolder folder)
{
    // Frames a checkpoint copies at a time: large enough that ingest rarely pays for one, small enough not to be felt.
    private const int CheckpointPages = 1_000;

    public string Path => folder.TelemetryDatabase;

    public SqliteConnection OpenWriter()
    {
        var connection = Open(SqliteOpenMode.ReadWriteCreate);
        // SQLite gives the files beside it the same mode.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Execute(connection,
            $"""
            PRAGMA page_size = {TelemetrySchema.PageSize};
            PRAGMA auto_vacuum = INCREMENTAL;
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA trusted_schema = OFF;
            PRAGMA wal_autocheckpoint = {CheckpointPages};
            PRAGMA cache_size = -16384;
            PRAGMA temp_store = MEMORY;
            """);

        var version = Version(connection);
        if (version == 0)
            Change(connection, TelemetrySchema.Create + TelemetrySchema.Books);
        else if (version == 1)
            Change(connection, TelemetrySchema.FromVersion1);
        else if (version != TelemetrySchema.Version)
            throw new InvalidOperationException(
                $"'{Path}' has schema version {version}; this program knows version {TelemetrySchema.Version}. " +
                "Start the version of BotPerf that made the file, or choose another data folder.");
        Execute(connection, TelemetrySchema.Additions);
        return connection;
    }

    /// <summary>
    /// Opens the file once and reads what a start needs; a damaged one is set aside under another name and a new one begun,
    /// so that what the bots send from now on is kept.
    /// </summary>
    /// <param name="now">Becomes a part of the name.</param>
    /// <returns>Where the damaged file lies now; null when there was none.</returns>
    public string? OpenOrSetAside(DateTimeOffset now)
    {
        try
        {
            using var connection = OpenWriter();
            foreach (var table in TelemetrySchema.ReadAtStart)
                Execute(connection, $"SELECT COUNT(*) FROM {table} NOT INDEXED;");
            return null;
        }
        catch (SqliteException broken) when (SqliteInspection.IsDamage(broken))
        {
            var aside = folder.DamagedTelemetry(now);
            foreach (var ending in new[] { "", "-wal", "-shm" })
            {
                if (File.Exists(Path + ending))
                    File.Move(Path + ending, aside + ending);
            }

            OpenWriter().Dispose();
            return aside;
        }
    }

    public SqliteConnection OpenReader()
    {
        var connection = Open(SqliteOpenMode.ReadOnly);
        Execute(connection, "PRAGMA query_only = ON; PRAGMA trusted_schema = OFF;");
        return connection;
    }

    /// <summary>SQLite's own quick check; empty when all is well, else what it found.</summary>
    public string QuickCheck()
    {
        using var connection = OpenReader();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA quick_check(5)";
        using var reader = command.ExecuteReader();
        var found = new List<string>();
        while (reader.Read())
            found.Add(reader.GetString(0));
        return found is ["ok"] ? "" : string.Join("; ", found);
    }

    private SqliteConnection Open(SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path,
            Mode = mode,
            Pooling = mode == SqliteOpenMode.ReadOnly,
            DefaultTimeout = 30,
        }.ToString());
        connection.Open();
        return connection;
    }

    private static long Version(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        return (long)command.ExecuteScalar()!;
    }

    private static void Change(SqliteConnection connection, string sql) =>
        Execute(connection, $"BEGIN; {sql} PRAGMA user_version = {TelemetrySchema.Version}; COMMIT;");

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
