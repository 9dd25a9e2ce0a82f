using BotPerf.Tests.Infrastructure;
using BotPerf.Tests.Ingest;
using BotPerf.Web.Rollups;

namespace BotPerf.Tests.Rollups;

/// <summary>The table of commands against what was sent, whatever lies in memory and whatever on disk.</summary>
public sealed class CommandQueriesTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Table_RandomFramesLateRepeatedAndSealed_EqualsWhatWasSent(int seed)
    {
        var random = new Random(seed);
        var core = await IngestCore.OpenAsync(_folder, _clock);
        var began = _clock.GetUtcNow();
        var sent = new Dictionary<string, List<double>>();
        string[] instances = ["a", "b", "c"];
        var sessions = instances.ToDictionary(name => name, _ => new FrameMaker());
        for (var step = 0; step < 150; step++)
        {
            _clock.Advance(TimeSpan.FromSeconds(random.Next(8)));
            var instance = instances[random.Next(instances.Length)];
            var late = random.Next(5) == 0 ? random.Next(300) * 1_000_000L : 0;
            var command = $"command{random.Next(6)}";
            var durations = Enumerable.Range(0, random.Next(1, 40)).Select(_ => Math.Exp(random.NextDouble() * 12 - 8)).ToArray();
            var frame = sessions[instance].Commands(Math.Max(core.NowUs - late, Micros(began)) + 1, command, durations);

            await core.PushAsync(frame, instance);
            if (random.Next(4) == 0)
                Assert.True((await core.PushAsync(frame, instance)).Duplicate);
            if (random.Next(6) == 0)
                await core.SealAsync((_, _) => random.Next(2) == 0);
            if (random.Next(25) == 0)
            {
                await core.DisposeAsync();
                core = await IngestCore.OpenAsync(_folder, _clock);
            }

            sent.TryAdd(command, []);
            sent[command].AddRange(durations);
            if (step % 30 == 29)
                AssertSame(sent, await TableAsync(core, began));
        }

        await core.SealAsync();
        AssertSame(sent, await TableAsync(core, began));
        await core.DisposeAsync();
    }

    [Fact]
    public async Task Table_BotThatBeganWithinTheRange_RateTimesRangeIsItsUses()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        _clock.Advance(TimeSpan.FromSeconds(60 - _clock.GetUtcNow().ToUnixTimeSeconds() % 60));
        var from = _clock.GetUtcNow();
        _clock.Advance(TimeSpan.FromMinutes(14));
        await core.PushAsync(new FrameMaker().Commands(core.NowUs, "help", [.. Enumerable.Repeat(0.1, 30)]));
        _clock.Advance(TimeSpan.FromMinutes(1));

        var row = Assert.Single((await core.Commands.TableAsync(
            IngestCore.Bot, null, from, _clock.GetUtcNow(), CancellationToken.None)).Rows);

        Assert.Equal((30, 2.0), (row.Count, row.RatePerMinute));
    }

    [Fact]
    public async Task Table_WhileMinutesAreSealed_CountsNothingTwiceAndMissesNothing()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var began = _clock.GetUtcNow();
        using var done = new CancellationTokenSource();
        var acknowledged = 0L;
        var pushed = 0L;
        var sealing = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
                await core.SealAsync();
        });
        var pushing = Task.Run(async () =>
        {
            var sessions = Enumerable.Range(0, 4).Select(_ => new FrameMaker()).ToArray();
            for (var i = 0; i < 400; i++)
            {
                Interlocked.Increment(ref pushed);
                await core.PushAsync(sessions[i % 4].Commands(core.NowUs + 1, "help", 0.1), $"shard{i % 4}");
                Interlocked.Increment(ref acknowledged);
            }
        });

        var readings = 0;
        while (!pushing.IsCompleted || readings < 20)
        {
            var atLeast = Interlocked.Read(ref acknowledged);
            var count = (await TableAsync(core, began)).Rows.Sum(row => row.Count);
            Assert.InRange(count, atLeast, Interlocked.Read(ref pushed));
            readings++;
        }

        await pushing;
        await done.CancelAsync();
        await sealing;
        Assert.Equal(400, Assert.Single((await TableAsync(core, began)).Rows).Count);
    }

    [Fact]
    public async Task Table_FirstMomentOfAMinute_IsInIt()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var began = _clock.GetUtcNow();
        _clock.Advance(TimeSpan.FromMilliseconds(400));
        await core.PushAsync(new FrameMaker().Commands(core.NowUs, "help", 0.1));

        var table = await core.Commands.TableAsync(
            IngestCore.Bot, null, began.AddMinutes(-15), _clock.GetUtcNow(), CancellationToken.None);

        Assert.Equal(1, Assert.Single(table.Rows).Count);
    }

    [Fact]
    public async Task Table_OneInstanceOrAnotherRange_HoldsOnlyThat()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var began = _clock.GetUtcNow();
        await core.PushAsync(new FrameMaker().Commands(core.NowUs + 1, "help", 0.1), "a");
        await core.PushAsync(new FrameMaker().Commands(core.NowUs + 1, "help", 0.1, 0.2), "b");

        var to = began.AddMinutes(1);
        Assert.Equal(2, Assert.Single((await core.Commands.TableAsync(IngestCore.Bot, "b", began, to, CancellationToken.None)).Rows).Count);
        Assert.Empty((await core.Commands.TableAsync(IngestCore.Bot, "nobody", began, to, CancellationToken.None)).Rows);
        Assert.Empty((await core.Commands.TableAsync(IngestCore.Bot, null, began.AddMinutes(-9), began, CancellationToken.None)).Rows);
    }

    private Task<CommandTable> TableAsync(IngestCore core, DateTimeOffset began) =>
        core.Commands.TableAsync(IngestCore.Bot, null, began, _clock.GetUtcNow().AddSeconds(1), CancellationToken.None);

    private static void AssertSame(Dictionary<string, List<double>> sent, CommandTable table)
    {
        Assert.Equal(sent.Keys.Order(), table.Rows.Select(row => row.Name).Order());
        foreach (var row in table.Rows)
        {
            var exact = sent[row.Name].Order().ToArray();
            Assert.Equal(exact.Length, row.Count);
            Assert.Equal(exact.Average() * 1_000, row.AvgMs, exact.Average() * 1e-6);
            Assert.Equal((exact[0] * 1_000, exact[^1] * 1_000), (row.MinMs, row.MaxMs));
            AssertWithinOnePercent(exact, 0.50, row.P50Ms);
            AssertWithinOnePercent(exact, 0.90, row.P90Ms);
            AssertWithinOnePercent(exact, 0.95, row.P95Ms);
            AssertWithinOnePercent(exact, 0.99, row.P99Ms);
        }
    }

    private static void AssertWithinOnePercent(double[] exact, double quantile, double ms)
    {
        var right = exact[(int)Math.Ceiling(quantile * exact.Length) - 1] * 1_000;
        Assert.InRange(ms, right * 0.99, right * 1.01);
    }

    private static long Micros(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
