using System.Data.Common;

namespace BotPerf.Web.Storage.App;

/// <summary>Somebody who is to get digests, and how far the ledger goes.</summary>
/// <param name="Known">The newest period in the ledger; null: none.</param>
internal sealed record DigestSubscriber(
    int Id, int AccountId, string Cadence, int ChannelId, int Hour, string Zone, DateTimeOffset Since, string? Known);

/// <summary>A digest that is to go out, and who gets it as of now.</summary>
/// <param name="IsSubscribed">False: the subscription is gone or switched off.</param>
internal sealed record DueDigest(
    DigestRow Row, string Email, string Role, bool IsDisabled, bool IsSubscribed, int Hour, string Zone, string Bots);

/// <summary>The ledger of digests as its worker reads and writes it: without EF Core, which a server at rest never loads.</summary>
internal sealed class DigestLedger(AppDbSql sql)
{
    private const string Columns =
        "d.id, d.account_id, d.subscription_id, d.cadence, d.channel_id, d.period, d.once_key, d.state, d.due_at, d.next_at, d.attempts, "
        + "d.delivery_id, d.letter, d.subject, d.words, d.created_at, d.ended_at";

    public Task<List<DigestSubscriber>> SubscribersAsync(CancellationToken cancellationToken) => sql.ReadAsync(
        """
        SELECT s.id, s.account_id, s.cadence, s.channel_id, s.hour, s.zone, s.since,
            (SELECT MAX(d.period) FROM digest d WHERE d.account_id = s.account_id AND d.cadence = s.cadence
                AND d.channel_id = s.channel_id AND d.once_key IS NOT NULL)
        FROM digest_subscription s WHERE s.enabled = 1 ORDER BY s.id
        """, row => new DigestSubscriber(
            row.GetInt32(0), row.GetInt32(1), row.GetString(2), row.GetInt32(3), row.GetInt32(4), row.GetString(5), Time(row, 6)!.Value,
            row.IsDBNull(7) ? null : row.GetString(7)), cancellationToken);

    /// <summary>Adds what is not there yet; an older one of the same that still waits is given up for it.</summary>
    /// <returns>How many are new.</returns>
    public async Task<int> AddAsync(IReadOnlyList<DigestRow> rows, string overtaken, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var added = 0;
        await sql.WriteAsync(async write =>
        {
            foreach (var row in rows)
            {
                if (row.OnceKey is not null)
                {
                    await write.ExecuteAsync(
                        """
                        UPDATE digest SET state = 'skipped', letter = NULL, words = $p4 || CASE words WHEN '' THEN '' ELSE ' ' || words END, ended_at = $p5
                        WHERE account_id = $p0 AND cadence = $p1 AND channel_id = $p2 AND period < $p3 AND state = 'due' AND once_key IS NOT NULL
                        """, [row.AccountId, row.Cadence, row.ChannelId, row.Period, overtaken, Milliseconds(now)]);
                }

                added += await write.ExecuteAsync(
                    """
                    INSERT OR IGNORE INTO digest (account_id, subscription_id, cadence, channel_id, period, once_key, state, due_at, next_at,
                        attempts, delivery_id, words, created_at, ended_at)
                    SELECT $p0, $p1, $p2, $p3, $p4, $p5, $p6, $p7, $p8, 0, $p9, $p10, $p11, $p12 WHERE EXISTS (SELECT 1 FROM account WHERE id = $p0)
                    """,
                    [row.AccountId, row.SubscriptionId, row.Cadence, row.ChannelId, row.Period, row.OnceKey, row.State, Milliseconds(row.DueAt),
                    Milliseconds(row.NextAt), row.DeliveryId, row.Words, Milliseconds(row.CreatedAt), row.EndedAt is { } ended ? Milliseconds(ended) : null]);
            }
        }, cancellationToken);
        return added;
    }

    /// <summary>What is due by then, the longest waiting first.</summary>
    public Task<List<DueDigest>> DueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) => sql.ReadAsync(
        $"""
        SELECT {Columns}, a.email, a.role, a.lockout_enabled AND COALESCE(a.lockout_end, 0) > $p0, COALESCE(s.enabled, 0),
            COALESCE(s.hour, 0), COALESCE(s.zone, ''), COALESCE(s.bots, '')
        FROM digest d JOIN account a ON a.id = d.account_id LEFT JOIN digest_subscription s ON s.id = d.subscription_id
        WHERE d.state = 'due' AND d.next_at <= $p0 ORDER BY d.next_at, d.id LIMIT $p1
        """, row => new DueDigest(
            Row(row), row.GetString(17), row.GetString(18), row.GetBoolean(19), row.GetBoolean(20), row.GetInt32(21), row.GetString(22), row.GetString(23)),
        cancellationToken, Milliseconds(now), limit);

    /// <summary>When the next one is due; null: none waits.</summary>
    public async Task<DateTimeOffset?> NextAsync(CancellationToken cancellationToken) =>
        (await sql.ReadAsync("SELECT MIN(next_at) FROM digest WHERE state = 'due'", row => Time(row, 0), cancellationToken)).FirstOrDefault();

    /// <summary>An attempt begins: written, with the letter, before anything leaves.</summary>
    /// <returns>False when it no longer waits.</returns>
    public async Task<bool> BeginAsync(DigestRow row, CancellationToken cancellationToken)
    {
        var begun = 0;
        await sql.WriteAsync(async write => begun = await write.ExecuteAsync(
            "UPDATE digest SET state = 'sending', attempts = attempts + 1, letter = $p1, subject = $p2 WHERE id = $p0 AND state = 'due'",
            [row.Id, row.Letter, row.Subject]), cancellationToken);
        return begun > 0;
    }

    /// <summary>How an attempt went: the row's own fields say it. A letter that is over is forgotten.</summary>
    public Task EndAsync(DigestRow row, CancellationToken cancellationToken) => sql.WriteAsync(
        write => write.ExecuteAsync(
            """
            UPDATE digest SET state = $p1, words = $p2, next_at = $p3, ended_at = $p4, letter = CASE WHEN $p4 IS NULL THEN letter END
            WHERE id = $p0 AND state IN ('due', 'sending')
            """,
            [row.Id, row.State, row.Words, Milliseconds(row.NextAt), row.EndedAt is { } ended ? Milliseconds(ended) : null]), cancellationToken);

    /// <summary>What the server's end has cut off may have arrived: it is sent once more, as the same letter.</summary>
    /// <returns>How many.</returns>
    public async Task<int> RecoverAsync(DateTimeOffset now, string words, CancellationToken cancellationToken)
    {
        var any = await sql.ReadAsync("SELECT 1 FROM digest WHERE state = 'sending' LIMIT 1", _ => 1, cancellationToken);
        var cut = 0;
        if (any.Count > 0)
        {
            await sql.WriteAsync(async write => cut = await write.ExecuteAsync(
                "UPDATE digest SET state = 'due', next_at = $p0, words = $p1 WHERE state = 'sending'", [Milliseconds(now), words]), cancellationToken);
        }

        return cut;
    }

    /// <summary>Lets go of what ended before that, a slice at a time.</summary>
    /// <returns>How many rows went.</returns>
    public async Task<int> ForgetAsync(DateTimeOffset before, int slice, CancellationToken cancellationToken)
    {
        var gone = 0;
        await sql.WriteAsync(async write => gone = await write.ExecuteAsync(
            "DELETE FROM digest WHERE id IN (SELECT id FROM digest WHERE ended_at < $p0 LIMIT $p1)", [Milliseconds(before), slice]), cancellationToken);
        return gone;
    }

    /// <summary>The channels that are told continuously.</summary>
    public Task<List<ChannelReportRow>> ReportsAsync(CancellationToken cancellationToken) => sql.ReadAsync(
        "SELECT channel_id, bots, batch_minutes, changed_by, changed_at FROM channel_report", row => new ChannelReportRow
        {
            ChannelId = row.GetInt32(0),
            Bots = row.GetString(1),
            BatchMinutes = row.GetInt32(2),
            ChangedBy = row.GetString(3),
            ChangedAt = Time(row, 4)!.Value,
        }, cancellationToken);

    private static DigestRow Row(DbDataReader row) => new()
    {
        Id = row.GetInt64(0),
        AccountId = row.GetInt32(1),
        SubscriptionId = row.GetInt32(2),
        Cadence = row.GetString(3),
        ChannelId = row.GetInt32(4),
        Period = row.GetString(5),
        OnceKey = row.IsDBNull(6) ? null : row.GetString(6),
        State = row.GetString(7),
        DueAt = Time(row, 8)!.Value,
        NextAt = Time(row, 9)!.Value,
        Attempts = row.GetInt32(10),
        DeliveryId = row.GetString(11),
        Letter = row.IsDBNull(12) ? null : row.GetString(12),
        Subject = row.IsDBNull(13) ? null : row.GetString(13),
        Words = row.GetString(14),
        CreatedAt = Time(row, 15)!.Value,
        EndedAt = Time(row, 16),
    };

    private static long Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    private static DateTimeOffset? Time(DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
}
