using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace BotPerf.Web.Storage.App;

/// <summary>
/// What a server has to know before anybody comes, read without EF Core: its first query costs half a second and 30 MiB,
/// which a server at rest need not pay.
/// </summary>
internal sealed class AppDbReader(DataFolder folder)
{
    public async Task<List<BotRow>> BotsAsync(CancellationToken cancellationToken)
    {
        var bots = new Dictionary<int, BotRow>();
        await using var connection = await OpenAsync(cancellationToken);
        await using (var rows = await QueryAsync(connection,
            "SELECT id, name, normalized_name, created_at FROM bot", cancellationToken))
        {
            while (await rows.ReadAsync(cancellationToken))
                bots.Add(rows.GetInt32(0), new BotRow
                {
                    Id = rows.GetInt32(0),
                    Name = rows.GetString(1),
                    NormalizedName = rows.GetString(2),
                    CreatedAt = Time(rows, 3)!.Value,
                });
        }

        await using var keys = await QueryAsync(connection,
            "SELECT id, bot_id, hash, hint, created_at, last_used_at, revoked_at FROM ingest_key", cancellationToken);
        while (await keys.ReadAsync(cancellationToken))
            bots.GetValueOrDefault(keys.GetInt32(1))?.Keys.Add(new IngestKeyRow
            {
                Id = keys.GetInt32(0),
                BotId = keys.GetInt32(1),
                Hash = keys.GetFieldValue<byte[]>(2),
                Hint = keys.GetString(3),
                CreatedAt = Time(keys, 4)!.Value,
                LastUsedAt = Time(keys, 5),
                RevokedAt = Time(keys, 6),
            });
        return [.. bots.Values];
    }

    public async Task<bool> AnyAccountAsync(string role, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT EXISTS (SELECT 1 FROM account WHERE role = $role)";
        command.Parameters.AddWithValue("$role", role);
        return await command.ExecuteScalarAsync(cancellationToken) is 1L;
    }

    private async Task<SqliteConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = folder.AppDatabase,
            Mode = SqliteOpenMode.ReadOnly,
            DefaultTimeout = 10,
        }.ToString());
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    private static async Task<DbDataReader> QueryAsync(
        SqliteConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteReaderAsync(cancellationToken);
    }

    private static DateTimeOffset? Time(DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
}
