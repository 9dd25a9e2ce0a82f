namespace BotPerf.Web.Storage.Telemetry;

/// <summary>Takes a row, which is the visitor's own.</summary>
internal delegate void RollupVisit(RollupSpan span, byte[] payload);

/// <summary>Reads an instance's roll-ups over any range, each sealed minute once, from the coarsest rows that fit.</summary>
internal sealed class RollupReads(TelemetryDatabase database, ILogger<RollupReads> log)
{
    /// <summary>A view for <see cref="Visit(TelemetryView, InstanceId, long, long, Func{long, long}, RollupVisit, CancellationToken)"/>; the caller's to dispose.</summary>
    public TelemetryView Open() => new(database);

    /// <inheritdoc cref="Visit(TelemetryView, InstanceId, long, long, Func{long, long}, RollupVisit, CancellationToken)"/>
    public void Visit(
        InstanceId instance, long fromMinute, long toMinute, Func<long, long> stepOf, RollupVisit visit,
        CancellationToken cancellationToken)
    {
        using var view = Open();
        Visit(view, instance, fromMinute, toMinute, stepOf, visit, cancellationToken);
    }

    /// <param name="view">Where: a row and the note that it is due change together.</param>
    /// <param name="instance">Whose.</param>
    /// <param name="fromMinute">See <see cref="RollupPlan.Of"/>.</param>
    /// <param name="toMinute">Exclusive.</param>
    /// <param name="stepOf">The step of the answer that a minute belongs to.</param>
    /// <param name="visit">Told of each row; the rows come in the order of their beginnings.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public void Visit(
        TelemetryView view, InstanceId instance, long fromMinute, long toMinute, Func<long, long> stepOf, RollupVisit visit,
        CancellationToken cancellationToken)
    {
        foreach (var run in RollupPlan.Of(fromMinute, toMinute, stepOf, Books(view, instance, fromMinute, toMinute)))
        {
            foreach (var (span, payload) in Rows(view, instance, run))
            {
                cancellationToken.ThrowIfCancellationRequested();
                Visit(instance, span, payload, visit);
            }
        }
    }

    private static IEnumerable<(RollupSpan Span, byte[] Payload)> Rows(TelemetryView view, InstanceId instance, RollupRun run)
    {
        using var command = view.Command(
            $"SELECT id, payload FROM {run.Grain.Table()} WHERE id >= $p0 AND id < $p1 ORDER BY id",
            RowId.Of(instance, run.From / run.Grain.Length()), RowId.Of(instance, run.To / run.Grain.Length()));
        using var reader = command.ExecuteReader();
        while (reader.Read())
            yield return (new RollupSpan(run.Grain, RowId.Number(reader.GetInt64(0))), reader.GetFieldValue<byte[]>(1));
    }

    // A row that cannot be read is left out, and is told of.
    private void Visit(InstanceId instance, RollupSpan span, byte[] payload, RollupVisit visit)
    {
        try
        {
            visit(span, payload);
        }
        catch (InvalidDataException error)
        {
            StorageLog.RowUnreadable(log, instance.Value, span.Grain, span.Minute, error);
        }
    }

    /// <summary>Visits what an hour or a day is made from; where that was let go before, first the row itself.</summary>
    /// <returns>Whether it was let go.</returns>
    public bool VisitParts(InstanceId instance, RollupSpan span, RollupVisit visit)
    {
        using var view = Open();
        var (finer, kept) = (span.Grain.Finer(), KeptFrom(view, instance));
        var letGo = span.Minute < (finer == Grain.Minute ? kept.Minutes : kept.Hours);
        if (letGo)
            Visit(new RollupRun(span.Grain, span.Minute, span.Minute + span.Minutes));
        Visit(new RollupRun(finer, span.Minute, span.Minute + span.Minutes));
        return letGo;

        void Visit(RollupRun run)
        {
            foreach (var (part, payload) in Rows(view, instance, run))
                visit(part, payload);
        }
    }

    /// <summary>Hours or days that have to be made and were over before a minute.</summary>
    public IReadOnlyList<(InstanceId Instance, RollupSpan Span)> Due(Grain grain, long beforeMinute)
    {
        using var connection = database.OpenReader();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT id FROM {grain.DueTable()} WHERE (id & 4294967295) < $before ORDER BY id";
        command.Parameters.AddWithValue("$before", beforeMinute / grain.Length());
        using var reader = command.ExecuteReader();
        var due = new List<(InstanceId, RollupSpan)>();
        while (reader.Read())
            due.Add((RowId.Instance(reader.GetInt64(0)), new RollupSpan(grain, RowId.Number(reader.GetInt64(0)))));
        return due;
    }

    /// <summary>What is stored of instances, by kind and day; never more than was told to the writer.</summary>
    public IReadOnlyList<(InstanceId Instance, StoredKind Kind, long Day, long Rows, long Bytes)> Stored()
    {
        using var connection = database.OpenReader();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT kind, id, rows, bytes FROM stored WHERE bytes > 0";
        using var reader = command.ExecuteReader();
        var stored = new List<(InstanceId, StoredKind, long, long, long)>();
        while (reader.Read())
        {
            var id = reader.GetInt64(1);
            stored.Add((RowId.Instance(id), (StoredKind)reader.GetInt32(0), RowId.Number(id), reader.GetInt64(2), reader.GetInt64(3)));
        }

        return stored;
    }

    /// <summary>The last executions of a command that were let go; null when none were.</summary>
    public byte[]? LastExecutions(int series)
    {
        using var connection = database.OpenReader();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT payload FROM last_executions WHERE series_id = $series";
        command.Parameters.AddWithValue("$series", series);
        return (byte[]?)command.ExecuteScalar();
    }

    /// <summary>What was let go of an instance.</summary>
    public KeptFrom KeptFrom(InstanceId instance)
    {
        using var view = Open();
        return KeptFrom(view, instance);
    }

    private static RollupBooks Books(TelemetryView view, InstanceId instance, long fromMinute, long toMinute)
    {
        // Whole days: a day's row may be taken only when none of its hours is due.
        var fromDay = fromMinute / Grains.DayMinutes;
        var toDay = (toMinute - 1) / Grains.DayMinutes + 1;
        return new RollupBooks(
            Numbers("hour_due", fromDay * 24, toDay * 24), Numbers("day_due", fromDay, toDay), KeptFrom(view, instance));

        HashSet<long> Numbers(string table, long from, long to)
        {
            using var command = view.Command(
                $"SELECT id FROM {table} WHERE id >= $p0 AND id < $p1", RowId.Of(instance, from), RowId.Of(instance, to));
            using var reader = command.ExecuteReader();
            var numbers = new HashSet<long>();
            while (reader.Read())
                numbers.Add(RowId.Number(reader.GetInt64(0)));
            return numbers;
        }
    }

    private static KeptFrom KeptFrom(TelemetryView view, InstanceId instance)
    {
        using var command = view.Command("SELECT minutes, hours, executions FROM kept_from WHERE instance_id = $p0", instance.Value);
        using var reader = command.ExecuteReader();
        return reader.Read() ? new KeptFrom(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2)) : default;
    }
}
