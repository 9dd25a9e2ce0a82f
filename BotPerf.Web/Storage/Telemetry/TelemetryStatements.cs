using Microsoft.Data.Sqlite;

namespace BotPerf.Web.Storage.Telemetry;

/// <summary>The statements of the one connection that writes telemetry.db, each prepared once.</summary>
internal sealed class TelemetryStatements : IDisposable
{
    private readonly StatementSet _set;
    private readonly SqliteCommand _insertInstance;
    private readonly SqliteCommand _touchInstance;
    private readonly SqliteCommand _insertSession;
    private readonly SqliteCommand _saveTaken;
    private readonly SqliteCommand _seeSession;
    private readonly SqliteCommand _quietSessions;
    private readonly SqliteCommand _insertSeries;
    private readonly SqliteCommand _insertSessionSeries;
    private readonly SqliteCommand _insertJournal;
    private readonly SqliteCommand _deleteJournal;
    private readonly SqliteCommand _insertLifecycle;
    private readonly SqliteCommand _readOtlpStream;
    private readonly SqliteCommand _writeOtlpStream;
    private readonly SqliteCommand _countOtlpStreams;

    public TelemetryStatements(SqliteConnection connection)
    {
        _set = new StatementSet(connection);
        Rollups = new RollupStatements(_set);
        _insertInstance = _set.Prepare(
            "INSERT INTO instance (bot_id, name, first_seen, last_seen, info) VALUES ($p0, $p1, $p2, $p2, $p3) RETURNING id", 4);
        _touchInstance = _set.Prepare("UPDATE instance SET last_seen = $p1, info = COALESCE($p2, info) WHERE id = $p0", 3);
        _insertSession = _set.Prepare("INSERT INTO session (instance_id, name, taken) VALUES ($p0, $p1, $p2) RETURNING id", 3);
        _saveTaken = _set.Prepare("UPDATE session SET taken = $p1 WHERE id = $p0", 2);
        _seeSession = _set.Prepare("INSERT OR REPLACE INTO session_seen (session_id, at) VALUES ($p0, $p1)", 2);
        _quietSessions = _set.Prepare(
            """
            SELECT session_id FROM session_seen
            WHERE at < $p0 AND NOT EXISTS (SELECT 1 FROM journal WHERE journal.session_id = session_seen.session_id) LIMIT $p1
            """, 2);
        _insertSeries = _set.Prepare(
            "INSERT INTO series (bot_id, kind, name, labels, unit) VALUES ($p0, $p1, $p2, $p3, $p4) RETURNING id", 5);
        _insertSessionSeries = _set.Prepare(
            "INSERT INTO session_series (session_id, number, series_id) VALUES ($p0, $p1, $p2)", 3);
        _insertJournal = _set.Prepare(
            """
            INSERT INTO journal (instance_id, minute, session_id, seq, part, received, payload)
            VALUES ($p0, $p1, $p2, $p3, $p4, $p5, $p6) ON CONFLICT DO NOTHING
            """, 7);
        _deleteJournal = _set.Prepare("DELETE FROM journal WHERE instance_id = $p0 AND minute = $p1", 2);
        _insertLifecycle = _set.Prepare(
            "INSERT INTO lifecycle_event (instance_id, at, event, detail) VALUES ($p0, $p1, $p2, $p3)", 4);
        _readOtlpStream = _set.Prepare("SELECT point FROM otlp_stream WHERE instance_id = $p0 AND stream = $p1", 2);
        _writeOtlpStream = _set.Prepare(
            "INSERT OR REPLACE INTO otlp_stream (instance_id, stream, seen, point) VALUES ($p0, $p1, $p2, $p3)", 4);
        _countOtlpStreams = _set.Prepare("SELECT COUNT(*) FROM otlp_stream WHERE instance_id = $p0", 1);
    }

    /// <summary>Roll-ups, segments, and what is known of them.</summary>
    public RollupStatements Rollups { get; }

    public int InsertInstance(int bot, string name, long nowUs, byte[]? info) =>
        Id(_insertInstance, bot, name, nowUs, info);

    public void TouchInstance(int instance, long nowUs, byte[]? info) => Run(_touchInstance, instance, nowUs, info);

    public int InsertSession(int instance, string name) => Id(_insertSession, instance, name, new SeqSet().ToBytes());

    public void SaveTaken(int session, SeqSet taken, long seenUs)
    {
        Run(_saveTaken, session, taken.ToBytes());
        Run(_seeSession, session, seenUs);
    }

    /// <summary>Sessions of which it was never noted when they were seen were, from now on, seen at this time.</summary>
    public void SeeSessions(long nowUs) => Once(
        "INSERT INTO session_seen SELECT id, $p0 FROM session WHERE NOT EXISTS (SELECT 1 FROM session_seen WHERE session_id = session.id)", nowUs);

    /// <summary>Some sessions that were not seen since, and of which nothing waits in the journal.</summary>
    public IReadOnlyList<int> QuietSessions(long beforeUs, int most)
    {
        using var reader = StatementSet.Rows(_quietSessions, beforeUs, most);
        var sessions = new List<int>();
        while (reader.Read())
            sessions.Add(reader.GetInt32(0));
        return sessions;
    }

    public void DeleteSession(int session)
    {
        Once("DELETE FROM session_series WHERE session_id = $p0", session);
        Once("DELETE FROM session_seen WHERE session_id = $p0", session);
        Once("DELETE FROM session WHERE id = $p0", session);
    }

    /// <summary>Deletes some of an instance's lifecycle events that happened before.</summary>
    /// <returns>How many.</returns>
    public int DeleteLifecycle(int instance, long beforeUs, int most) => Once(
        "DELETE FROM lifecycle_event WHERE id IN (SELECT id FROM lifecycle_event WHERE instance_id = $p0 AND at < $p1 LIMIT $p2)",
        instance, beforeUs, most);

    public int InsertSeries(int bot, SeriesSpec spec) =>
        Id(_insertSeries, bot, (int)spec.Kind, spec.Name, spec.LabelsText, spec.Unit);

    public void InsertSessionSeries(int session, int number, int series) =>
        Run(_insertSessionSeries, session, number, series);

    /// <summary>False when the session's frame is in the journal already.</summary>
    public bool InsertJournal(
        int instance, long minute, int? session, ulong seq, int part, long receivedUs, byte[] payload) =>
        Run(_insertJournal, instance, minute, session, (long)seq, part, receivedUs, payload) == 1;

    public int DeleteJournal(int instance, long minute) => Run(_deleteJournal, instance, minute);

    public void InsertLifecycle(int instance, long atUs, string name, string detail) =>
        Run(_insertLifecycle, instance, atUs, name, detail);

    public byte[]? ReadOtlpStream(int instance, Guid stream) =>
        (byte[]?)StatementSet.Value(_readOtlpStream, instance, stream.ToByteArray());

    public void WriteOtlpStream(int instance, Guid stream, long seenUs, byte[] point) =>
        Run(_writeOtlpStream, instance, stream.ToByteArray(), seenUs, point);

    public int CountOtlpStreams(int instance) => Id(_countOtlpStreams, instance);

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

    public int Once(string sql, params ReadOnlySpan<object?> values) => _set.Once(sql, values);

    /// <summary>Pages of the file that hold nothing.</summary>
    public long FreePages() => (long)_set.OnceValue("PRAGMA freelist_count")!;

    /// <summary>Cuts so many of them off the file.</summary>
    public void GiveBack(int pages) => _set.OnceValue($"PRAGMA incremental_vacuum({pages})");

    public SqliteTransaction Begin() => _set.Begin();

    public void Dispose() => _set.Dispose();

    private static int Run(SqliteCommand command, params ReadOnlySpan<object?> values) => StatementSet.Run(command, values);

    private static int Id(SqliteCommand command, params ReadOnlySpan<object?> values) =>
        checked((int)(long)StatementSet.Value(command, values)!);
}
