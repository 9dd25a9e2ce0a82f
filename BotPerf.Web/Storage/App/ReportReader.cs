namespace BotPerf.Web.Storage.App;

/// <summary>What is asked about reports by the clock, without EF Core, which a server at rest never loads.</summary>
internal sealed class ReportReader(AppDbSql sql)
{
    /// <summary>Reports that the server's end has left undone, the oldest first.</summary>
    public Task<List<int>> UndoneAsync(IReadOnlyList<string> states, CancellationToken cancellationToken) => sql.ReadAsync(
        "SELECT id FROM report WHERE state IN ($p0, $p1) ORDER BY id", row => row.GetInt32(0), cancellationToken, states[0], states[1]);

    /// <summary>Schedules whose time has come.</summary>
    public Task<List<int>> DueAsync(DateTimeOffset now, CancellationToken cancellationToken) => sql.ReadAsync(
        "SELECT id FROM report_schedule WHERE next_at <= $p0 ORDER BY next_at, id", row => row.GetInt32(0), cancellationToken,
        now.ToUnixTimeMilliseconds());

    /// <summary>Reports in a state, the oldest first.</summary>
    public Task<List<int>> InStateAsync(string state, CancellationToken cancellationToken) => sql.ReadAsync(
        "SELECT id FROM report WHERE state = $p0 ORDER BY id", row => row.GetInt32(0), cancellationToken, state);

    /// <summary>Reports of schedules in a state that ended after a time and were begun less often than that, the oldest first.</summary>
    public Task<List<int>> ScheduledAsync(string state, DateTimeOffset after, int attempts, CancellationToken cancellationToken) => sql.ReadAsync(
        "SELECT id FROM report WHERE state = $p0 AND schedule_id IS NOT NULL AND ended_at > $p1 AND attempts < $p2 ORDER BY id",
        row => row.GetInt32(0), cancellationToken, state, after.ToUnixTimeMilliseconds(), attempts);

    /// <summary>Every report, the newest first: number, owner and size of those that are over.</summary>
    /// <param name="without">States of reports that have no files.</param>
    public Task<List<KeptReport>> KeptAsync(IReadOnlyList<string> without, CancellationToken cancellationToken) => sql.ReadAsync(
        "SELECT id, COALESCE(account_id, -token_id, 0), ended_at, bytes, state NOT IN ($p0, $p1) FROM report ORDER BY id DESC",
        row => new KeptReport(
            row.GetInt32(0), row.GetInt64(1), row.IsDBNull(2) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)), row.GetInt64(3),
            row.GetBoolean(4)),
        cancellationToken, without[0], without[1]);
}

/// <param name="Owner">One number for each person and program.</param>
/// <param name="EndedAt">Null: it is waiting or being made.</param>
/// <param name="HasFiles">False: whatever lies in its folder was left behind.</param>
internal sealed record KeptReport(int Id, long Owner, DateTimeOffset? EndedAt, long Bytes, bool HasFiles = true);
