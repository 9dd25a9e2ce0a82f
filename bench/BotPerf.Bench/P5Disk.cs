using BotPerf.Shared.Protocol;
using BotPerf.Web.Ingest;
using BotPerf.Web.Live;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace BotPerf.Bench;

/// <summary>
/// P5: bytes on disk, of executions in detail and of a year of roll-ups of a bot with fifty commands and twenty gauges;
/// beside a plain table with a row for each execution.
/// </summary>
internal static class P5Disk
{
    private const int ExecutionsASecond = 10;
    private const int MinutesKeptDays = 14;
    private const double Mebibyte = 1048576;

    public static async Task<int> RunAsync(bool brief)
    {
        var minutes = brief ? 5 : 60;
        var folder = new DataFolder(Directory.CreateTempSubdirectory("botperf-bench-").FullName);
        try
        {
            await StoreAsync(folder, minutes);
            Report(folder, minutes);
            return 0;
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder.Path, recursive: true);
        }
    }

    private static async Task StoreAsync(DataFolder folder, int minutes)
    {
        var database = new TelemetryDatabase(folder);
        var catalog = new TelemetryCatalog();
        var live = new LiveStore();
        using var writer = new TelemetryWriter(database, NullLogger<TelemetryWriter>.Instance);
        await writer.StartAsync(CancellationToken.None);

        var start = (TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 60 - minutes - 1) * 60;
        var sender = new Sender(new BotId(1), 1, "default", Guid.NewGuid().ToString(), Info: null);
        for (var second = 0; second < minutes * 60; second++)
        {
            var endUs = (start + second + 1) * 1_000_000;
            var payload = new ExecutionFrames(ExecutionsASecond, seed: second, gauges: 20).Frame((ulong)second + 1, endUs);
            var append = new FrameAppend(catalog, live, sender, (ulong)second + 1, [new FramePart(Frame.Parser.ParseFrom(payload), payload)], endUs);
            await writer.WriteAsync(append);
            if (append.Refusal is { } fault)
                throw new InvalidOperationException(fault.Message);
        }

        var instance = live.Instances.Single();
        foreach (var minute in instance.Open.Keys.ToList())
            await writer.WriteAsync(new SealWork([(instance, minute)]));
        await writer.StopAsync(CancellationToken.None);
    }

    private static void Report(DataFolder folder, int minutes)
    {
        using var connection = new TelemetryDatabase(folder).OpenReader();
        var executions = Number(connection, "SELECT SUM(executions) FROM segment");
        var segments = Number(connection, "SELECT SUM(length(payload)) FROM segment");
        var rollups = Number(connection, "SELECT SUM(length(payload)) FROM minute_rollup");
        var table = TableBytes(connection, folder) / executions;

        var each = segments / executions;
        Console.WriteLine($"P5  {minutes} minutes at {ExecutionsASecond} executions/s, sealed");
        Console.WriteLine($"    an execution in detail       {each,8:0.0} bytes   goal ≤12: {Verdict(each <= 12)}; a table's row {table:0.0} bytes, BotPerf {each / table:0.00}×");

        // Hours and days are rows of the same format; the job that makes them comes with the history.
        var minuteRow = rollups / minutes;
        var hourRow = HourBytes(connection);
        var year = (MinutesKeptDays * 1_440 * minuteRow + 365 * 25 * hourRow) / Mebibyte;
        Console.WriteLine($"    a minute's roll-up           {minuteRow,8:0} bytes; merged into one row {hourRow:0} bytes");
        Console.WriteLine($"    a year of roll-ups, reckoned {year,8:0} MiB     goal ≤250: {Verdict(year <= 250)} ({MinutesKeptDays} days of minutes, 365 of hours and days)");
    }

    // What one row costs when every execution of these minutes is merged into it.
    private static double HourBytes(SqliteConnection connection)
    {
        var merged = new Dictionary<int, SeriesAggregate>();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT payload, id & 4294967295 FROM minute_rollup";
        using var reader = command.ExecuteReader();
        while (reader.Read())
            RollupCodec.MergeInto(merged, reader.GetFieldValue<byte[]>(0), new RollupSpan(Grain.Minute, reader.GetInt64(1)));
        var writer = new ByteWriter();
        RollupCodec.Write(writer, merged, new RollupSpan(Grain.Minute, 0), new ByteWriter());
        return writer.Length;
    }

    private static double TableBytes(SqliteConnection connection, DataFolder folder)
    {
        var rows = new List<ExecutionColumns>();
        using (var command = connection.CreateCommand())
        {
            command.CommandText = "SELECT payload FROM segment";
            using var reader = command.ExecuteReader();
            while (reader.Read())
                rows.Add(SegmentCodec.Decode(reader.GetFieldValue<byte[]>(0)));
        }

        var path = Path.Combine(folder.Path, "table.db");
        using var table = new SqliteConnection($"Data Source={path}");
        table.Open();
        using var create = table.CreateCommand();
        create.CommandText = "CREATE TABLE execution (id INTEGER PRIMARY KEY, instance INTEGER, series INTEGER, start INTEGER, duration REAL, ack REAL, error INTEGER); CREATE INDEX at ON execution (series, start)";
        create.ExecuteNonQuery();
        using var transaction = table.BeginTransaction();
        using var insert = table.CreateCommand();
        insert.CommandText = "INSERT INTO execution (instance, series, start, duration, ack, error) VALUES (1, $series, $start, $duration, $ack, $error)";
        foreach (var name in new[] { "$series", "$start", "$duration", "$ack", "$error" })
            insert.Parameters.Add(new SqliteParameter { ParameterName = name });
        foreach (var columns in rows)
        {
            for (var i = 0; i < columns.Count; i++)
            {
                insert.Parameters[0].Value = columns.Series[i];
                insert.Parameters[1].Value = columns.StartUs[i];
                insert.Parameters[2].Value = columns.DurationUs[i] / 1e6;
                insert.Parameters[3].Value = columns.AckUs[i] / 1e6;
                insert.Parameters[4].Value = columns.Error[i];
                insert.ExecuteNonQuery();
            }
        }

        transaction.Commit();
        return new FileInfo(path).Length;
    }

    private static double Number(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToDouble(command.ExecuteScalar());
    }

    private static string Verdict(bool reached) => reached ? "pass" : "MISS";
}
