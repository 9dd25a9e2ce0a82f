using Microsoft.Data.Sqlite;

namespace BotPerf.Web.Storage;

/// <summary>What can be said of a database file without writing to it.</summary>
/// <param name="Verdict">"ok", or what SQLite found wrong.</param>
internal sealed record SqliteInspection(string SqliteVersion, string Verdict)
{
    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    public bool IsWell => Verdict == "ok";

    /// <summary>Whether it says that the file is damaged, or none of SQLite's.</summary>
    public static bool IsDamage(SqliteException error) => error.SqliteErrorCode is Corrupt or NotADatabase;

    /// <param name="isThorough">Also whether each index has what its table has: minutes where a quick look takes seconds.</param>
    public static async Task<SqliteInspection> OfAsync(string file, bool isThorough, CancellationToken cancellationToken)
    {
        var text = new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
        }.ToString();
        await using var connection = new SqliteConnection(text);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = isThorough ? "PRAGMA integrity_check(1);" : "PRAGMA quick_check(1);";
            var verdict = await command.ExecuteScalarAsync(cancellationToken) as string ?? "no answer";
            return new SqliteInspection(connection.ServerVersion, verdict);
        }
        catch (SqliteException failed)
        {
            return new SqliteInspection("", failed.Message);
        }
    }
}
