using Microsoft.Data.Sqlite;

namespace BotPerf.Web.Storage.App;

/// <summary>
/// The outbox as its worker reads and writes it: without EF Core, which a server at rest never loads.
/// </summary>
internal sealed class OutboxLedger(DataFolder folder)
{
    public async Task<List<ChannelRow>> ChannelsAsync(CancellationToken cancellationToken)
    {
        var channels = new List<ChannelRow>();
        await using var connection = await OpenAsync(SqliteOpenMode.ReadOnly, cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT id, name, normalized_name, kind, enabled, settings, hourly_budget, created_at FROM channel";
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            channels.Add(new ChannelRow
            {
                Id = rows.GetInt32(0),
                Name = rows.GetString(1),
                NormalizedName = rows.GetString(2),
                Kind = rows.GetString(3),
                Enabled = rows.GetBoolean(4),
                Settings = rows.GetString(5),
                HourlyBudget = rows.GetInt32(6),
                CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(7)),
            });
        }

        return channels;
    }

    private async Task<SqliteConnection> OpenAsync(SqliteOpenMode mode, CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(AppDb.ConnectionString(folder, mode));
        await connection.OpenAsync(cancellationToken);
        return connection;
    }
}
