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

    /// <summary>Every report, the newest first: number, owner and size of those that are over.</summary>
    public Task<List<KeptReport>> KeptAsync(CancellationToken cancellationToken) => sql.ReadAsync(
        "SELECT id, COALESCE(account_id, -token_id, 0), ended_at, bytes FROM report ORDER BY id DESC",
        row => new KeptReport(
            row.GetInt32(0), row.GetInt64(1), row.IsDBNull(2) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)), row.GetInt64(3)),
        cancellationToken);
}

/// <param name="Owner">One number for each person and program.</param>
/// <param name="EndedAt">Null: it is waiting or being made.</param>
internal sealed record KeptReport(int Id, long Owner, DateTimeOffset? EndedAt, long Bytes);
