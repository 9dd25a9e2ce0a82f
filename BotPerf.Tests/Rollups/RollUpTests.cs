using BotPerf.Shared.Protocol;
using BotPerf.Tests.Infrastructure;
using BotPerf.Tests.Ingest;
using BotPerf.Web.Bots;
using BotPerf.Web.Ingest;
using BotPerf.Web.Rollups;
using BotPerf.Web.Scheduling;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;

namespace BotPerf.Tests.Rollups;

/// <summary>Hours made from minutes while bots go on sending, and what happens to rows that cannot be read.</summary>
public sealed class RollUpTests : IDisposable
{
    private static readonly KeepRule s_short = new(MinuteDays: 1, HourDays: KeepRule.LeastHourDays, ExecutionDays: 1, MaxBytes: null);

    private readonly TempFolder _folder = new();
    private readonly ManualClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task RollUp_MinuteSealedWhileItsHourIsSummed_HourStaysDueAndIsMadeAnew()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var session = new FrameMaker();
        var late = core.NowUs + 1;
        await core.PushAsync(session.Commands(core.NowUs + 1, "help", 0.1));
        await core.SealAsync();
        _clock.Advance(TimeSpan.FromHours(2));
        var due = core.Rollups.Due(Grain.Hour, core.NowMinute);

        await core.Writer.WriteAsync(new WatchWork(due));
        var summed = due.Select(one => new RollUpSums(core.Rollups, NullLogger.Instance).Of(one.Instance, one.Span)).ToList();
        await core.PushAsync(session.Commands(late, "help", 0.2));
        await core.SealAsync();
        var write = new RollUpWork(summed);
        await core.Writer.WriteAsync(write);

        Assert.Equal(0, write.Written);
        Assert.Equal(due, core.Rollups.Due(Grain.Hour, core.NowMinute));
        await core.MakeHoursAsync();
        Assert.Empty(core.Rollups.Due(Grain.Hour, core.NowMinute));
        Assert.Equal(2, await CountAsync(core));
    }

    [Fact]
    public async Task RollUp_MinuteThatCannotBeRead_IsSetAsideAndTheOthersAreInTheHour()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var session = new FrameMaker();
        await core.PushAsync(session.Commands(core.NowUs + 1, "help", 0.1));
        await core.SealAsync();
        var damaged = core.NowMinute;
        _clock.Advance(TimeSpan.FromMinutes(1));
        await core.PushAsync(session.Commands(core.NowUs + 1, "help", 0.2));
        await core.SealAsync();
        await core.Writer.WriteAsync(new Sql($"UPDATE minute_rollup SET payload = x'09' WHERE id & 4294967295 = {damaged}"));
        _clock.Advance(TimeSpan.FromHours(2));

        await core.MakeHoursAsync();

        Assert.Equal(1, await CountAsync(core));
        Assert.Equal((1L, 1L), (Number(core, "SELECT COUNT(*) FROM damaged_row"), Number(core, "SELECT COUNT(*) FROM minute_rollup")));
        Assert.Equal(1, core.Rollups.Stored().Single(day => day.Kind == StoredKind.Minutes).Rows);
    }

    [Fact]
    public async Task Retention_OneBotFails_TheOthersAreLetGoAndTheFailureIsTold()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        foreach (var bot in new[] { 7, 8 })
            await core.Pipeline.PushFrameAsync(new Sender(new BotId(bot), 1, "one", "s", null), new FrameMaker().Commands(core.NowUs + 1, "help", 0.1).ToByteArray());
        await core.SealAsync();
        _clock.Advance(TimeSpan.FromDays(3));
        var retention = new Retention(core.Catalog, core.Rollups, core.Hours, core.Writer, _clock, NullLogger<Retention>.Instance);
        var failing = core.Catalog.Instances()[0].Bot;

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => retention.LetGoAsync(
            bot => bot == failing ? throw new InvalidDataException("cannot") : s_short, new JobProgress(), CancellationToken.None));

        Assert.Contains("cannot", error.Message, StringComparison.Ordinal);
        Assert.Equal(failing, core.Catalog.InstanceById(Assert.Single(core.Rollups.Stored(), day => day.Kind == StoredKind.Minutes).Instance).Bot);
    }

    [Fact]
    public async Task Books_EverythingOfADayLetGo_HaveNoRowOfItAnyMore()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        await core.PushAsync(new FrameMaker().Commands(core.NowUs + 1, "help", 0.1));
        await core.SealAsync();
        _clock.Advance(TimeSpan.FromDays(3));
        await core.LetGoAsync(s_short);

        Assert.Equal(2, Number(core, "SELECT COUNT(*) FROM stored"));
        Assert.Equal([StoredKind.Hours, StoredKind.Days], core.Rollups.Stored().Select(day => day.Kind));
    }

    [Fact]
    public async Task Erase_EveryStatement_FindsItsRowsByAnIndex()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        using var connection = core.Database.OpenReader();
        Assert.All(EraseWork.Slices, sql =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = "EXPLAIN QUERY PLAN " + sql.Replace("$p0", "7", StringComparison.Ordinal).Replace("$p1", "256", StringComparison.Ordinal);
            using var reader = command.ExecuteReader();
            while (reader.Read())
                Assert.DoesNotContain("SCAN", reader.GetString(3), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Sessions_NothingOfThemCanComeAnyMore_AreForgottenAndSpeakAgainAsNew()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var (old, young) = (new FrameMaker(), new FrameMaker());
        await core.PushAsync(old.Commands(core.NowUs + 1, "help", 0.1), session: "old");
        await core.SealAsync();
        _clock.Advance(TimeSpan.FromDays(20));
        var sent = young.Commands(core.NowUs + 1, "help", 0.1);
        await core.PushAsync(sent, session: "young");
        await core.SealAsync();
        _clock.Advance(TimeSpan.FromDays(12));
        await core.LetGoAsync(s_short);

        Assert.Null(core.Catalog.FindSession(IngestCore.Bot, "one", "old"));
        Assert.NotNull(core.Catalog.FindSession(IngestCore.Bot, "one", "young"));
        foreach (var table in new[] { "session", "session_series", "session_seen" })
            Assert.Equal(1, Number(core, $"SELECT COUNT(*) FROM {table}"));
        Assert.True((await core.PushAsync(sent, session: "young")).Duplicate);
        Assert.Contains("define", await core.RefusedAsync(old.Commands(core.NowUs + 1, "help", 0.1), session: "old"), StringComparison.Ordinal);
        Assert.False((await core.PushAsync(new FrameMaker().Commands(core.NowUs + 1, "help", 0.1), session: "old")).Duplicate);
    }

    [Fact]
    public async Task LifecycleEvents_StayWithTheLongestOfWhatIsFinerThanADay()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var session = new FrameMaker();
        var frame = session.Commands(core.NowUs + 1, "help", 0.1);
        frame.Lifecycle.Add(new LifecycleEvent { AtUs = core.NowUs, Event = "deploy" });
        await core.PushAsync(frame);
        await core.SealAsync();
        _clock.Advance(TimeSpan.FromDays(KeepRule.LeastHourDays - 1));
        await core.LetGoAsync(s_short);
        Assert.Equal(1, Number(core, "SELECT COUNT(*) FROM lifecycle_event"));

        _clock.Advance(TimeSpan.FromDays(2));
        await core.LetGoAsync(s_short);
        Assert.Equal(0, Number(core, "SELECT COUNT(*) FROM lifecycle_event"));
    }

    [Fact]
    public async Task Seal_MinutesOfManyBytes_AreSealedFewAtATime()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        await core.PushAsync(new FrameMaker().Commands(core.NowUs + 1, "help", 0.1));
        var instance = core.Instance();
        var due = new long[] { 100, 100, 2_000_000, 100, 300_000, 300_000 }.Concat(Enumerable.Repeat(100L, 40))
            .Select((bytes, i) => (instance, (long)i, bytes));

        Assert.Equal([2, 1, 2, 32, 9], SealWorker.Slices(due).Select(slice => slice.Count));
        Assert.InRange(instance.Open.Values.Single().Bytes, 20, 200);
    }

    [Fact]
    public async Task Details_MinutesSealedAllTheWhile_EachIsVisitedOnce()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var session = new FrameMaker();
        var began = core.NowMinute;
        for (var i = 0; i < 10; i++)
        {
            await core.PushAsync(session.Commands(core.NowUs + 1, "help", 0.1));
            if (i == 4)
                await core.SealAsync();
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        // Whoever reads stands aside while a backlog is sealed: minute after minute goes from memory to the database.
        var visited = new List<long>();
        core.Details.Visit(core.Instance(), began, began + 100, (minute, columns) =>
        {
            visited.AddRange(Enumerable.Repeat(minute, columns.Count));
            core.PushAsync(session.Commands(core.NowUs + 1, "help", 0.1)).GetAwaiter().GetResult();
            core.SealAsync().GetAwaiter().GetResult();
        }, CancellationToken.None);

        Assert.Equal(Enumerable.Range(0, 10).Select(i => began + i), visited.Order());
    }

    private static async Task<long> CountAsync(IngestCore core) => (await core.Commands.TableAsync(
        IngestCore.Bot, null, DateTimeOffset.FromUnixTimeSeconds((core.NowMinute - 10_000) * 60), core.Clock.GetUtcNow(), CancellationToken.None)).Rows.Sum(row => row.Count);

    private static long Number(IngestCore core, string sql)
    {
        using var connection = core.Database.OpenReader();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private sealed class Sql(string text) : WriteWork
    {
        public override void Execute(TelemetryStatements statements) => statements.Once(text);
    }
}
