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
        await ForEachAsync(connection, "SELECT id, name, normalized_name, created_at FROM bot", row =>
            bots.Add(row.GetInt32(0), new BotRow
            {
                Id = row.GetInt32(0),
                Name = row.GetString(1),
                NormalizedName = row.GetString(2),
                CreatedAt = Time(row, 3)!.Value,
            }), cancellationToken);
        await ForEachAsync(connection,
            "SELECT id, bot_id, hash, hint, created_at, last_used_at, revoked_at FROM ingest_key", row =>
            bots.GetValueOrDefault(row.GetInt32(1))?.Keys.Add(new IngestKeyRow
            {
                Id = row.GetInt32(0),
                BotId = row.GetInt32(1),
                Hash = row.GetFieldValue<byte[]>(2),
                Hint = row.GetString(3),
                CreatedAt = Time(row, 4)!.Value,
                LastUsedAt = Time(row, 5),
                RevokedAt = Time(row, 6),
            }), cancellationToken);
        await ForEachAsync(connection,
            "SELECT bot_id, enabled, flush_interval_ms, detail_sampling_rate, collectors, switched_by, switched_at, off_since FROM bot_settings",
            row =>
            {
                if (bots.GetValueOrDefault(row.GetInt32(0)) is { } bot)
                {
                    bot.Settings = new BotSettingsRow
                    {
                        BotId = bot.Id,
                        Enabled = row.IsDBNull(1) ? null : row.GetBoolean(1),
                        FlushIntervalMs = row.IsDBNull(2) ? null : row.GetInt32(2),
                        DetailSamplingRate = row.IsDBNull(3) ? null : row.GetDouble(3),
                        Collectors = row.GetString(4),
                        SwitchedBy = row.IsDBNull(5) ? null : row.GetString(5),
                        SwitchedAt = Time(row, 6),
                        OffSince = Time(row, 7),
                    };
                }
            }, cancellationToken);
        await ForEachAsync(connection, "SELECT bot_id, minute_days, hour_days, execution_days, max_bytes FROM bot_retention", row =>
        {
            if (bots.GetValueOrDefault(row.GetInt32(0)) is { } bot)
            {
                bot.Retention = new BotRetentionRow
                {
                    BotId = bot.Id,
                    MinuteDays = row.IsDBNull(1) ? null : row.GetInt32(1),
                    HourDays = row.IsDBNull(2) ? null : row.GetInt32(2),
                    ExecutionDays = row.IsDBNull(3) ? null : row.GetInt32(3),
                    MaxBytes = row.IsDBNull(4) ? null : row.GetInt64(4),
                };
            }
        }, cancellationToken);
        return [.. bots.Values];
    }

    public async Task<List<ApiTokenRow>> TokensAsync(CancellationToken cancellationToken)
    {
        var tokens = new List<ApiTokenRow>();
        await using var connection = await OpenAsync(cancellationToken);
        await ForEachAsync(connection,
            """
            SELECT id, name, scope, hash, hint, created_by, created_at, expires_at, last_used_at, revoked_at FROM api_token
            """, row => tokens.Add(new ApiTokenRow
            {
                Id = row.GetInt32(0),
                Name = row.GetString(1),
                Scope = row.GetString(2),
                Hash = row.GetFieldValue<byte[]>(3),
                Hint = row.GetString(4),
                CreatedBy = row.GetString(5),
                CreatedAt = Time(row, 6)!.Value,
                ExpiresAt = Time(row, 7),
                LastUsedAt = Time(row, 8),
                RevokedAt = Time(row, 9),
            }), cancellationToken);
        return tokens;
    }

    /// <summary>When each instance was put out of sight.</summary>
    public async Task<List<ForgottenInstanceRow>> ForgottenInstancesAsync(CancellationToken cancellationToken)
    {
        var forgotten = new List<ForgottenInstanceRow>();
        await using var connection = await OpenAsync(cancellationToken);
        await ForEachAsync(connection, "SELECT instance_id, at FROM forgotten_instance", row =>
            forgotten.Add(new ForgottenInstanceRow { InstanceId = row.GetInt32(0), At = Time(row, 1)!.Value }), cancellationToken);
        return forgotten;
    }

    /// <summary>Those that are still to be erased.</summary>
    public async Task<List<BotId>> DeletedBotsAsync(CancellationToken cancellationToken)
    {
        var deleted = new List<BotId>();
        await using var connection = await OpenAsync(cancellationToken);
        await ForEachAsync(connection, "SELECT id FROM deleted_bot", row => deleted.Add(new BotId(row.GetInt32(0))), cancellationToken);
        return deleted;
    }

    public async Task<List<AccountSessionRow>> SessionsAsync(CancellationToken cancellationToken)
    {
        var sessions = new List<AccountSessionRow>();
        await using var connection = await OpenAsync(cancellationToken);
        await ForEachAsync(connection,
            "SELECT id, account_id, mark, device, address, created_at, last_seen_at FROM account_session", row =>
            sessions.Add(new AccountSessionRow
            {
                Id = row.GetInt32(0),
                AccountId = row.GetInt32(1),
                Mark = row.GetString(2),
                Device = row.GetString(3),
                Address = row.GetString(4),
                CreatedAt = Time(row, 5)!.Value,
                LastSeenAt = Time(row, 6)!.Value,
            }), cancellationToken);
        return sessions;
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
        var connection = new SqliteConnection(AppDb.ConnectionString(folder, SqliteOpenMode.ReadOnly));
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    private static async Task ForEachAsync(
        SqliteConnection connection, string sql, Action<DbDataReader> take, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            take(rows);
    }

    private static DateTimeOffset? Time(DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
}
