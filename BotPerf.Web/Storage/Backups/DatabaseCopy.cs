using Microsoft.Data.Sqlite;

namespace BotPerf.Web.Storage.Backups;

/// <summary>A whole copy of a database that others write to meanwhile.</summary>
internal static class DatabaseCopy
{
    /// <summary>
    /// Copies page by page what one reader sees, so that the writer goes on: with a write-ahead log neither waits for the
    /// other. The copy is one file without a log, and was checked from end to end.
    /// </summary>
    /// <exception cref="InvalidDataException">The copy is damaged, and so is most likely what it was made from.</exception>
    public static async Task MakeAsync(string source, string copy, CancellationToken cancellationToken)
    {
        try
        {
            await CopyAsync(source, copy, cancellationToken);
        }
        catch (SqliteException broken)
        {
            throw new InvalidDataException($"{Path.GetFileName(source)} cannot be copied: {broken.Message}", broken);
        }

        cancellationToken.ThrowIfCancellationRequested();
        var inspection = await SqliteInspection.OfAsync(copy, isThorough: true, cancellationToken);
        if (!inspection.IsWell)
            throw new InvalidDataException($"The copy of {Path.GetFileName(source)} is damaged: {inspection.Verdict}");
    }

    private static async Task CopyAsync(string source, string copy, CancellationToken cancellationToken)
    {
        await using var from = new SqliteConnection(Text(source, SqliteOpenMode.ReadOnly));
        await using var to = new SqliteConnection(Text(copy, SqliteOpenMode.ReadWriteCreate));
        await from.OpenAsync(cancellationToken);
        await to.OpenAsync(cancellationToken);
        from.BackupDatabase(to);
        await using var command = to.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = DELETE;";
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string Text(string file, SqliteOpenMode mode) =>
        new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false, DefaultTimeout = 30 }.ToString();
}
