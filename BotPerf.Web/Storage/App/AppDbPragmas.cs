using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace BotPerf.Web.Storage.App;

/// <summary>What every connection to botperf.db is told first, pooled or new: the pragmas do not live in the file.</summary>
internal sealed class AppDbPragmas : DbConnectionInterceptor
{
    // FULL: a created key or account survives a power cut. An untrusted schema may not call functions with effects.
    public const string Text =
        "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=5000; PRAGMA trusted_schema=OFF;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Text;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Text;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
