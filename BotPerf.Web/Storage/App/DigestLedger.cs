using System.Data.Common;

namespace BotPerf.Web.Storage.App;

/// <summary>Somebody who is to get digests, and how far the ledger goes.</summary>
/// <param name="Known">The newest period in the ledger that was due by now; null: none.</param>
internal sealed record DigestSubscriber(
    int Id, int AccountId, string Cadence, int ChannelId, int Hour, string Zone, DateTimeOffset Since, string? Known);

/// <summary>A digest that is to go out, and who gets it as of now.</summary>
/// <param name="IsSubscribed">False: the subscription is gone, switched off, or of another cadence or place by now.</param>
internal sealed record DueDigest(
    DigestRow Row, string Email, string Role, bool IsDisabled, bool IsSubscribed, int Hour, string Zone, string Bots);

/// <summary>The ledger of digests as its worker reads and writes it: without EF Core, which a server at rest never loads.</summary>
internal sealed class DigestLedger(AppDbSql sql)
{
    private const string Columns =
        "d.id, d.account_id, d.subscription_id, d.cadence, d.channel_id, d.period, d.once_key, d.state, d.due_at, d.next_at, d.attempts, d.unsure, "
        + "d.delivery_id, d.letter, d.subject, d.words, d.created_at, d.ended_at";

    private const string OfDue =
        $"""
        SELECT {Columns}, a.email, a.role, a.lockout_enabled AND COALESCE(a.lockout_end, 0) > $p0,
            COALESCE(s.enabled AND s.cadence = d.cadence AND s.channel_id = d.channel_id, 0),
            COALESCE(s.hour, 0), COALESCE(s.zone, ''), COALESCE(s.bots, '')
        FROM digest d JOIN account a ON a.id = d.account_id LEFT JOIN digest_subscription s ON s.id = d.subscription_id
        WHERE d.state = 'due'
        """;

    /// <summary>What waits although the next of the same is due, whatever has become of that.</summary>
    private const string OfOvertaken =
        """
        FROM digest WHERE state = 'due' AND once_key IS NOT NULL AND EXISTS (SELECT 1 FROM digest n
            WHERE n.account_id = digest.account_id AND n.cadence = digest.cadence AND n.channel_id = digest.channel_id
                AND n.period > digest.period AND n.once_key IS NOT NULL AND n.due_at <= $p0)
        """;

    private const string Overtaken = "It could not be sent before the next one was due.";

    public Task<List<DigestSubscriber>> SubscribersAsync(DateTimeOffset now, CancellationToken cancellationToken) => sql.ReadAsync(
        """
        SELECT s.id, s.account_id, s.cadence, s.channel_id, s.hour, s.zone, s.since,
            (SELECT d.period FROM digest d WHERE d.account_id = s.account_id AND d.cadence = s.cadence
                AND d.channel_id = s.channel_id AND d.once_key IS NOT NULL AND d.due_at <= $p0 ORDER BY d.period DESC LIMIT 1)
        FROM digest_subscription s WHERE s.enabled = 1 ORDER BY s.id
        """, row => new DigestSubscriber(
            row.GetInt32(0), row.GetInt32(1), row.GetString(2), row.GetInt32(3), row.GetInt32(4), row.GetString(5), Time(row, 6)!.Value,
            row.IsDBNull(7) ? null : row.GetString(7)), cancellationToken, Milliseconds(now));

    /// <summary>A clock that was ahead wrote down what is not due yet: what of it nobody can have is not known any more.</summary>
    public async Task ForgetAheadAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        const string Ahead = "once_key IS NOT NULL AND state IN ('due', 'skipped', 'failed') AND unsure = 0 AND due_at > $p0";
        var any = await sql.ReadAsync(
            $"SELECT 1 WHERE EXISTS (SELECT 1 FROM digest WHERE {Ahead}) OR EXISTS (SELECT 1 FROM digest_subscription WHERE since > $p0)",
            _ => 1, cancellationToken, Milliseconds(now));
        if (any.Count == 0)
            return;

        await sql.WriteAsync(async write =>
        {
            await write.ExecuteAsync($"DELETE FROM digest WHERE {Ahead}", [Milliseconds(now)]);
            await write.ExecuteAsync("UPDATE digest_subscription SET since = $p0 WHERE since > $p0", [Milliseconds(now)]);
        }, cancellationToken);
    }

    /// <summary>Adds what is not there yet; older ones of the same that still wait are given up for it.</summary>
    /// <returns>Those that are new.</returns>
    public async Task<IReadOnlyList<DigestRow>> AddAsync(IReadOnlyList<DigestRow> rows, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var added = new List<DigestRow>();
        // Also without a new one: one that was on its way when the next came may wait again by now.
        if (rows.Count == 0 && (await sql.ReadAsync($"SELECT 1 {OfOvertaken} LIMIT 1", _ => 1, cancellationToken, Milliseconds(now))).Count == 0)
            return added;

        await sql.WriteAsync(async write =>
        {
            foreach (var row in rows)
            {
                var isNew = await write.ExecuteAsync(
                    """
                    INSERT OR IGNORE INTO digest (account_id, subscription_id, cadence, channel_id, period, once_key, state, due_at, next_at,
                        attempts, unsure, delivery_id, words, created_at, ended_at)
                    SELECT $p0, $p1, $p2, $p3, $p4, $p5, $p6, $p7, $p8, 0, 0, $p9, $p10, $p11, $p12 WHERE EXISTS (SELECT 1 FROM account WHERE id = $p0)
                    """,
                    [row.AccountId, row.SubscriptionId, row.Cadence, row.ChannelId, row.Period, row.OnceKey, row.State, Milliseconds(row.DueAt),
                    Milliseconds(row.NextAt), row.DeliveryId, row.Words, Milliseconds(row.CreatedAt), row.EndedAt is { } ended ? Milliseconds(ended) : null]) > 0;
                if (isNew)
                    added.Add(row);
            }

            await OvertakeAsync(write, now);
        }, cancellationToken);
        return added;
    }

    /// <summary>What is due by then: what goes to channels, which take it at once, and the longest waiting first.</summary>
    public Task<List<DueDigest>> DueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) => sql.ReadAsync(
        $"{OfDue} AND d.next_at <= $p0 ORDER BY d.channel_id = 0, d.next_at, d.id LIMIT $p1", Due, cancellationToken, Milliseconds(now), limit);

    /// <summary>One of them as it is now; null: it no longer waits.</summary>
    public async Task<DueDigest?> DueAsync(long id, DateTimeOffset now, CancellationToken cancellationToken) =>
        (await sql.ReadAsync($"{OfDue} AND d.id = $p1", Due, cancellationToken, Milliseconds(now), id)).FirstOrDefault();

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

    /// <summary>
    /// How an attempt went: the row's own fields say it. A letter that is over is forgotten, and one that would wait again is
    /// given up when the next is due by now.
    /// </summary>
    public Task EndAsync(DigestRow row, DateTimeOffset now, CancellationToken cancellationToken) => sql.WriteAsync(async write =>
    {
        await write.ExecuteAsync(
            """
            UPDATE digest SET state = $p1, words = $p2, next_at = $p3, ended_at = $p4, letter = CASE WHEN $p4 IS NULL THEN letter END,
                attempts = $p5, unsure = $p6
            WHERE id = $p0 AND state IN ('due', 'sending')
            """,
            [row.Id, row.State, row.Words, Milliseconds(row.NextAt), row.EndedAt is { } ended ? Milliseconds(ended) : null, row.Attempts, row.Unsure]);
        if (row.EndedAt is null)
            await OvertakeAsync(write, now);
    }, cancellationToken);

    /// <summary>What was cut off on its way may have arrived: it is sent again as the same letter, unless that was so too often.</summary>
    /// <returns>How many.</returns>
    public async Task<int> RecoverAsync(DateTimeOffset now, int mostUnsure, string words, CancellationToken cancellationToken)
    {
        var any = await sql.ReadAsync("SELECT 1 FROM digest WHERE state = 'sending' LIMIT 1", _ => 1, cancellationToken);
        var cut = 0;
        if (any.Count > 0)
        {
            await sql.WriteAsync(async write =>
            {
                await write.ExecuteAsync(
                    "UPDATE digest SET state = 'failed', unsure = unsure + 1, ended_at = $p0, letter = NULL, words = $p1 WHERE state = 'sending' AND unsure + 1 >= $p2",
                    [Milliseconds(now), words, mostUnsure]);
                cut = await write.ExecuteAsync(
                    "UPDATE digest SET state = 'due', unsure = unsure + 1, next_at = $p0, words = $p1 WHERE state = 'sending'", [Milliseconds(now), words]);
            }, cancellationToken);
        }

        return cut;
    }

    /// <summary>Lets go of what ended before that, a slice at a time.</summary>
    /// <param name="before">Since when it is over.</param>
    /// <param name="keep">The newest of a subscription, which stay: a clock that was ahead makes all of them old.</param>
    /// <param name="slice">At most so many.</param>
    /// <param name="cancellationToken">Ends it before it is written.</param>
    /// <returns>How many rows went.</returns>
    public async Task<int> ForgetAsync(DateTimeOffset before, int keep, int slice, CancellationToken cancellationToken)
    {
        var gone = 0;
        await sql.WriteAsync(async write => gone = await write.ExecuteAsync(
            """
            DELETE FROM digest WHERE id IN (SELECT d.id FROM digest d WHERE d.ended_at < $p0
                AND (NOT EXISTS (SELECT 1 FROM digest_subscription s WHERE s.id = d.subscription_id)
                    OR EXISTS (SELECT 1 FROM digest n WHERE n.subscription_id = d.subscription_id AND n.id > d.id LIMIT 1 OFFSET $p1))
                LIMIT $p2)
            """, [Milliseconds(before), keep - 1, slice]), cancellationToken);
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

    private static Task<int> OvertakeAsync(AppDbSql.Write write, DateTimeOffset now) => write.ExecuteAsync(
        $"""
        UPDATE digest SET state = 'skipped', letter = NULL, words = $p1 || CASE words WHEN '' THEN '' ELSE ' ' || words END, ended_at = $p0
        WHERE id IN (SELECT id {OfOvertaken})
        """, [Milliseconds(now), Overtaken]);

    private static DueDigest Due(DbDataReader row) => new(
        Row(row), row.GetString(18), row.GetString(19), row.GetBoolean(20), row.GetBoolean(21), row.GetInt32(22), row.GetString(23), row.GetString(24));

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
        Unsure = row.GetInt32(11),
        DeliveryId = row.GetString(12),
        Letter = row.IsDBNull(13) ? null : row.GetString(13),
        Subject = row.IsDBNull(14) ? null : row.GetString(14),
        Words = row.GetString(15),
        CreatedAt = Time(row, 16)!.Value,
        EndedAt = Time(row, 17),
    };

    private static long Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    private static DateTimeOffset? Time(DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
}
