using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace BotPerf.Web.Storage.App;

/// <summary>
/// What alerting has to know at the server's start, read without EF Core, which a server at rest never loads.
/// </summary>
internal sealed class AlertReader(DataFolder folder)
{
    /// <summary>Alerts that are not over, and those that ended after a moment.</summary>
    public Task<List<AlertRow>> CurrentAsync(DateTimeOffset endedAfter, CancellationToken cancellationToken) => ReadAsync(
        "SELECT * FROM alert WHERE open_key IS NOT NULL OR tell_at IS NOT NULL OR resolved_at > $after ORDER BY id",
        ("$after", endedAfter.ToUnixTimeMilliseconds()), Alert, cancellationToken);

    public Task<List<AlertRuleRow>> RulesAsync(CancellationToken cancellationToken) => ReadAsync(
        "SELECT * FROM alert_rule ORDER BY id", ("$none", 0L), row => new AlertRuleRow
        {
            Id = row.GetInt32(row.GetOrdinal("id")),
            Key = Text(row, "key"),
            Name = Text(row, "name")!,
            Enabled = row.GetBoolean(row.GetOrdinal("enabled")),
            Definition = Text(row, "definition"),
            ChangedBy = Text(row, "changed_by")!,
            ChangedAt = Time(row, "changed_at")!.Value,
        }, cancellationToken);

    public Task<List<SilenceRow>> SilencesAsync(DateTimeOffset endingAfter, CancellationToken cancellationToken) => ReadAsync(
        "SELECT * FROM silence WHERE ends_at > $after AND ended_at IS NULL ORDER BY id", ("$after", endingAfter.ToUnixTimeMilliseconds()),
        row => new SilenceRow
        {
            Id = row.GetInt32(row.GetOrdinal("id")),
            Kind = Text(row, "kind")!,
            BotId = Int(row, "bot_id"),
            RuleId = Int(row, "rule_id"),
            Target = Text(row, "target"),
            MaxSeverity = Int(row, "max_severity"),
            StartsAt = Time(row, "starts_at")!.Value,
            EndsAt = Time(row, "ends_at")!.Value,
            Reason = Text(row, "reason")!,
            CreatedBy = Text(row, "created_by")!,
            CreatedAt = Time(row, "created_at")!.Value,
            EndedAt = Time(row, "ended_at"),
            Hidden = row.GetInt32(row.GetOrdinal("hidden")),
        }, cancellationToken);

    public Task<List<AlertRouteRow>> RoutesAsync(CancellationToken cancellationToken) => ReadAsync(
        "SELECT * FROM alert_route ORDER BY id", ("$none", 0L), row => new AlertRouteRow
        {
            Id = row.GetInt32(row.GetOrdinal("id")),
            ChannelId = row.GetInt32(row.GetOrdinal("channel_id")),
            MinSeverity = row.GetInt32(row.GetOrdinal("min_severity")),
            BotId = Int(row, "bot_id"),
            RuleId = Int(row, "rule_id"),
            AfterMinutes = row.GetInt32(row.GetOrdinal("after_minutes")),
            QuietFrom = Int(row, "quiet_from"),
            QuietTo = Int(row, "quiet_to"),
            Zone = Text(row, "zone"),
            Enabled = row.GetBoolean(row.GetOrdinal("enabled")),
        }, cancellationToken);

    private static AlertRow Alert(DbDataReader row) => new()
    {
        Id = row.GetInt32(row.GetOrdinal("id")),
        RuleId = row.GetInt32(row.GetOrdinal("rule_id")),
        RuleName = Text(row, "rule_name")!,
        BotId = row.GetInt32(row.GetOrdinal("bot_id")),
        Target = Text(row, "target")!,
        OpenKey = Text(row, "open_key"),
        State = Text(row, "state")!,
        Severity = row.GetInt32(row.GetOrdinal("severity")),
        Value = Real(row, "value"),
        WorstValue = Real(row, "worst_value"),
        Threshold = Real(row, "threshold"),
        Unit = Text(row, "unit")!,
        BreachedSince = Text(row, "breached_since")!,
        RecoveringSince = Time(row, "recovering_since"),
        SilentSince = Time(row, "silent_since"),
        StartedAt = Time(row, "started_at")!.Value,
        OpenedAt = Time(row, "opened_at"),
        ResolvedAt = Time(row, "resolved_at"),
        ResolvedBy = Text(row, "resolved_by"),
        ClearedAt = Time(row, "cleared_at"),
        AcknowledgedBy = Text(row, "acknowledged_by"),
        AcknowledgedAt = Time(row, "acknowledged_at"),
        AcknowledgedUntil = Time(row, "acknowledged_until"),
        Assignee = Text(row, "assignee"),
        Note = Text(row, "note"),
        SnoozedUntil = Time(row, "snoozed_until"),
        SeenAt = Time(row, "seen_at"),
        Reopened = row.GetInt32(row.GetOrdinal("reopened")),
        FlappingSince = Time(row, "flapping_since"),
        MutedBy = Text(row, "muted_by"),
        TellAt = Time(row, "tell_at"),
        Told = Text(row, "told"),
        ToldSeverity = Int(row, "told_severity"),
        ThreadId = Int(row, "thread_id"),
        WaitingSince = Time(row, "waiting_since"),
        Escalated = row.GetInt32(row.GetOrdinal("escalated")),
        EscalatedMost = row.GetInt32(row.GetOrdinal("escalated_most")),
        Revision = row.GetInt32(row.GetOrdinal("revision")),
    };

    private async Task<List<T>> ReadAsync<T>(
        string sql, (string Name, long Value) parameter, Func<DbDataReader, T> map, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        await using var connection = new SqliteConnection(AppDb.ConnectionString(folder, SqliteOpenMode.ReadOnly));
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue(parameter.Name, parameter.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(map(reader));
        return rows;
    }

    private static string? Text(DbDataReader row, string column) =>
        row.IsDBNull(row.GetOrdinal(column)) ? null : row.GetString(row.GetOrdinal(column));

    private static int? Int(DbDataReader row, string column) =>
        row.IsDBNull(row.GetOrdinal(column)) ? null : row.GetInt32(row.GetOrdinal(column));

    private static double? Real(DbDataReader row, string column) =>
        row.IsDBNull(row.GetOrdinal(column)) ? null : row.GetDouble(row.GetOrdinal(column));

    private static DateTimeOffset? Time(DbDataReader row, string column) => row.IsDBNull(row.GetOrdinal(column))
        ? null
        : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(row.GetOrdinal(column)));
}
