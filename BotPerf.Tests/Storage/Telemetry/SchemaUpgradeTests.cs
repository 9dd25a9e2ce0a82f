using BotPerf.Shared.Metrics;
using BotPerf.Shared.Protocol;
using BotPerf.Tests.Infrastructure;
using BotPerf.Tests.Ingest;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;
using Microsoft.Data.Sqlite;

namespace BotPerf.Tests.Storage.Telemetry;

/// <summary>A file as the first version left it goes on to be read and written.</summary>
public sealed class SchemaUpgradeTests : IDisposable
{
    // As version 1 made it; not to be changed with the schema.
    private const string Version1 =
        """
        CREATE TABLE instance (
            id          INTEGER PRIMARY KEY,
            bot_id      INTEGER NOT NULL,
            name        TEXT NOT NULL,
            first_seen  INTEGER NOT NULL,
            last_seen   INTEGER NOT NULL,
            info        BLOB,
            UNIQUE (bot_id, name));

        CREATE TABLE session (
            id          INTEGER PRIMARY KEY,
            instance_id INTEGER NOT NULL,
            name        TEXT NOT NULL,
            taken       BLOB NOT NULL,
            UNIQUE (instance_id, name));

        CREATE TABLE series (
            id          INTEGER PRIMARY KEY,
            bot_id      INTEGER NOT NULL,
            kind        INTEGER NOT NULL,
            name        TEXT NOT NULL,
            labels      TEXT NOT NULL,
            unit        TEXT NOT NULL,
            UNIQUE (bot_id, name, labels));

        CREATE TABLE session_series (
            session_id  INTEGER NOT NULL,
            number      INTEGER NOT NULL,
            series_id   INTEGER NOT NULL,
            PRIMARY KEY (session_id, number)) WITHOUT ROWID;

        CREATE TABLE journal (
            id          INTEGER PRIMARY KEY,
            instance_id INTEGER NOT NULL,
            minute      INTEGER NOT NULL,
            session_id  INTEGER,
            seq         INTEGER NOT NULL,
            part        INTEGER NOT NULL,
            received    INTEGER NOT NULL,
            payload     BLOB NOT NULL,
            UNIQUE (session_id, seq, part));
        CREATE INDEX journal_minute ON journal (instance_id, minute);

        -- id: instance << 32 | minute, so that an instance's minutes lie together and a range is one seek.
        CREATE TABLE minute_rollup (
            id          INTEGER PRIMARY KEY,
            payload     BLOB NOT NULL);

        CREATE TABLE segment (
            id          INTEGER PRIMARY KEY,
            minute_id   INTEGER NOT NULL,
            executions  INTEGER NOT NULL,
            payload     BLOB NOT NULL);
        CREATE INDEX segment_minute ON segment (minute_id);

        CREATE TABLE lifecycle_event (
            id          INTEGER PRIMARY KEY,
            instance_id INTEGER NOT NULL,
            at          INTEGER NOT NULL,
            event       TEXT NOT NULL,
            detail      TEXT NOT NULL);
        CREATE INDEX lifecycle_at ON lifecycle_event (at);
        PRAGMA user_version = 1;
        """;

    private readonly TempFolder _folder = new();
    private readonly ManualClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Open_FileOfVersion1_HasItsHistoryMakesItsHoursAndTakesMore()
    {
        var first = (_clock.GetUtcNow().ToUnixTimeSeconds() / 60 / Grains.DayMinutes * Grains.DayMinutes) - (2 * Grains.DayMinutes);
        MakeVersion1(first);

        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        Assert.Equal(3, await CountAsync(core, first));
        Assert.Equal((first * 60_000_000, (first + 60) * 60_000_000), (core.Instance().Entry.FirstSeenUs, core.Instance().Entry.LastSeenUs));
        Assert.Equal(2, core.Rollups.Due(Grain.Hour, core.NowMinute).Count);
        Assert.Equal(
            [(StoredKind.Minutes, 3L), (StoredKind.Executions, 2L)],
            core.Rollups.Stored().Select(day => (day.Kind, day.Rows)));

        await core.MakeHoursAsync();
        await core.PushAsync(new FrameMaker().Commands(core.NowUs + 1, "help", 0.2), session: "new");
        await core.SealAsync();

        Assert.Empty(core.Rollups.Due(Grain.Hour, core.NowMinute));
        Assert.Equal(4, await CountAsync(core, first));
        Assert.Equal(3, core.ExecutionsInDetail());
    }

    [Fact]
    public async Task Open_Twice_ChangesNothing()
    {
        MakeVersion1(_clock.GetUtcNow().ToUnixTimeSeconds() / 60 - 5_000);
        await (await IngestCore.OpenAsync(_folder, _clock)).DisposeAsync();

        await using var core = await IngestCore.OpenAsync(_folder, _clock);

        Assert.Equal(3, await CountAsync(core, 0));
    }

    private static async Task<long> CountAsync(IngestCore core, long fromMinute) => (await core.Commands.TableAsync(
        IngestCore.Bot, null, DateTimeOffset.FromUnixTimeSeconds(fromMinute * 60), core.Clock.GetUtcNow() + TimeSpan.FromMinutes(1), CancellationToken.None))
        .Rows.Sum(row => row.Count);

    // Two minutes of one hour, one of the next, and a segment.
    private void MakeVersion1(long first)
    {
        using var connection = new SqliteConnection($"Data Source={new DataFolder(_folder.Path).TelemetryDatabase};Pooling=False");
        connection.Open();
        Run(connection, "PRAGMA page_size = 16384; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL;" + Version1);
        Run(connection, $"INSERT INTO instance VALUES (1, {IngestCore.Bot.Value}, 'one', {first * 60_000_000}, {(first + 60) * 60_000_000}, NULL)");
        Run(connection, $"""INSERT INTO series VALUES (1, {IngestCore.Bot.Value}, {(int)SeriesKind.Histogram}, '{MetricNames.CommandDuration}', '["command","help"]', 's')""");
        foreach (var minute in new[] { first, first + 1, first + 60 })
        {
            var durations = SeriesAggregate.Create(SeriesKind.Histogram);
            durations.Sketch!.Add(0.1);
            var writer = new ByteWriter();
            RollupCodec.Write(writer, new Dictionary<int, SeriesAggregate> { [1] = durations }, new RollupSpan(Grain.Minute, minute), new ByteWriter());
            Run(connection, "INSERT INTO minute_rollup VALUES ($id, $payload)", RowId.Of(new InstanceId(1), minute), writer.Written.ToArray());
        }

        var columns = new ExecutionColumns();
        columns.Add(1, first * 60_000_000, 100_000, 0, 0, default);
        columns.Add(1, first * 60_000_000 + 5, 100_000, 0, 0, default);
        Run(connection, "INSERT INTO segment (minute_id, executions, payload) VALUES ($id, 2, $payload)",
            RowId.Of(new InstanceId(1), first), SegmentCodec.Encode(columns, new ByteWriter()));
    }

    private static void Run(SqliteConnection connection, string sql, long id = 0, byte[]? payload = null)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$id", id);
        command.Parameters.AddWithValue("$payload", payload ?? []);
        command.ExecuteNonQuery();
    }
}
