using System.Runtime.Versioning;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BotPerf.Tests.Storage.App;

[UnsupportedOSPlatform("windows")]
public sealed class AppDbTests : IDisposable
{
    private readonly TempFolder _temp = new();

    [Fact]
    public async Task Migrations_AllOfThem_MakeWhatTheModelAsksFor()
    {
        await using var migrated = Services("migrated");
        await OpenAsync(migrated);
        await using var made = Services("made");
        await using var context = await Factory(made).CreateDbContextAsync();
        await context.Database.EnsureCreatedAsync();

        Assert.Equal(Schema(Folder("made")), Schema(Folder("migrated")));
        Assert.Equal(AppDb.LatestMigration, context.Database.GetMigrations().Last());
    }

    [Fact]
    public async Task Open_FreshFile_HasTheModesThatLiveInTheFile()
    {
        await using var services = Services("modes");
        await OpenAsync(services);

        Assert.Equal("wal", Ask(Folder("modes"), "PRAGMA journal_mode"));
        Assert.Equal(2L, Ask(Folder("modes"), "PRAGMA auto_vacuum"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Folder("modes").AppDatabase));
    }

    [Fact]
    public async Task Context_EachConnection_IsToldItsPragmas()
    {
        await using var services = Services("pragmas");
        await OpenAsync(services);
        await using var context = await Factory(services).CreateDbContextAsync();
        await context.Database.OpenConnectionAsync();

        var answers = new List<long>();
        foreach (var name in new[] { "synchronous", "foreign_keys", "trusted_schema" })
        {
            await using var command = context.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"PRAGMA {name}";
            answers.Add((long)(await command.ExecuteScalarAsync())!);
        }

        Assert.Equal([2, 1, 0], answers);
    }

    [Fact]
    public async Task Open_LockLeftByAKilledMigration_DoesNotWaitForEver()
    {
        await using var services = Services("killed");
        await using (var connection = new SqliteConnection(AppDb.ConnectionString(Folder("killed"))))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = """
                CREATE TABLE __EFMigrationsLock (Id INTEGER NOT NULL PRIMARY KEY, Timestamp TEXT NOT NULL);
                INSERT INTO __EFMigrationsLock VALUES (1, '2026-01-01');
                """;
            await command.ExecuteNonQueryAsync();
        }

        await OpenAsync(services).WaitAsync(TimeSpan.FromSeconds(20));

        Assert.True(await services.GetRequiredService<AppDb>().TakesWritesAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Open_DamagedFile_SaysWhatToDo()
    {
        await using var services = Services("damaged");
        await OpenAsync(services);
        await services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        var file = await File.ReadAllBytesAsync(Folder("damaged").AppDatabase);
        file.AsSpan(4096).Fill(0xAA);
        await File.WriteAllBytesAsync(Folder("damaged").AppDatabase, file);

        await using var again = Services("damaged");
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => OpenAsync(again));

        Assert.IsType<InvalidDataException>(refused);
        Assert.Contains("put a backup in its place", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SaveChanges_ManyAtOnce_GoOneByOne()
    {
        await using var services = Services("many");
        await OpenAsync(services);
        var audit = services.GetRequiredService<AuditTrail>();

        await Task.WhenAll(Enumerable.Range(0, 64).Select(number =>
            audit.WriteAsync("a test", "test.wrote", $"row {number}", CancellationToken.None)));

        Assert.Equal(64L, Ask(Folder("many"), "SELECT COUNT(*) FROM audit"));
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _temp.Dispose();
    }

    internal static ServiceProvider Services(DataFolder folder, TimeProvider? time = null)
    {
        folder.Create();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(time ?? TimeProvider.System);
        services.AddSingleton(folder);
        services.AddAppDb();
        return services.BuildServiceProvider();
    }

    private DataFolder Folder(string name) => new(_temp.File(name));

    private ServiceProvider Services(string name) => Services(Folder(name));

    private static Task OpenAsync(ServiceProvider services) =>
        services.GetRequiredService<AppDb>().OpenAsync(CancellationToken.None);

    private static IDbContextFactory<AppDbContext> Factory(ServiceProvider services) =>
        services.GetRequiredService<IDbContextFactory<AppDbContext>>();

    private static object? Ask(DataFolder folder, string sql)
    {
        using var connection = new SqliteConnection(AppDb.ConnectionString(folder));
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    /// <summary>Every table and index as SQLite describes it, without the tables that migrating itself needs.</summary>
    private static List<string> Schema(DataFolder folder)
    {
        using var connection = new SqliteConnection(AppDb.ConnectionString(folder));
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT m.type || ' ' || m.name || ': ' || c.name || ' ' || c.type || ' ' || c."notnull" || ' ' || c.pk
            FROM sqlite_schema m JOIN pragma_table_info(m.name) c
            WHERE m.type = 'table' AND m.name NOT LIKE '\_\_EF%' ESCAPE '\' AND m.name NOT LIKE 'sqlite_%'
            UNION ALL
            SELECT 'index ' || i.name || ' of ' || m.name || ' unique ' || i."unique" || ': ' || c.name
            FROM sqlite_schema m JOIN pragma_index_list(m.name) i JOIN pragma_index_info(i.name) c
            WHERE m.type = 'table' AND m.name NOT LIKE '\_\_EF%' ESCAPE '\'
            UNION ALL
            SELECT 'key of ' || m.name || ': ' || f."from" || ' → ' || f."table" || '.' || f."to" || ' ' || f.on_delete
            FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'
            UNION ALL
            SELECT 'never reuses numbers: ' || name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'
            ORDER BY 1
            """;
        using var rows = command.ExecuteReader();
        var schema = new List<string>();
        while (rows.Read())
            schema.Add(rows.GetString(0));
        return schema;
    }
}
