using Microsoft.Data.Sqlite;

namespace BotPerf.Web.Storage.Telemetry;

/// <summary>Statements of one connection, each prepared once; <c>$p0</c>, <c>$p1</c> … are their values.</summary>
internal sealed class StatementSet(SqliteConnection connection) : IDisposable
{
    private readonly List<SqliteCommand> _all = [];

    public SqliteCommand Prepare(string sql, int parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < parameters; i++)
            command.Parameters.Add(new SqliteParameter { ParameterName = "$p" + i });
        command.Prepare();
        _all.Add(command);
        return command;
    }

    public SqliteTransaction Begin()
    {
        var transaction = connection.BeginTransaction(deferred: false);
        foreach (var command in _all)
            command.Transaction = transaction;
        return transaction;
    }

    /// <summary>For what is done too seldom to be kept prepared.</summary>
    public int Once(string sql, params ReadOnlySpan<object?> values)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
            command.Parameters.Add(new SqliteParameter("$p" + i, values[i] ?? DBNull.Value));
        return command.ExecuteNonQuery();
    }

    /// <summary>Runs a statement to its end and tells the first value it gave; null when it gave none.</summary>
    public object? OnceValue(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var first = reader.Read() ? reader.GetValue(0) : null;
        while (reader.Read())
        {
            // Some statements work a step at a time.
        }

        return first;
    }

    public static int Run(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        Bind(command, values);
        return command.ExecuteNonQuery();
    }

    /// <summary>The first column of the first row; null when there is none.</summary>
    public static object? Value(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        Bind(command, values);
        return command.ExecuteScalar() is { } found and not DBNull ? found : null;
    }

    public static SqliteDataReader Rows(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        Bind(command, values);
        return command.ExecuteReader();
    }

    public void Dispose() => _all.ForEach(command => command.Dispose());

    private static void Bind(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
    }
}
