using Microsoft.Data.Sqlite;

namespace BotPerf.Web.Storage.Telemetry;

/// <summary>A frame as the journal holds it.</summary>
internal readonly record struct JournalRow(
    InstanceId Instance, long Minute, int? Session, ulong Seq, long ReceivedUs, byte[] Payload);

internal readonly record struct LifecycleRow(InstanceId Instance, long AtUs, string Event, string Detail);

/// <summary>The questions asked of telemetry.db, each on a short read-only connection.</summary>
internal sealed class TelemetryReads(TelemetryDatabase database)
{
    /// <summary>Visits the roll-up rows of an instance's minutes, in order; the payload is valid during the visit.</summary>
    public void Minutes(
        InstanceId instance, long fromMinute, long toMinute, Action<long, ReadOnlySpan<byte>> visit,
        CancellationToken cancellationToken)
    {
        using var connection = database.OpenReader();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT id, payload FROM minute_rollup WHERE id >= $from AND id < $to ORDER BY id";
        command.Parameters.AddWithValue("$from", RowId.Of(instance, fromMinute));
        command.Parameters.AddWithValue("$to", RowId.Of(instance, toMinute));
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            visit(RowId.Number(reader.GetInt64(0)), reader.GetFieldValue<byte[]>(1));
        }
    }

    /// <summary>The segments of an instance's minutes.</summary>
    public IReadOnlyList<ExecutionColumns> Segments(InstanceId instance, long fromMinute, long toMinute)
    {
        using var connection = database.OpenReader();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT payload FROM segment WHERE minute_id >= $from AND minute_id < $to ORDER BY minute_id, id";
        command.Parameters.AddWithValue("$from", RowId.Of(instance, fromMinute));
        command.Parameters.AddWithValue("$to", RowId.Of(instance, toMinute));
        using var reader = command.ExecuteReader();
        var segments = new List<ExecutionColumns>();
        while (reader.Read())
            segments.Add(SegmentCodec.Decode(reader.GetFieldValue<byte[]>(0)));
        return segments;
    }

    /// <summary>A view for <see cref="Segments(TelemetryView, InstanceId, long, long, Action{long, byte[]}, CancellationToken)"/>; the caller's to dispose.</summary>
    public TelemetryView Open() => new(database);

    /// <summary>Visits the segments of an instance's minutes, those of one minute in the order they were written.</summary>
    public static void Segments(
        TelemetryView view, InstanceId instance, long fromMinute, long toMinute, Action<long, byte[]> visit,
        CancellationToken cancellationToken)
    {
        using var command = view.Command(
            "SELECT minute_id, payload FROM segment WHERE minute_id >= $p0 AND minute_id < $p1 ORDER BY minute_id, id",
            RowId.Of(instance, fromMinute), RowId.Of(instance, toMinute));
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            visit(RowId.Number(reader.GetInt64(0)), reader.GetFieldValue<byte[]>(1));
        }
    }

    /// <summary>The minute of an instance's first segment; null when it has none.</summary>
    public long? FirstSegment(InstanceId instance)
    {
        using var connection = database.OpenReader();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT minute_id FROM segment WHERE minute_id >= $from AND minute_id < $to ORDER BY minute_id LIMIT 1";
        command.Parameters.AddWithValue("$from", RowId.Of(instance, 0));
        command.Parameters.AddWithValue("$to", RowId.Of(instance, uint.MaxValue));
        return command.ExecuteScalar() is long id ? RowId.Number(id) : null;
    }

    /// <summary>The latest lifecycle events of every instance since a time, newest first.</summary>
    public IReadOnlyList<LifecycleRow> Lifecycle(long sinceUs, int limit)
    {
        using var connection = database.OpenReader();
        using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT instance_id, at, event, detail FROM lifecycle_event WHERE at >= $since ORDER BY at DESC LIMIT $limit";
        command.Parameters.AddWithValue("$since", sinceUs);
        command.Parameters.AddWithValue("$limit", limit);
        return Rows(command);
    }

    private static List<LifecycleRow> Rows(SqliteCommand command)
    {
        using var reader = command.ExecuteReader();
        var rows = new List<LifecycleRow>();
        while (reader.Read())
            rows.Add(new LifecycleRow(new InstanceId(reader.GetInt32(0)), reader.GetInt64(1), reader.GetString(2), reader.GetString(3)));
        return rows;
    }

    /// <summary>The latest lifecycle events of a bot in a time, newest first.</summary>
    public IReadOnlyList<LifecycleRow> Lifecycle(BotId bot, long fromUs, long toUs, int limit)
    {
        using var connection = database.OpenReader();
        using var command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT instance_id, at, event, detail FROM lifecycle_event
            WHERE at >= $from AND at < $to AND instance_id IN (SELECT id FROM instance WHERE bot_id = $bot)
            ORDER BY at DESC LIMIT $limit
            """;
        command.Parameters.AddWithValue("$from", fromUs);
        command.Parameters.AddWithValue("$to", toUs);
        command.Parameters.AddWithValue("$bot", bot.Value);
        command.Parameters.AddWithValue("$limit", limit);
        return Rows(command);
    }

    /// <summary>The journal in the order it was written.</summary>
    public static IEnumerable<JournalRow> Journal(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT instance_id, minute, session_id, seq, received, payload FROM journal ORDER BY id";
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return new JournalRow(
                new InstanceId(reader.GetInt32(0)), reader.GetInt64(1), reader.IsDBNull(2) ? null : reader.GetInt32(2),
                (ulong)reader.GetInt64(3), reader.GetInt64(4), reader.GetFieldValue<byte[]>(5));
        }
    }
}
