namespace BotPerf.Web.Storage.Telemetry;

/// <summary>
/// Erases a slice of what is kept of an instance, so that nobody waits long behind it. To be repeated until nothing was
/// left to erase.
/// </summary>
internal sealed class EraseWork(InstanceId instance) : WriteWork
{
    // Rows of kilobytes: a slice takes a few milliseconds.
    private const int Slice = 256;

    internal static readonly string[] Slices =
    [
        "DELETE FROM journal WHERE id IN (SELECT id FROM journal WHERE instance_id = $p0 LIMIT $p1)",
        "DELETE FROM segment WHERE id IN (SELECT id FROM segment WHERE minute_id >= $p0 << 32 AND minute_id < ($p0 + 1) << 32 LIMIT $p1)",
        "DELETE FROM minute_rollup WHERE id IN (SELECT id FROM minute_rollup WHERE id >= $p0 << 32 AND id < ($p0 + 1) << 32 LIMIT $p1)",
        "DELETE FROM hour_rollup WHERE id IN (SELECT id FROM hour_rollup WHERE id >= $p0 << 32 AND id < ($p0 + 1) << 32 LIMIT $p1)",
        "DELETE FROM day_rollup WHERE id IN (SELECT id FROM day_rollup WHERE id >= $p0 << 32 AND id < ($p0 + 1) << 32 LIMIT $p1)",
        "DELETE FROM hour_due WHERE id IN (SELECT id FROM hour_due WHERE id >= $p0 << 32 AND id < ($p0 + 1) << 32 LIMIT $p1)",
        "DELETE FROM day_due WHERE id IN (SELECT id FROM day_due WHERE id >= $p0 << 32 AND id < ($p0 + 1) << 32 LIMIT $p1)",
        "DELETE FROM stored WHERE kind IN (0, 1, 2, 3) AND id >= $p0 << 32 AND id < ($p0 + 1) << 32 AND $p1 > 0",
        "DELETE FROM damaged_row WHERE rowid IN (SELECT rowid FROM damaged_row WHERE id >= $p0 << 32 AND id < ($p0 + 1) << 32 LIMIT $p1)",
        "DELETE FROM kept_from WHERE instance_id = $p0 AND $p1 > 0",
        "DELETE FROM lifecycle_event WHERE id IN (SELECT id FROM lifecycle_event WHERE instance_id = $p0 LIMIT $p1)",
        "DELETE FROM otlp_stream WHERE instance_id = $p0 AND stream IN (SELECT stream FROM otlp_stream WHERE instance_id = $p0 LIMIT $p1)",
        "DELETE FROM session_series WHERE session_id IN (SELECT id FROM session WHERE instance_id = $p0 LIMIT $p1)",
        "DELETE FROM session_seen WHERE session_id IN (SELECT id FROM session WHERE instance_id = $p0 LIMIT $p1)",
        "DELETE FROM session WHERE id IN (SELECT id FROM session WHERE instance_id = $p0 LIMIT $p1)",
    ];

    /// <summary>True when this found nothing any more.</summary>
    public bool IsOver { get; private set; }

    public override void Execute(TelemetryStatements statements)
    {
        IsOver = true;
        foreach (var sql in Slices)
            IsOver &= statements.Once(sql, instance.Value, Slice) == 0;
    }
}

/// <summary>Erases what names a disowned bot when nothing else of it is left.</summary>
/// <param name="bot">As it was, or minus that.</param>
/// <param name="withInstances">
/// Only before anybody reads: SQLite gives the highest numbers out again, and memory may still know the old ones.
/// </param>
internal sealed class EraseBotWork(BotId bot, bool withInstances) : WriteWork
{
    public override void Execute(TelemetryStatements statements)
    {
        var disowned = -Math.Abs(bot.Value);
        statements.Once("DELETE FROM last_executions WHERE series_id IN (SELECT id FROM series WHERE bot_id = $p0)", disowned);
        statements.Once("DELETE FROM series WHERE bot_id = $p0", disowned);
        if (withInstances)
            statements.Once("DELETE FROM instance WHERE bot_id = $p0", disowned);
    }
}
