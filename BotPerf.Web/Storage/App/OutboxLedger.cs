using System.Data.Common;

namespace BotPerf.Web.Storage.App;

/// <summary>
/// The outbox as its worker reads and writes it: without EF Core, which a server at rest never loads.
/// </summary>
internal sealed class OutboxLedger(AppDbSql sql)
{
    private const string Columns =
        "id, delivery_id, channel_id, kind, thread, title, notice, urgent, state, uncertain, held, merged_into, attempts, created_at, since, next_at, ended_at";

    public Task<List<ChannelRow>> ChannelsAsync(CancellationToken cancellationToken) => sql.ReadAsync(
        "SELECT id, name, normalized_name, kind, enabled, settings, hourly_budget, created_at FROM channel", row => new ChannelRow
        {
            Id = row.GetInt32(0),
            Name = row.GetString(1),
            NormalizedName = row.GetString(2),
            Kind = row.GetString(3),
            Enabled = row.GetBoolean(4),
            Settings = row.GetString(5),
            HourlyBudget = row.GetInt32(6),
            CreatedAt = Time(row, 7)!.Value,
        }, cancellationToken);

    public async Task<string?> SettingAsync(string name, CancellationToken cancellationToken) =>
        (await sql.ReadAsync("SELECT value FROM setting WHERE name = $p0", row => row.GetString(0), cancellationToken, name)).FirstOrDefault();

    /// <summary>The channels that have something waiting, and when the first of it is due.</summary>
    public Task<List<(int ChannelId, DateTimeOffset NextAt)>> DueAsync(CancellationToken cancellationToken) => sql.ReadAsync(
        "SELECT channel_id, MIN(next_at) FROM outbox WHERE state = 'waiting' GROUP BY channel_id",
        row => (row.GetInt32(0), Time(row, 1)!.Value), cancellationToken);

    /// <summary>A channel's waiting rows, oldest first; when there are more than so many, those whose turn comes first.</summary>
    public async Task<List<OutboxRow>> WaitingAsync(int channel, int limit, CancellationToken cancellationToken)
    {
        var rows = await sql.ReadAsync(
            $"SELECT {Columns} FROM outbox WHERE state = 'waiting' AND channel_id = $p0 ORDER BY next_at, id LIMIT $p1",
            Row, cancellationToken, channel, limit);
        return [.. rows.OrderBy(row => row.Id)];
    }

    /// <summary>When the channel's messages went out that count against its budget, oldest first.</summary>
    public Task<List<DateTimeOffset>> SentAsync(int channel, DateTimeOffset after, CancellationToken cancellationToken) => sql.ReadAsync(
        """
        SELECT ended_at FROM outbox
        WHERE channel_id = $p0 AND state = 'delivered' AND ended_at > $p1 AND urgent = 0 ORDER BY ended_at
        """, row => Time(row, 0)!.Value, cancellationToken, channel, Milliseconds(after));

    /// <summary>What a message tells too, oldest first: the newest of it, at most so many.</summary>
    public async Task<List<string>> MergedAsync(long id, int limit, CancellationToken cancellationToken)
    {
        var notices = await sql.ReadAsync("SELECT notice FROM outbox WHERE merged_into = $p0 ORDER BY id DESC LIMIT $p1",
            row => row.GetString(0), cancellationToken, id, limit);
        notices.Reverse();
        return notices;
    }

    public async Task<string?> ThreadMessageAsync(int channel, string thread, CancellationToken cancellationToken) =>
        (await sql.ReadAsync("SELECT message_id FROM channel_thread WHERE channel_id = $p0 AND thread = $p1",
            row => row.GetString(0), cancellationToken, channel, thread)).FirstOrDefault();

    /// <summary>What the server's end has cut off may have arrived: it is sent once more, under the same delivery id.</summary>
    /// <returns>How many.</returns>
    public async Task<int> RecoverAsync(DateTimeOffset now, string words, CancellationToken cancellationToken, int? channel = null)
    {
        var any = await sql.ReadAsync("SELECT 1 FROM outbox WHERE state = 'sending' LIMIT 1", _ => 1, cancellationToken);
        if (any.Count == 0)
            return 0;

        var cut = 0;
        await sql.WriteAsync(async write =>
        {
            cut = await write.ExecuteAsync("UPDATE outbox SET state = 'waiting', next_at = $p0 WHERE state = 'sending' AND ($p1 IS NULL OR channel_id = $p1)", [Milliseconds(now), channel]);
            await write.ExecuteAsync("UPDATE delivery SET outcome = 'unknown', words = $p0 WHERE outcome = 'sending' AND ($p1 IS NULL OR channel_id = $p1)", [words, channel]);
        }, cancellationToken);
        return cut;
    }

    /// <summary>An attempt begins: written before anything leaves. Takes the rows that it tells too along.</summary>
    /// <returns>The number of the attempt's row; null when the row no longer waits.</returns>
    public async Task<long?> BeginAsync(
        OutboxRow row, IReadOnlyCollection<long> merged, DateTimeOffset now, CancellationToken cancellationToken)
    {
        long? attempt = null;
        await sql.WriteAsync(async write =>
        {
            // Uncertain from here: a kill leaves the row as it is now.
            if (await write.ExecuteAsync("UPDATE outbox SET state = 'sending', uncertain = 1, urgent = $p1, attempts = attempts + 1 WHERE id = $p0 AND state = 'waiting'",
                [row.Id, row.Urgent]) == 0)
            {
                return;
            }

            await MergeAsync(write, row.Id, merged, now);
            attempt = await InsertAttemptAsync(write, row, now);
        }, cancellationToken);
        return attempt;
    }

    /// <summary>How an attempt went, and what becomes of the row: the row's own fields say it.</summary>
    public Task EndAsync(
        OutboxRow row, DeliveryRow attempt, string? threadMessage, CancellationToken cancellationToken) => sql.WriteAsync(async write =>
    {
        await write.ExecuteAsync("UPDATE delivery SET duration_ms = $p1, outcome = $p2, words = $p3 WHERE id = $p0",
            [attempt.Id, attempt.DurationMs, attempt.Outcome, attempt.Words]);
        await write.ExecuteAsync("UPDATE outbox SET state = $p1, uncertain = $p2, next_at = $p3, ended_at = $p4 WHERE id = $p0",
            [row.Id, row.State, row.Uncertain, Milliseconds(row.NextAt), row.EndedAt is { } ended ? Milliseconds(ended) : null]);
        if (threadMessage is not null)
        {
            await write.ExecuteAsync("""
                INSERT INTO channel_thread (channel_id, thread, message_id, at) SELECT $p0, $p1, $p2, $p3
                WHERE EXISTS (SELECT 1 FROM channel WHERE id = $p0)
                ON CONFLICT (channel_id, thread) DO UPDATE SET message_id = excluded.message_id, at = excluded.at
                """, [row.ChannelId, row.Thread, threadMessage, Milliseconds(attempt.At)]);
        }
    }, cancellationToken);

    /// <summary>A row and its one attempt, both over: a test that a person has sent.</summary>
    public Task WriteEndedAsync(OutboxRow row, DeliveryRow attempt, CancellationToken cancellationToken) => sql.WriteAsync(async write =>
    {
        await InsertAsync(write, row);
        attempt.Id = await InsertAttemptAsync(write, row, attempt.At);
        await write.ExecuteAsync("UPDATE delivery SET duration_ms = $p1, outcome = $p2, words = $p3 WHERE id = $p0",
            [attempt.Id, attempt.DurationMs, attempt.Outcome, attempt.Words]);
    }, cancellationToken);

    /// <param name="isOverBudget">Kept back until the channel's budget allows a message again.</param>
    public Task HoldAsync(
        IReadOnlyCollection<long> rows, DateTimeOffset until, bool isOverBudget, CancellationToken cancellationToken) => sql.WriteAsync(async write =>
    {
        foreach (var id in rows)
            await write.ExecuteAsync("UPDATE outbox SET held = held OR $p2, next_at = $p1 WHERE id = $p0 AND state = 'waiting'",
                [id, Milliseconds(until), isOverBudget]);
    }, cancellationToken);

    /// <summary>What is held back is looked at again: the budget may have changed.</summary>
    public Task ReleaseAsync(int channel, DateTimeOffset now, CancellationToken cancellationToken) => sql.WriteAsync(
        write => write.ExecuteAsync("UPDATE outbox SET next_at = $p1 WHERE channel_id = $p0 AND state = 'waiting' AND held = 1",
            [channel, Milliseconds(now)]), cancellationToken);

    /// <summary>One message in place of many; they are merged into it in the same transaction.</summary>
    public Task SummariseAsync(
        OutboxRow summary, IReadOnlyCollection<long> rows, DateTimeOffset now, CancellationToken cancellationToken) => sql.WriteAsync(async write =>
    {
        await InsertAsync(write, summary);
        await MergeAsync(write, summary.Id, rows, now);
    }, cancellationToken);

    /// <summary>All that waits on a channel is given up, with the reason in its log.</summary>
    public Task DropWaitingAsync(int channel, string words, DateTimeOffset now, CancellationToken cancellationToken) => sql.WriteAsync(async write =>
    {
        await write.ExecuteAsync("""
            INSERT INTO delivery (outbox_id, channel_id, at, duration_ms, outcome, words)
            SELECT id, channel_id, $p1, 0, 'dropped', $p2 FROM outbox WHERE channel_id = $p0 AND state = 'waiting'
            """, [channel, Milliseconds(now), words]);
        await write.ExecuteAsync("UPDATE outbox SET state = 'dropped', ended_at = $p1 WHERE channel_id = $p0 AND state = 'waiting'",
            [channel, Milliseconds(now)]);
    }, cancellationToken);

    /// <summary>Everything that was to be said on a channel that is no longer there, and the log of it.</summary>
    public Task ForgetChannelAsync(int channel, CancellationToken cancellationToken) => sql.WriteAsync(
        write => write.ExecuteAsync("DELETE FROM outbox WHERE channel_id = $p0", [channel]), cancellationToken);

    /// <summary>Lets go of what ended before that, a slice at a time.</summary>
    /// <returns>How many rows went.</returns>
    public async Task<int> ForgetAsync(DateTimeOffset before, int slice, CancellationToken cancellationToken)
    {
        var gone = 0;
        await sql.WriteAsync(async write =>
        {
            gone = await write.ExecuteAsync("""
                DELETE FROM outbox WHERE id IN (
                    SELECT id FROM outbox WHERE state IN ('delivered', 'merged', 'dead', 'dropped') AND ended_at < $p0 LIMIT $p1)
                """, [Milliseconds(before), slice]);
            gone += await write.ExecuteAsync("""
                DELETE FROM channel_thread WHERE (channel_id, thread) IN (
                    SELECT channel_id, thread FROM channel_thread WHERE at < $p0 LIMIT $p1)
                """, [Milliseconds(before), slice]);
        }, cancellationToken);
        return gone;
    }

    private static async Task MergeAsync(AppDbSql.Write write, long into, IEnumerable<long> rows, DateTimeOffset now)
    {
        foreach (var id in rows)
        {
            await write.ExecuteAsync("UPDATE outbox SET state = 'merged', merged_into = $p1, ended_at = $p2 WHERE id = $p0 AND state = 'waiting'",
                [id, into, Milliseconds(now)]);
            await write.ExecuteAsync("UPDATE outbox SET merged_into = $p1 WHERE merged_into = $p0", [id, into]);
        }
    }

    private static async Task InsertAsync(AppDbSql.Write write, OutboxRow row) => row.Id = await write.NumberAsync($"""
        INSERT INTO outbox ({Columns[4..]}) VALUES
            ($p0, $p1, $p2, $p3, $p4, $p5, $p6, $p7, $p8, $p9, NULL, $p10, $p11, $p12, $p13, $p14) RETURNING id
        """,
        [row.DeliveryId, row.ChannelId, row.Kind, row.Thread, row.Title, row.Notice, row.Urgent, row.State, row.Uncertain, row.Held,
        row.Attempts, Milliseconds(row.CreatedAt), Milliseconds(row.Since), Milliseconds(row.NextAt),
        row.EndedAt is { } ended ? Milliseconds(ended) : null]);

    private static Task<long> InsertAttemptAsync(AppDbSql.Write write, OutboxRow row, DateTimeOffset now) => write.NumberAsync("""
        INSERT INTO delivery (outbox_id, channel_id, at, outcome, words) VALUES ($p0, $p1, $p2, 'sending', '') RETURNING id
        """, [row.Id, row.ChannelId, Milliseconds(now)]);

    private static OutboxRow Row(DbDataReader row) => new()
    {
        Id = row.GetInt64(0),
        DeliveryId = row.GetString(1),
        ChannelId = row.GetInt32(2),
        Kind = row.GetString(3),
        Thread = row.GetString(4),
        Title = row.GetString(5),
        Notice = row.GetString(6),
        Urgent = row.GetBoolean(7),
        State = row.GetString(8),
        Uncertain = row.GetBoolean(9),
        Held = row.GetBoolean(10),
        MergedInto = row.IsDBNull(11) ? null : row.GetInt64(11),
        Attempts = row.GetInt32(12),
        CreatedAt = Time(row, 13)!.Value,
        Since = Time(row, 14)!.Value,
        NextAt = Time(row, 15)!.Value,
        EndedAt = Time(row, 16),
    };

    private static long Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    private static DateTimeOffset? Time(DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
}
