using Microsoft.Data.Sqlite;

namespace BotPerf.Web.Storage.Telemetry;

/// <summary>What <c>stored</c> counts. The numbers are in the database.</summary>
internal enum StoredKind
{
    Minutes = 0,
    Hours = 1,
    Days = 2,
    Executions = 3,
}

/// <summary>The statements for what goes by time: roll-ups of every grain, segments, and the books that are kept of them.</summary>
internal sealed class RollupStatements
{
    private readonly GrainStatements[] _grains;

    // Hours and days that somebody sums outside of the writer; a row written beneath them meanwhile takes them out.
    private readonly HashSet<(InstanceId, RollupSpan)> _watched = [];
    private readonly SqliteCommand _insertSegment;
    private readonly SqliteCommand _countStored;
    private readonly SqliteCommand _dropStored;
    private readonly SqliteCommand _readKeptFrom;
    private readonly SqliteCommand _setAside;
    private readonly SqliteCommand _oldSegments;
    private readonly SqliteCommand _deleteSegment;
    private readonly SqliteCommand _readLast;
    private readonly SqliteCommand _writeLast;
    private readonly SqliteCommand _letGo;

    public RollupStatements(StatementSet set)
    {
        _grains = [.. new[] { Grain.Minute, Grain.Hour, Grain.Day }.Select(grain => new GrainStatements(set, grain))];
        _insertSegment = set.Prepare("INSERT INTO segment (minute_id, executions, payload) VALUES ($p0, $p1, $p2)", 3);
        _countStored = set.Prepare(
            """
            INSERT INTO stored (kind, id, rows, bytes) VALUES ($p0, $p1, $p2, $p3)
            ON CONFLICT (kind, id) DO UPDATE SET rows = rows + excluded.rows, bytes = bytes + excluded.bytes
            """, 4);
        _dropStored = set.Prepare("DELETE FROM stored WHERE kind = $p0 AND id = $p1 AND bytes <= 0", 2);
        _readKeptFrom = set.Prepare("SELECT minutes, hours, executions FROM kept_from WHERE instance_id = $p0", 1);
        _setAside = set.Prepare("INSERT INTO damaged_row (grain, id, payload) VALUES ($p0, $p1, $p2)", 3);
        _oldSegments = set.Prepare(
            "SELECT id, minute_id, executions, payload FROM segment WHERE minute_id >= $p0 AND minute_id < $p1 ORDER BY minute_id, id LIMIT $p2", 3);
        _deleteSegment = set.Prepare("DELETE FROM segment WHERE id = $p0", 1);
        _readLast = set.Prepare("SELECT payload FROM last_executions WHERE series_id = $p0", 1);
        _writeLast = set.Prepare("INSERT OR REPLACE INTO last_executions (series_id, payload) VALUES ($p0, $p1)", 2);
        _letGo = set.Prepare(
            """
            INSERT INTO kept_from (instance_id, minutes, hours, executions) VALUES ($p0, $p1, $p2, $p3)
            ON CONFLICT (instance_id) DO UPDATE SET minutes = MAX(minutes, excluded.minutes),
                hours = MAX(hours, excluded.hours), executions = MAX(executions, excluded.executions)
            """, 4);
    }

    public byte[]? Read(InstanceId instance, RollupSpan span) =>
        (byte[]?)StatementSet.Value(_grains[(int)span.Grain].Read, RowId.Of(instance, span.Number));

    /// <summary>Writes a row. A minute makes its hour due, an hour its day.</summary>
    /// <param name="instance">Whose.</param>
    /// <param name="span">Which row.</param>
    /// <param name="payload">What it holds from now on.</param>
    /// <param name="before">What it held; null when it is new.</param>
    public void Write(InstanceId instance, RollupSpan span, byte[] payload, byte[]? before)
    {
        StatementSet.Run(_grains[(int)span.Grain].Write, RowId.Of(instance, span.Number), payload);
        Count((StoredKind)span.Grain, instance, span.Minute, before is null ? 1 : 0, payload.Length - (before?.Length ?? 0));
        if (span.Grain != Grain.Day)
        {
            MarkDue(instance, Coarser(span));
            _watched.Remove((instance, Coarser(span)));
        }
    }

    /// <summary>From now on it is noted whether anything is written that this hour or day is the sum of.</summary>
    public void Watch(InstanceId instance, RollupSpan span) => _watched.Add((instance, span));

    /// <summary>True when nothing was since <see cref="Watch"/>. Ends the watch.</summary>
    public bool IsUntouched(InstanceId instance, RollupSpan span) => _watched.Remove((instance, span));

    /// <summary>The rows of a grain in a range of minutes that is whole in that grain, in order.</summary>
    public IEnumerable<(RollupSpan Span, byte[] Payload)> Rows(InstanceId instance, Grain grain, long fromMinute, long toMinute)
    {
        using var reader = StatementSet.Rows(
            _grains[(int)grain].Range, RowId.Of(instance, fromMinute / grain.Length()), RowId.Of(instance, toMinute / grain.Length()));
        while (reader.Read())
            yield return (new RollupSpan(grain, RowId.Number(reader.GetInt64(0))), reader.GetFieldValue<byte[]>(1));
    }

    /// <summary>Deletes them.</summary>
    /// <returns>How many there were.</returns>
    public int Delete(InstanceId instance, Grain grain, long fromMinute, long toMinute)
    {
        var rows = Rows(instance, grain, fromMinute, toMinute).Select(row => (row.Span, row.Payload.Length)).ToList();
        foreach (var (span, length) in rows)
            Delete(instance, span, length);
        return rows.Count;
    }

    private void Delete(InstanceId instance, RollupSpan span, int length)
    {
        StatementSet.Run(_grains[(int)span.Grain].Delete, RowId.Of(instance, span.Number));
        Count((StoredKind)span.Grain, instance, span.Minute, -1, -length);
    }

    public void MarkDue(InstanceId instance, RollupSpan span) =>
        StatementSet.Run(_grains[(int)span.Grain].MarkDue!, RowId.Of(instance, span.Number));

    public void ClearDue(InstanceId instance, RollupSpan span) =>
        StatementSet.Run(_grains[(int)span.Grain].ClearDue!, RowId.Of(instance, span.Number));

    /// <summary>Whether any hour or day of a range of minutes is due.</summary>
    public bool IsAnyDue(InstanceId instance, Grain grain, long fromMinute, long toMinute) => StatementSet.Value(
        _grains[(int)grain].FindDue!, RowId.Of(instance, fromMinute / grain.Length()), RowId.Of(instance, (toMinute - 1) / grain.Length())) is not null;

    public void InsertSegment(InstanceId instance, long minute, int executions, byte[] payload)
    {
        StatementSet.Run(_insertSegment, RowId.Of(instance, minute), executions, payload);
        Count(StoredKind.Executions, instance, minute, executions, payload.Length);
    }

    /// <summary>Takes out the oldest segments before a minute, so many of them or of their executions.</summary>
    public IReadOnlyList<(long Minute, long Executions, byte[] Payload)> TakeSegments(
        InstanceId instance, long beforeMinute, int most, long mostExecutions)
    {
        var ids = new List<long>();
        var taken = new List<(long Minute, long Executions, byte[] Payload)>();
        using (var reader = StatementSet.Rows(_oldSegments, RowId.Of(instance, 0), RowId.Of(instance, beforeMinute), most))
        {
            while (mostExecutions > 0 && reader.Read())
            {
                ids.Add(reader.GetInt64(0));
                taken.Add((RowId.Number(reader.GetInt64(1)), reader.GetInt64(2), reader.GetFieldValue<byte[]>(3)));
                mostExecutions -= taken[^1].Executions;
            }
        }

        for (var i = 0; i < ids.Count; i++)
        {
            StatementSet.Run(_deleteSegment, ids[i]);
            Count(StoredKind.Executions, instance, taken[i].Minute, -taken[i].Executions, -taken[i].Payload.Length);
        }

        return taken;
    }

    public byte[]? ReadLastExecutions(int series) => (byte[]?)StatementSet.Value(_readLast, series);

    public void WriteLastExecutions(int series, byte[] payload) => StatementSet.Run(_writeLast, series, payload);

    /// <summary>The minute in which the oldest row of a grain begins; null when there is none.</summary>
    public long? FirstMinute(InstanceId instance, Grain grain) =>
        StatementSet.Value(_grains[(int)grain].First, RowId.Of(instance, 0), RowId.Of(instance, uint.MaxValue)) is long id
            ? RowId.Number(id) * grain.Length()
            : null;

    /// <summary>Notes that minutes or hours before this minute are gone.</summary>
    public void LetGo(InstanceId instance, Grain grain, long beforeMinute) => StatementSet.Run(
        _letGo, instance.Value, grain == Grain.Minute ? beforeMinute : 0, grain == Grain.Hour ? beforeMinute : 0, 0);

    public void LetGoExecutions(InstanceId instance, long beforeMinute) =>
        StatementSet.Run(_letGo, instance.Value, 0, 0, beforeMinute);

    public KeptFrom KeptFrom(InstanceId instance)
    {
        using var reader = StatementSet.Rows(_readKeptFrom, instance.Value);
        return reader.Read() ? new KeptFrom(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2)) : default;
    }

    /// <summary>Keeps a row that cannot be read, so that another may take its place.</summary>
    public void SetAside(InstanceId instance, RollupSpan span, byte[] payload) =>
        StatementSet.Run(_setAside, (int)span.Grain, RowId.Of(instance, span.Number), payload);

    /// <summary>Sets a row aside that cannot be read, and nothing takes its place: no reader comes upon it again.</summary>
    public void TakeOut(InstanceId instance, RollupSpan span)
    {
        if (Read(instance, span) is not { } payload)
            return;

        SetAside(instance, span, payload);
        Delete(instance, span, payload.Length);
    }

    private void Count(StoredKind kind, InstanceId instance, long minute, long rows, long bytes)
    {
        var day = RowId.Of(instance, minute / Grains.DayMinutes);
        StatementSet.Run(_countStored, (int)kind, day, rows, bytes);
        if (bytes < 0)
            StatementSet.Run(_dropStored, (int)kind, day);
    }

    private static RollupSpan Coarser(RollupSpan span) => span.Grain == Grain.Minute
        ? new RollupSpan(Grain.Hour, span.Minute / Grains.HourMinutes)
        : new RollupSpan(Grain.Day, span.Minute / Grains.DayMinutes);

    private sealed class GrainStatements(StatementSet set, Grain grain)
    {
        public SqliteCommand Read { get; } = set.Prepare($"SELECT payload FROM {grain.Table()} WHERE id = $p0", 1);

        public SqliteCommand Write { get; } = set.Prepare(
            $"INSERT INTO {grain.Table()} (id, payload) VALUES ($p0, $p1) ON CONFLICT (id) DO UPDATE SET payload = excluded.payload", 2);

        public SqliteCommand Range { get; } = set.Prepare(
            $"SELECT id, payload FROM {grain.Table()} WHERE id >= $p0 AND id < $p1 ORDER BY id", 2);

        public SqliteCommand First { get; } = set.Prepare(
            $"SELECT id FROM {grain.Table()} WHERE id >= $p0 AND id < $p1 ORDER BY id LIMIT 1", 2);

        public SqliteCommand Delete { get; } = set.Prepare($"DELETE FROM {grain.Table()} WHERE id = $p0", 1);

        // Minutes are never due: they are written when they are sealed.
        public SqliteCommand? MarkDue { get; } = grain == Grain.Minute ? null : set.Prepare($"INSERT OR IGNORE INTO {grain.DueTable()} (id) VALUES ($p0)", 1);

        public SqliteCommand? ClearDue { get; } = grain == Grain.Minute ? null : set.Prepare($"DELETE FROM {grain.DueTable()} WHERE id = $p0", 1);

        public SqliteCommand? FindDue { get; } = grain == Grain.Minute ? null : set.Prepare(
            $"SELECT id FROM {grain.DueTable()} WHERE id >= $p0 AND id <= $p1 LIMIT 1", 2);
    }
}

/// <summary>Everything before these minutes, Unix time, was let go; 0 while nothing was.</summary>
internal readonly record struct KeptFrom(long Minutes, long Hours, long Executions);
