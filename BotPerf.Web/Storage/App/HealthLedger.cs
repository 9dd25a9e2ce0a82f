using System.Data.Common;

namespace BotPerf.Web.Storage.App;

/// <summary>Several rows of a bot taken together. In tenths of a point; null: none of them knew.</summary>
/// <param name="Block">Its minutes, divided by the block's length.</param>
internal sealed record HealthBlock(BotId Bot, long Block, double Overall, IReadOnlyList<double?> Parts);

/// <summary>The scores of the bots over time: without EF Core, which a server at rest never loads.</summary>
internal sealed class HealthLedger(AppDbSql sql)
{
    /// <summary>Writes rows; those of a bot that is gone are left out.</summary>
    /// <param name="rows">One of each bot and slot.</param>
    /// <param name="replaces">What happens to a row that is there already: true, it is written anew; false, it stays.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task WriteAsync(IReadOnlyCollection<HealthScoreRow> rows, bool replaces, CancellationToken cancellationToken) => sql.WriteAsync(async write =>
    {
        var verb = replaces ? "REPLACE" : "IGNORE";
        foreach (var row in rows)
        {
            await write.ExecuteAsync(
                $"""
                INSERT OR {verb} INTO health_score (bot_id, minute, overall, cpu, memory, network, discord, commands)
                SELECT $p0, $p1, $p2, $p3, $p4, $p5, $p6, $p7 WHERE EXISTS (SELECT 1 FROM bot WHERE id = $p0)
                """,
                [row.BotId, row.Minute, row.Overall, row.Cpu, row.Memory, row.Network, row.Discord, row.Commands]);
        }
    }, cancellationToken);

    /// <summary>A bot's rows, oldest first.</summary>
    /// <param name="bot">Which bot.</param>
    /// <param name="fromMinute">Unix time.</param>
    /// <param name="toMinute">Exclusive.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public Task<List<HealthScoreRow>> ReadAsync(BotId bot, long fromMinute, long toMinute, CancellationToken cancellationToken) => sql.ReadAsync(
        """
        SELECT bot_id, minute, overall, cpu, memory, network, discord, commands FROM health_score
        WHERE bot_id = $p0 AND minute >= $p1 AND minute < $p2 ORDER BY minute
        """, row => new HealthScoreRow
        {
            BotId = row.GetInt32(0),
            Minute = row.GetInt64(1),
            Overall = row.GetInt32(2),
            Cpu = Number(row, 3),
            Memory = Number(row, 4),
            Network = Number(row, 5),
            Discord = Number(row, 6),
            Commands = Number(row, 7),
        }, cancellationToken, bot.Value, fromMinute, toMinute);

    /// <summary>The averages of blocks, of all bots, each bot's in their order.</summary>
    public Task<List<HealthBlock>> BlocksAsync(long fromMinute, int blockMinutes, CancellationToken cancellationToken) => sql.ReadAsync(
        """
        SELECT bot_id, minute / $p1, avg(overall), avg(cpu), avg(memory), avg(network), avg(discord), avg(commands)
        FROM bot CROSS JOIN health_score ON bot_id = bot.id AND minute >= $p0
        GROUP BY bot_id, minute / $p1 ORDER BY bot_id, minute / $p1
        """, row => new HealthBlock(
            new BotId(row.GetInt32(0)), row.GetInt64(1), row.GetDouble(2), [.. Enumerable.Range(3, 5).Select(column => Real(row, column))]),
        cancellationToken, fromMinute, blockMinutes);

    /// <summary>Lets go of what lies before a minute, Unix time.</summary>
    /// <returns>How many rows.</returns>
    public async Task<int> LetGoAsync(long beforeMinute, CancellationToken cancellationToken)
    {
        var rows = 0;
        // Bot by bot, as CROSS JOIN bids: of each the rows lie together, oldest first.
        await sql.WriteAsync(async write => rows = await write.ExecuteAsync(
            """
            DELETE FROM health_score WHERE (bot_id, minute) IN
                (SELECT bot_id, minute FROM bot CROSS JOIN health_score ON bot_id = bot.id AND minute < $p0)
            """, [beforeMinute]), cancellationToken);
        return rows;
    }

    private static int? Number(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt32(column);

    private static double? Real(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDouble(column);
}
