using Microsoft.Data.Sqlite;

namespace BotPerf.Web.Storage.App;

/// <summary>
/// The runs of the scheduled jobs. Read and written without EF Core: jobs also run on a server at rest, which otherwise
/// never loads it.
/// </summary>
internal sealed class JobLedger(DataFolder folder, AppDbGate gate)
{
    /// <summary>So many runs of a job are kept at most.</summary>
    public const int MaxRunsPerJob = 500;

    private const int MaxTextLength = 500;
    private const string Columns = "id, job, cause, started_by, started_at, duration_ms, outcome, rows, text";
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    /// <summary>Writes that a run has begun, and gives the row its number.</summary>
    public Task BeginAsync(JobRunRow run, CancellationToken cancellationToken) => WriteAsync(async connection =>
    {
        await using var insert = Command(connection, """
            INSERT INTO job_run (job, cause, started_by, started_at, outcome, text)
            VALUES ($p0, $p1, $p2, $p3, $p4, $p5) RETURNING id
            """, run.Job, run.Cause, run.StartedBy, run.StartedAt.ToUnixTimeMilliseconds(), run.Outcome, Cut(run.Text));
        run.Id = (int)(long)(await insert.ExecuteScalarAsync(cancellationToken))!;
    }, cancellationToken);

    /// <summary>Writes how a run went, and lets go of the job's oldest.</summary>
    public Task EndAsync(JobRunRow run, CancellationToken cancellationToken) => WriteAsync(async connection =>
    {
        await using var update = Command(connection,
            "UPDATE job_run SET duration_ms = $p1, outcome = $p2, rows = $p3, text = $p4 WHERE id = $p0",
            run.Id, run.DurationMs, run.Outcome, run.Rows, Cut(run.Text));
        await update.ExecuteNonQueryAsync(cancellationToken);

        await using var trim = Command(connection, """
            DELETE FROM job_run WHERE job = $p0 AND id < $p1 AND (started_at < $p2 OR id <= (
                SELECT id FROM job_run WHERE job = $p0 ORDER BY id DESC LIMIT 1 OFFSET $p3))
            """, run.Job, run.Id, (run.StartedAt - Kept).ToUnixTimeMilliseconds(), MaxRunsPerJob);
        await trim.ExecuteNonQueryAsync(cancellationToken);
    }, cancellationToken);

    /// <summary>The runs that the server's end has cut off: no run outlives its server.</summary>
    public async Task<int> InterruptAsync(
        string running, string interrupted, string text, CancellationToken cancellationToken)
    {
        await using (var connection = await OpenAsync(SqliteOpenMode.ReadOnly, cancellationToken))
        await using (var any = Command(connection, "SELECT EXISTS (SELECT 1 FROM job_run WHERE outcome = $p0)", running))
        {
            if (await any.ExecuteScalarAsync(cancellationToken) is not 1L)
                return 0;
        }

        var cut = 0;
        await WriteAsync(async connection =>
        {
            await using var update = Command(
                connection, "UPDATE job_run SET outcome = $p1, text = $p2 WHERE outcome = $p0", running, interrupted, text);
            cut = await update.ExecuteNonQueryAsync(cancellationToken);
        }, cancellationToken);
        return cut;
    }

    /// <summary>At most so many runs of a job with numbers below <paramref name="before"/>, newest first.</summary>
    public async Task<List<JobRunRow>> ReadAsync(string job, long before, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(SqliteOpenMode.ReadOnly, cancellationToken);
        await using var command = Command(connection,
            $"SELECT {Columns} FROM job_run WHERE job = $p0 AND id < $p1 ORDER BY id DESC LIMIT $p2", job, before, limit);
        return await RowsAsync(command, cancellationToken);
    }

    /// <summary>The jobs whose newest run has this outcome, by that run; null when the database cannot be asked.</summary>
    public async Task<List<JobRunRow>?> NewestWithAsync(string outcome, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await OpenAsync(SqliteOpenMode.ReadOnly, cancellationToken);
            await using var command = Command(connection, $"""
                SELECT {Columns} FROM job_run
                WHERE outcome = $p0 AND id IN (SELECT MAX(id) FROM job_run GROUP BY job) ORDER BY job
                """, outcome);
            return await RowsAsync(command, cancellationToken);
        }
        catch (SqliteException)
        {
            return null;
        }
    }

    /// <summary>When the first run that is still known began, of any job; null while there is none.</summary>
    public async Task<DateTimeOffset?> FirstStartAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(SqliteOpenMode.ReadOnly, cancellationToken);
        await using var command = Command(connection, "SELECT MIN(started_at) FROM job_run");
        return await command.ExecuteScalarAsync(cancellationToken) is long first
            ? DateTimeOffset.FromUnixTimeMilliseconds(first)
            : null;
    }

    /// <summary>Whether a run that is still known began in a time, of any job: then BotPerf was there.</summary>
    public async Task<bool> AnyAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(SqliteOpenMode.ReadOnly, cancellationToken);
        await using var any = Command(
            connection, "SELECT EXISTS (SELECT 1 FROM job_run WHERE started_at >= $p0 AND started_at < $p1)",
            from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds());
        return await any.ExecuteScalarAsync(cancellationToken) is 1L;
    }

    private static async Task<List<JobRunRow>> RowsAsync(SqliteCommand command, CancellationToken cancellationToken)
    {
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var runs = new List<JobRunRow>();
        while (await rows.ReadAsync(cancellationToken))
        {
            runs.Add(new JobRunRow
            {
                Id = rows.GetInt32(0),
                Job = rows.GetString(1),
                Cause = rows.GetString(2),
                StartedBy = rows.IsDBNull(3) ? null : rows.GetString(3),
                StartedAt = DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(4)),
                DurationMs = rows.IsDBNull(5) ? null : rows.GetInt64(5),
                Outcome = rows.GetString(6),
                Rows = rows.IsDBNull(7) ? null : rows.GetInt64(7),
                Text = rows.GetString(8),
            });
        }

        return runs;
    }

    private async Task WriteAsync(Func<SqliteConnection, Task> write, CancellationToken cancellationToken)
    {
        using (await gate.EnterAsync(cancellationToken))
        {
            await using var connection = await OpenAsync(SqliteOpenMode.ReadWriteCreate, cancellationToken);
            await using var pragmas = Command(connection, AppDbPragmas.Text);
            await pragmas.ExecuteNonQueryAsync(cancellationToken);
            await write(connection);
        }
    }

    private async Task<SqliteConnection> OpenAsync(SqliteOpenMode mode, CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(AppDb.ConnectionString(folder, mode));
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, params object?[] values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
            command.Parameters.AddWithValue("$p" + i, values[i] ?? DBNull.Value);
        return command;
    }

    private static string Cut(string text) => text.Length <= MaxTextLength ? text : text[..(MaxTextLength - 1)] + "…";
}
