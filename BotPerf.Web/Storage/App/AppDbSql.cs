using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace BotPerf.Web.Storage.App;

/// <summary>
/// Statements for botperf.db without EF Core, for what also works on a server at rest. A value is the parameter of its
/// place: <c>$p0</c>, <c>$p1</c>, …
/// </summary>
internal sealed class AppDbSql(DataFolder folder, AppDbGate gate)
{
    public async Task<List<T>> ReadAsync<T>(
        string sql, Func<DbDataReader, T> read, CancellationToken cancellationToken, params object?[] values)
    {
        await using var connection = await OpenAsync(SqliteOpenMode.ReadOnly, cancellationToken);
        await using var command = Command(connection, sql, values);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<T>();
        while (await rows.ReadAsync(cancellationToken))
            found.Add(read(rows));
        return found;
    }

    /// <summary>One transaction: all of it or nothing.</summary>
    public async Task WriteAsync(Func<Write, Task> work, CancellationToken cancellationToken)
    {
        using (await gate.EnterAsync(cancellationToken))
        {
            await using var connection = await OpenAsync(SqliteOpenMode.ReadWriteCreate, cancellationToken);
            await using (var pragmas = Command(connection, AppDbPragmas.Text, []))
                await pragmas.ExecuteNonQueryAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await work(new Write(connection, cancellationToken));
            await transaction.CommitAsync(cancellationToken);
        }
    }

    private async Task<SqliteConnection> OpenAsync(SqliteOpenMode mode, CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(AppDb.ConnectionString(folder, mode));
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, object?[] values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
            command.Parameters.AddWithValue("$p" + i, values[i] ?? DBNull.Value);
        return command;
    }

    internal sealed class Write(SqliteConnection connection, CancellationToken cancellationToken)
    {
        /// <returns>How many rows it changed.</returns>
        public async Task<int> ExecuteAsync(string sql, object?[] values)
        {
            await using var command = Command(connection, sql, values);
            return await command.ExecuteNonQueryAsync(cancellationToken);
        }

        public async Task<long> NumberAsync(string sql, object?[] values)
        {
            await using var command = Command(connection, sql, values);
            return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        }
    }
}
