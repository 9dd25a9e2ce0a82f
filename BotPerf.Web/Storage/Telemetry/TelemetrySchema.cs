namespace BotPerf.Web.Storage.Telemetry;

/// <summary>The tables of telemetry.db: few, wide rows. See docs/decisions/0005-wide-rows.md.</summary>
internal static class TelemetrySchema
{
    public const int Version = 2;

    /// <summary>Rows of journal, roll-ups and segments are blobs of kilobytes; larger pages keep them off overflow chains.</summary>
    public const int PageSize = 16 * 1024;

    /// <summary>The tables without which the server cannot start.</summary>
    public static readonly IReadOnlyList<string> ReadAtStart =
        ["instance", "session", "series", "session_series", "journal", "lifecycle_event", "stored", "kept_from"];

    public const string Create =
        """
        CREATE TABLE instance (
            id          INTEGER PRIMARY KEY,
            bot_id      INTEGER NOT NULL,
            name        TEXT NOT NULL,
            first_seen  INTEGER NOT NULL,
            last_seen   INTEGER NOT NULL,
            info        BLOB,
            UNIQUE (bot_id, name));

        CREATE TABLE session (
            id          INTEGER PRIMARY KEY,
            instance_id INTEGER NOT NULL,
            name        TEXT NOT NULL,
            taken       BLOB NOT NULL,
            UNIQUE (instance_id, name));

        CREATE TABLE series (
            id          INTEGER PRIMARY KEY,
            bot_id      INTEGER NOT NULL,
            kind        INTEGER NOT NULL,
            name        TEXT NOT NULL,
            labels      TEXT NOT NULL,
            unit        TEXT NOT NULL,
            UNIQUE (bot_id, name, labels));

        CREATE TABLE session_series (
            session_id  INTEGER NOT NULL,
            number      INTEGER NOT NULL,
            series_id   INTEGER NOT NULL,
            PRIMARY KEY (session_id, number)) WITHOUT ROWID;

        CREATE TABLE journal (
            id          INTEGER PRIMARY KEY,
            instance_id INTEGER NOT NULL,
            minute      INTEGER NOT NULL,
            session_id  INTEGER,
            seq         INTEGER NOT NULL,
            part        INTEGER NOT NULL,
            received    INTEGER NOT NULL,
            payload     BLOB NOT NULL,
            UNIQUE (session_id, seq, part));
        CREATE INDEX journal_minute ON journal (instance_id, minute);

        -- id: instance << 32 | minute, so that an instance's minutes lie together and a range is one seek.
        CREATE TABLE minute_rollup (
            id          INTEGER PRIMARY KEY,
            payload     BLOB NOT NULL);

        -- The same by hour and by day.
        CREATE TABLE hour_rollup (id INTEGER PRIMARY KEY, payload BLOB NOT NULL);
        CREATE TABLE day_rollup (id INTEGER PRIMARY KEY, payload BLOB NOT NULL);

        CREATE TABLE segment (
            id          INTEGER PRIMARY KEY,
            minute_id   INTEGER NOT NULL,
            executions  INTEGER NOT NULL,
            payload     BLOB NOT NULL);
        CREATE INDEX segment_minute ON segment (minute_id);

        CREATE TABLE lifecycle_event (
            id          INTEGER PRIMARY KEY,
            instance_id INTEGER NOT NULL,
            at          INTEGER NOT NULL,
            event       TEXT NOT NULL,
            detail      TEXT NOT NULL);
        CREATE INDEX lifecycle_at ON lifecycle_event (at);
        """;

    /// <summary>What keeps the books of the rows that go by time.</summary>
    public const string Books =
        """
        -- Hours and days that have no row yet, or one that does not hold everything that came.
        CREATE TABLE hour_due (id INTEGER PRIMARY KEY);
        CREATE TABLE day_due (id INTEGER PRIMARY KEY);

        -- What was let go of an instance: minutes, hours, executions before these minutes.
        CREATE TABLE kept_from (
            instance_id INTEGER PRIMARY KEY,
            minutes     INTEGER NOT NULL DEFAULT 0,
            hours       INTEGER NOT NULL DEFAULT 0,
            executions  INTEGER NOT NULL DEFAULT 0);

        -- What is stored, counted as it is written: kind is a StoredKind, id an instance's day.
        CREATE TABLE stored (
            kind        INTEGER NOT NULL,
            id          INTEGER NOT NULL,
            rows        INTEGER NOT NULL,
            bytes       INTEGER NOT NULL,
            PRIMARY KEY (kind, id)) WITHOUT ROWID;

        -- The last executions of each command among those that were let go.
        CREATE TABLE last_executions (series_id INTEGER PRIMARY KEY, payload BLOB NOT NULL);

        -- Rows that could not be read, set aside.
        CREATE TABLE damaged_row (grain INTEGER NOT NULL, id INTEGER NOT NULL, payload BLOB NOT NULL);
        """;

    /// <summary>From version 1, which had minutes only.</summary>
    public const string FromVersion1 =
        $"""
        CREATE TABLE hour_rollup (id INTEGER PRIMARY KEY, payload BLOB NOT NULL);
        CREATE TABLE day_rollup (id INTEGER PRIMARY KEY, payload BLOB NOT NULL);
        {Books}
        INSERT INTO hour_due SELECT DISTINCT (id >> 32 << 32) | ((id & 4294967295) / 60) FROM minute_rollup;
        INSERT INTO stored SELECT 0, (id >> 32 << 32) | ((id & 4294967295) / 1440), COUNT(*), SUM(LENGTH(payload))
            FROM minute_rollup GROUP BY 2;
        INSERT INTO stored SELECT 3, (minute_id >> 32 << 32) | ((minute_id & 4294967295) / 1440), SUM(executions), SUM(LENGTH(payload))
            FROM segment GROUP BY 2;
        """;

    /// <summary>What came later, made where it is missing; a program that does not know it can go on with the file.</summary>
    public const string Additions =
        """
        -- The last point of each cumulative stream of OTLP, to tell what the next one adds.
        CREATE TABLE IF NOT EXISTS otlp_stream (
            instance_id INTEGER NOT NULL,
            stream      BLOB NOT NULL,
            seen        INTEGER NOT NULL,
            point       BLOB NOT NULL,
            PRIMARY KEY (instance_id, stream)) WITHOUT ROWID;

        -- When the last frame of a session came.
        CREATE TABLE IF NOT EXISTS session_seen (session_id INTEGER PRIMARY KEY, at INTEGER NOT NULL);

        -- An instance's rows are found without reading everybody's.
        CREATE INDEX IF NOT EXISTS lifecycle_instance ON lifecycle_event (instance_id, at);
        CREATE INDEX IF NOT EXISTS damaged_row_id ON damaged_row (id);

        -- Days of which nothing is left.
        DELETE FROM stored WHERE bytes <= 0;
        """;
}
