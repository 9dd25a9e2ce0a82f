using BotPerf.Shared.Metrics;
using BotPerf.Tests.Infrastructure;
using BotPerf.Tests.Ingest;
using BotPerf.Web.Bots;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Tests.Rollups;

/// <summary>
/// Weeks of executions against what was sent: whatever range and step is asked for, whatever came late or twice, whatever
/// lies in memory, minutes, hours and days, and whatever was let go of meanwhile.
/// </summary>
public sealed class LongHistoryTests : IDisposable
{
    private static readonly KeepRule s_rule = new(MinuteDays: 2, HourDays: KeepRule.LeastHourDays, ExecutionDays: 3, MaxBytes: null);
    private static readonly string[] s_instances = ["a", "b", "c"];

    private readonly TempFolder _folder = new();
    private readonly ManualClock _clock = new();
    private readonly List<Sent> _sent = [];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task AnyRangeAtAnyStep_FramesLateTwiceRolledUpAndLetGo_EqualsWhatWasSent(int seed)
    {
        var random = new Random(seed);
        var core = await IngestCore.OpenAsync(_folder, _clock);
        var sessions = s_instances.ToDictionary(name => name, _ => new FrameMaker());
        for (var step = 0; step < 400; step++)
        {
            _clock.Advance(TimeSpan.FromMinutes(random.Next(20) == 0 ? random.Next(2_000) : random.Next(200)));
            await SendAsync(core, sessions, random);
            switch (random.Next(12))
            {
                case 0 or 1 or 2:
                    await core.SealAsync((_, _) => random.Next(4) > 0);
                    break;
                case 3 or 4:
                    await core.MakeHoursAsync();
                    break;
                case 5:
                    await core.LetGoAsync(s_rule);
                    break;
                case 6 when random.Next(6) == 0:
                    await core.DisposeAsync();
                    core = await IngestCore.OpenAsync(_folder, _clock);
                    break;
            }

            if (step % 10 == 9)
                await AssertAnyRangeAsync(core, random);
        }

        await core.SealAsync();
        await core.MakeHoursAsync();
        await core.LetGoAsync(s_rule);
        for (var i = 0; i < 20; i++)
            await AssertAnyRangeAsync(core, random);
        Assert.All(s_instances, name => Assert.True(core.Rollups.KeptFrom(core.Instance(name).Entry.Id) is { Minutes: > 0, Executions: > 0 }));
        AssertBooks(core);
        await core.DisposeAsync();
    }

    [Fact]
    public async Task LastHundredOfEachCommand_DetailsLetGo_AreStillThere()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var (a, b) = (new FrameMaker(), new FrameMaker());
        var sent = new List<double>();
        for (var day = 0; day < 30; day++)
        {
            for (var i = 0; i < 7; i++)
            {
                _clock.Advance(TimeSpan.FromHours(1));
                sent.Add((sent.Count + 1) / 1_000.0);
                await core.PushAsync((i % 2 == 0 ? a : b).Commands(core.NowUs + 1, "rare", sent[^1]), i % 2 == 0 ? "a" : "b");
                await core.PushAsync(a.Commands(core.NowUs + 2, "busy", 0.1, 0.1, 0.1), "a");
                await core.SealAsync();
            }

            _clock.Advance(TimeSpan.FromHours(17));
            await core.MakeHoursAsync();
            await core.LetGoAsync(s_rule);
        }

        var last = await LastAsync(core, null);
        Assert.Equal(sent.AsEnumerable().Reverse().Take(100), last.Select(one => Math.Round(one.DurationMs / 1_000, 6)));
        Assert.Equal(["a", "b"], last.Select(one => one.Instance).Distinct().Order());
        Assert.All(await LastAsync(core, "b"), one => Assert.Equal("b", one.Instance));

        // A command that nobody has used since.
        for (var day = 0; day < 10; day++)
        {
            _clock.Advance(TimeSpan.FromDays(1));
            await core.PushAsync(a.Commands(core.NowUs + 1, "busy", 0.1), "a");
            await core.SealAsync();
            await core.MakeHoursAsync();
            await core.LetGoAsync(s_rule);
        }

        Assert.Equal(last, await LastAsync(core, null));
    }

    private static async Task<IReadOnlyList<Execution>> LastAsync(IngestCore core, string? instance)
    {
        var found = new List<Execution>();
        for (ExecutionPlace? after = null; ;)
        {
            var page = await core.Executions.NewestAsync(
                IngestCore.Bot, new ExecutionFilter(instance, "rare"), 0, core.NowMinute + 1, after, 30, CancellationToken.None);
            found.AddRange(page.Executions);
            if (page.Next is null || found.Count >= 100)
                return [.. found.Take(100)];
            after = page.Next;
        }
    }

    private async Task SendAsync(IngestCore core, Dictionary<string, FrameMaker> sessions, Random random)
    {
        var instance = s_instances[random.Next(s_instances.Length)];
        var late = random.Next(4) == 0 ? random.NextInt64(5 * 86_400L) * 1_000_000 : 0;
        var endUs = core.NowUs - late + 1;
        var command = $"command{random.Next(4)}";
        var values = Enumerable.Range(0, random.Next(1, 30)).Select(_ => Math.Exp((random.NextDouble() * 12) - 8)).ToArray();
        var frame = sessions[instance].Commands(endUs, command, values);
        sessions[instance].Count(frame, MetricNames.CommandErrors, 1);

        await core.PushAsync(frame, instance);
        if (random.Next(6) == 0)
            Assert.True((await core.PushAsync(frame, instance)).Duplicate);
        _sent.Add(new Sent(endUs / 60_000_000, instance, command, values));
    }

    private async Task AssertAnyRangeAsync(IngestCore core, Random random)
    {
        // What lies beyond the minutes that are kept can be cut at hours, and beyond the hours at days.
        var now = core.NowMinute;
        var first = Math.Max(_sent.Min(one => one.Minute), now - (60 * 1_440));
        var from = first + random.NextInt64(now - first + 1);
        var to = random.Next(2) == 0 ? now + 1 : from + 1 + random.NextInt64(now - from + 1);
        var instance = random.Next(3) == 0 ? s_instances[random.Next(3)] : null;
        var kept = s_instances.Select(name => core.Live.Bot(IngestCore.Bot)?.Instances.FirstOrDefault(one => one.Entry.Name == name))
            .Where(one => one is not null).Select(one => core.Rollups.KeptFrom(one!.Entry.Id)).ToList();
        var unit = kept.Any(one => from < one.Hours) ? 1_440 : kept.Any(one => from < one.Minutes) ? 60 : 1;
        var endUnit = kept.Any(one => to < one.Hours) ? 1_440 : kept.Any(one => to < one.Minutes) ? 60 : 1;
        from = from / unit * unit;
        to = Math.Max(from + endUnit, to / endUnit * endUnit);

        await AssertTableAsync(core, instance, from, to);
        int[] steps = [1, 5, 60, 120, 1_440];
        await AssertHistoryAsync(core, instance, from, to, Math.Max(unit, steps[random.Next(steps.Length)]));
    }

    private async Task AssertTableAsync(IngestCore core, string? instance, long from, long to)
    {
        var table = await core.Commands.TableAsync(IngestCore.Bot, instance, Time(from), Time(to), CancellationToken.None);
        var right = _sent.Where(one => one.Is(instance, from, to)).GroupBy(one => one.Command).ToDictionary(group => group.Key, group => group.ToList());

        Assert.Equal(right.Keys.Order(), table.Rows.Select(row => row.Name).Order());
        foreach (var row in table.Rows)
        {
            var sent = right[row.Name];
            Same(sent.SelectMany(one => one.Values), row.Count, row.AvgMs / 1_000 * row.Count, row.MinMs / 1_000, row.MaxMs / 1_000,
                (0.5, row.P50Ms / 1_000), (0.9, row.P90Ms / 1_000), (0.95, row.P95Ms / 1_000), (0.99, row.P99Ms / 1_000));
            Assert.Equal(sent.Max(one => one.Minute), row.LastUsed.ToUnixTimeSeconds() / 60);
        }
    }

    private async Task AssertHistoryAsync(IngestCore core, string? instance, long from, long to, int step)
    {
        from = from / step * step;
        var range = new StepRange(from, to, step);
        var labels = new Dictionary<string, string> { ["command"] = "command1" };
        var history = await core.History.OfAsync(IngestCore.Bot, instance, MetricNames.CommandDuration, labels, range, CancellationToken.None);
        var right = _sent.Where(one => one.Command == "command1" && one.Is(instance, from, to))
            .GroupBy(one => one.Minute / step * step).ToDictionary(group => group.Key, group => group.SelectMany(one => one.Values));
        var points = (history?.Series.SingleOrDefault()?.Points ?? []).Cast<HistogramPoint>().ToList();

        Assert.Equal(right.Keys.Order(), points.Select(point => point.T.ToUnixTimeSeconds() / 60));
        foreach (var point in points)
        {
            Same(right[point.T.ToUnixTimeSeconds() / 60], point.Count, point.Sum, point.Min, point.Max,
                (0.5, point.P50), (0.9, point.P90), (0.95, point.P95), (0.99, point.P99));
        }
    }

    // What the books say is stored is what is stored.
    private static void AssertBooks(IngestCore core)
    {
        using var connection = core.Database.OpenReader();
        foreach (var (kind, table, rows, minutes) in new[]
                 {
                     (StoredKind.Minutes, "minute_rollup", "COUNT(*)", 1_440), (StoredKind.Hours, "hour_rollup", "COUNT(*)", 24),
                     (StoredKind.Days, "day_rollup", "COUNT(*)", 1), (StoredKind.Executions, "segment", "SUM(executions)", 1_440),
                 })
        {
            var id = kind == StoredKind.Executions ? "minute_id" : "id";
            using var command = connection.CreateCommand();
            command.CommandText = $"SELECT ({id} & 4294967295) / {minutes}, {rows}, SUM(LENGTH(payload)) FROM {table} GROUP BY {id} >> 32, 1 ORDER BY {id} >> 32, 1";
            using var reader = command.ExecuteReader();
            var actual = new List<(long, long, long)>();
            while (reader.Read())
                actual.Add((reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2)));

            var told = core.Rollups.Stored().Where(day => day.Kind == kind)
                .OrderBy(day => day.Instance.Value).ThenBy(day => day.Day).Select(day => (day.Day, day.Rows, day.Bytes));
            Assert.NotEmpty(actual);
            Assert.Equal(actual, told);
        }
    }

    private static void Same(
        IEnumerable<double> sent, long count, double sum, double min, double max, params (double Quantile, double Value)[] percentiles)
    {
        var exact = sent.Order().ToArray();
        Assert.Equal((exact.Length, exact[0], exact[^1]), (count, Math.Round(min, 12) == Math.Round(exact[0], 12) ? exact[0] : min, Math.Round(max, 9) == Math.Round(exact[^1], 9) ? exact[^1] : max));
        Assert.Equal(exact.Sum(), sum, exact.Sum() * 1e-9);
        foreach (var (quantile, value) in percentiles)
        {
            var right = exact[(int)Math.Ceiling(quantile * exact.Length) - 1];
            Assert.InRange(value, right * 0.99, right * 1.01);
        }
    }

    private static DateTimeOffset Time(long minute) => DateTimeOffset.FromUnixTimeSeconds(minute * 60);

    private sealed record Sent(long Minute, string Instance, string Command, double[] Values)
    {
        public bool Is(string? instance, long from, long to) =>
            (instance is null || Instance == instance) && Minute >= from && Minute < to;
    }
}
