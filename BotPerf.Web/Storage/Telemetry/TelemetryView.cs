using Microsoft.Data.Sqlite;

namespace BotPerf.Web.Storage.Telemetry;

/// <summary>telemetry.db as it is at one moment, until it is disposed: what is written meanwhile is not in it.</summary>
internal sealed class TelemetryView : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteTransaction _snapshot;

    public TelemetryView(TelemetryDatabase database)
    {
        _connection = database.OpenReader();
        _snapshot = _connection.BeginTransaction(deferred: true);
        // The first that is read fixes what is seen.
        using var first = Command("SELECT 1 FROM kept_from LIMIT 1");
        first.ExecuteScalar();
    }

    /// <param name="sql">With <c>$p0</c>, <c>$p1</c> … for the values.</param>
    /// <param name="values">In that order.</param>
    public SqliteCommand Command(string sql, params ReadOnlySpan<object> values)
    {
        var command = _connection.CreateCommand();
        command.Transaction = _snapshot;
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
            command.Parameters.AddWithValue("$p" + i, values[i]);
        return command;
    }

    public void Dispose()
    {
        _snapshot.Dispose();
        _connection.Dispose();
    }
}
