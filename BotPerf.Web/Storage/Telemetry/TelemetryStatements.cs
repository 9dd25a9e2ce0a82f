using Microsoft.Data.Sqlite;

namespace BotPerf.Web.Storage.Telemetry;

/// <summary>The statements of the one connection that writes telemetry.db, each prepared once.</summary>
internal sealed class TelemetryStatements : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insertInstance;
    private readonly SqliteCommand _touchInstance;
    private readonly SqliteCommand _insertSession;
    private readonly SqliteCommand _saveTaken;
    private readonly SqliteCommand _insertSeries;
    private readonly SqliteCommand _insertSessionSeries;
    private readonly SqliteCommand _insertJournal;
    private readonly SqliteCommand _deleteJournal;
    private readonly SqliteCommand _readMinute;
    private readonly SqliteCommand _writeMinute;
    private readonly SqliteCommand _insertSegment;
    private readonly SqliteCommand _insertLifecycle;
    private readonly SqliteCommand _readOtlpStream;
    private readonly SqliteCommand _writeOtlpStream;
    private readonly SqliteCommand _countOtlpStreams;
    private readonly List<SqliteCommand> _all = [];

    public TelemetryStatements(SqliteConnection connection)
    {
        _connection = connection;
        _insertInstance = Prepare(
            "INSERT INTO instance (bot_id, name, first_seen, last_seen, info) VALUES ($p0, $p1, $p2, $p2, $p3) RETURNING id", 4);
        _touchInstance = Prepare("UPDATE instance SET last_seen = $p1, info = COALESCE($p2, info) WHERE id = $p0", 3);
        _insertSession = Prepare("INSERT INTO session (instance_id, name, taken) VALUES ($p0, $p1, $p2) RETURNING id", 3);
        _saveTaken = Prepare("UPDATE session SET taken = $p1 WHERE id = $p0", 2);
        _insertSeries = Prepare(
            "INSERT INTO series (bot_id, kind, name, labels, unit) VALUES ($p0, $p1, $p2, $p3, $p4) RETURNING id", 5);
        _insertSessionSeries = Prepare(
            "INSERT INTO session_series (session_id, number, series_id) VALUES ($p0, $p1, $p2)", 3);
        _insertJournal = Prepare(
            """
            INSERT INTO journal (instance_id, minute, session_id, seq, part, received, payload)
            VALUES ($p0, $p1, $p2, $p3, $p4, $p5, $p6) ON CONFLICT DO NOTHING
            """, 7);
        _deleteJournal = Prepare("DELETE FROM journal WHERE instance_id = $p0 AND minute = $p1", 2);
        _readMinute = Prepare("SELECT payload FROM minute_rollup WHERE id = $p0", 1);
        _writeMinute = Prepare(
            "INSERT INTO minute_rollup (id, payload) VALUES ($p0, $p1) ON CONFLICT (id) DO UPDATE SET payload = excluded.payload", 2);
        _insertSegment = Prepare("INSERT INTO segment (minute_id, executions, payload) VALUES ($p0, $p1, $p2)", 3);
        _insertLifecycle = Prepare(
            "INSERT INTO lifecycle_event (instance_id, at, event, detail) VALUES ($p0, $p1, $p2, $p3)", 4);
        _readOtlpStream = Prepare("SELECT point FROM otlp_stream WHERE instance_id = $p0 AND stream = $p1", 2);
        _writeOtlpStream = Prepare(
            "INSERT OR REPLACE INTO otlp_stream (instance_id, stream, seen, point) VALUES ($p0, $p1, $p2, $p3)", 4);
        _countOtlpStreams = Prepare("SELECT COUNT(*) FROM otlp_stream WHERE instance_id = $p0", 1);
    }

    public int InsertInstance(int bot, string name, long nowUs, byte[]? info) =>
        Id(_insertInstance, bot, name, nowUs, info);

    public void TouchInstance(int instance, long nowUs, byte[]? info) => Run(_touchInstance, instance, nowUs, info);

    public int InsertSession(int instance, string name) => Id(_insertSession, instance, name, new SeqSet().ToBytes());

    public void SaveTaken(int session, SeqSet taken) => Run(_saveTaken, session, taken.ToBytes());

    public int InsertSeries(int bot, SeriesSpec spec) =>
        Id(_insertSeries, bot, (int)spec.Kind, spec.Name, spec.LabelsText, spec.Unit);

    public void InsertSessionSeries(int session, int number, int series) =>
        Run(_insertSessionSeries, session, number, series);

    /// <summary>False when the session's frame is in the journal already.</summary>
    public bool InsertJournal(
        int instance, long minute, int? session, ulong seq, int part, long receivedUs, byte[] payload) =>
        Run(_insertJournal, instance, minute, session, (long)seq, part, receivedUs, payload) == 1;

    public int DeleteJournal(int instance, long minute) => Run(_deleteJournal, instance, minute);

    public byte[]? ReadMinute(long id)
    {
        Bind(_readMinute, id);
        return (byte[]?)_readMinute.ExecuteScalar();
    }

    public void WriteMinute(long id, byte[] payload) => Run(_writeMinute, id, payload);

    public void InsertSegment(long minuteId, int executions, byte[] payload) =>
        Run(_insertSegment, minuteId, executions, payload);

    public void InsertLifecycle(int instance, long atUs, string name, string detail) =>
        Run(_insertLifecycle, instance, atUs, name, detail);

    public byte[]? ReadOtlpStream(int instance, Guid stream)
    {
        Bind(_readOtlpStream, instance, stream.ToByteArray());
        return (byte[]?)_readOtlpStream.ExecuteScalar();
    }

    public void WriteOtlpStream(int instance, Guid stream, long seenUs, byte[] point) =>
        Run(_writeOtlpStream, instance, stream.ToByteArray(), seenUs, point);

    public int CountOtlpStreams(int instance)
    {
        Bind(_countOtlpStreams, instance);
        return (int)(long)_countOtlpStreams.ExecuteScalar()!;
    }

    /// <summary>How many there were that had not been seen since.</summary>
    public int DeleteOtlpStreams(int instance, long seenBeforeUs) =>
        Once("DELETE FROM otlp_stream WHERE instance_id = $p0 AND seen < $p1", instance, seenBeforeUs);

    /// <summary>Of each such instance one row is left, or made: <paramref name="mark"/>.</summary>
    public void DeleteOtlpStreamsOfQuietInstances(long seenBeforeUs, Guid mark, long nowUs, byte[] point)
    {
        const string Quiet = "instance_id IN (SELECT id FROM instance WHERE last_seen < $p0) AND stream <> $p1";
        Once($"""
            INSERT OR REPLACE INTO otlp_stream (instance_id, stream, seen, point)
            SELECT DISTINCT instance_id, $p1, $p2, $p3 FROM otlp_stream WHERE {Quiet}
            """, seenBeforeUs, mark.ToByteArray(), nowUs, point);
        Once($"DELETE FROM otlp_stream WHERE {Quiet}", seenBeforeUs, mark.ToByteArray());
    }

    /// <summary>
    /// What a deleted bot has left belongs to minus its number from now on: told from what merely has no bot in botperf.db,
    /// which may be another file by then.
    /// </summary>
    public void Disown(BotId bot)
    {
        Once("UPDATE instance SET bot_id = -bot_id WHERE bot_id = $p0", bot.Value);
        Once("UPDATE series SET bot_id = -bot_id WHERE bot_id = $p0", bot.Value);
    }

    /// <summary>For what is done too seldom to be kept prepared; <c>$p0</c>, <c>$p1</c> … are the values.</summary>
    public int Once(string sql, params ReadOnlySpan<object?> values)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
            command.Parameters.Add(new SqliteParameter("$p" + i, values[i] ?? DBNull.Value));
        return command.ExecuteNonQuery();
    }

    public SqliteTransaction Begin()
    {
        var transaction = _connection.BeginTransaction(deferred: false);
        foreach (var command in _all)
            command.Transaction = transaction;
        return transaction;
    }

    public void Dispose() => _all.ForEach(command => command.Dispose());

    private SqliteCommand Prepare(string sql, int parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < parameters; i++)
            command.Parameters.Add(new SqliteParameter { ParameterName = "$p" + i });
        command.Prepare();
        _all.Add(command);
        return command;
    }

    private static void Bind(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
    }

    private static int Run(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        Bind(command, values);
        return command.ExecuteNonQuery();
    }

    private static int Id(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        Bind(command, values);
        return checked((int)(long)command.ExecuteScalar()!);
    }
}
