using BotPerf.Shared.Metrics;
using BotPerf.Shared.Protocol;
using BotPerf.Tests.Infrastructure;
using BotPerf.Tests.Ingest;
using BotPerf.Web.Bots;
using BotPerf.Web.Rollups;
using WireError = BotPerf.Shared.Protocol.ErrorGroup;

namespace BotPerf.Tests.Rollups;

/// <summary>Single executions and errors, from segments and from memory.</summary>
public sealed class ExecutionQueriesTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(7)]
    [InlineData(25)]
    public async Task Pages_ExecutionsLetGoOfBetweenThem_NoneIsMissingAndNoneThereTwice(int limit)
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var (began, session) = (core.NowMinute, new FrameMaker());
        for (var i = 1; i <= 60; i++)
        {
            // Each runs on into a minute after the one it is told of in.
            _clock.Advance(TimeSpan.FromSeconds(13));
            await core.PushAsync(session.Commands(core.NowUs, "rare", 100 + i, 0.5), "one");
            if (i % 9 == 0)
                await core.SealAsync();
        }

        await core.SealAsync();
        await core.MakeHoursAsync();
        var found = new List<Execution>();
        ExecutionPlace? after = null;
        do
        {
            var page = await core.Executions.NewestAsync(
                IngestCore.Bot, new ExecutionFilter(Command: "rare"), began, began + 30_000, after, limit, CancellationToken.None);
            found.AddRange(page.Executions);
            after = page.Next;
            if (found.Count > 40)
            {
                _clock.Advance(TimeSpan.FromDays(10));
                await core.MakeHoursAsync();
                await core.LetGoAsync(new KeepRule(14, KeepRule.LeastHourDays, ExecutionDays: 3, MaxBytes: null));
            }
        }
        while (after is not null && found.Count < 200);

        // The newest hundred: older ones were let go.
        Assert.Equal(100, found.Take(100).DistinctBy(one => (one.At, one.DurationMs)).Count());
        Assert.InRange(found.Count, 100, 120);
        Assert.Equal(found.Count, found.DistinctBy(one => (one.At, one.DurationMs)).Count());
    }

    [Theory]
    [InlineData(1, 7)]
    [InlineData(2, 100)]
    public async Task Pages_WhileMinutesAreSealed_HoldEveryExecutionOnceNewestFirst(int seed, int limit)
    {
        var random = new Random(seed);
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var began = core.NowMinute;
        string[] instances = ["a", "b"];
        var sessions = instances.ToDictionary(name => name, _ => new FrameMaker());
        var sent = new List<double>();
        for (var i = 0; i < 120; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(random.Next(30)));
            var instance = instances[random.Next(2)];
            var values = Enumerable.Range(0, random.Next(1, 5)).Select(_ => sent.Count / 1e3 + 0.001).ToArray();
            for (var n = 0; n < values.Length; n++)
            {
                values[n] = (sent.Count + 1) / 1e3;
                sent.Add(values[n]);
            }

            await core.PushAsync(sessions[instance].Commands(core.NowUs + 1, "help", values), instance);
            if (random.Next(5) == 0)
                await core.SealAsync((_, _) => random.Next(2) == 0);
        }

        var found = new List<Execution>();
        ExecutionPlace? after = null;
        do
        {
            var page = await core.Executions.NewestAsync(
                IngestCore.Bot, new ExecutionFilter(), began, core.NowMinute + 1, after, limit, CancellationToken.None);
            Assert.InRange(page.Executions.Count, 1, limit);
            found.AddRange(page.Executions);
            after = page.Next is { } next ? ExecutionPlace.Parse(next.ToString()) : null;
            await core.SealAsync((_, _) => random.Next(3) == 0);
        }
        while (after is not null);

        Assert.Equal(sent.Count, found.Count);
        Assert.Equal(sent.Select(seconds => Math.Round(seconds * 1e3)).Order(), found.Select(one => Math.Round(one.DurationMs)).Order());
        Assert.Equal(found.Select(one => one.At).OrderDescending(), found.Select(one => one.At));
    }

    [Fact]
    public async Task Filters_Each_TakeOnlyWhatFits()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var maker = new FrameMaker();
        var frame = maker.Add(maker.Add(maker.Next(core.NowUs + 1), "help", 0.1, 0.2), "ban", 0.3);
        frame.Errors.Add(new WireError { Series = 2, Type = "Timeout", Message = "after 30 s", Count = 1 });
        frame.Executions.Error.Add([0, 0, 1]);
        await core.PushAsync(frame, "a");
        await core.SealAsync();
        await core.PushAsync(new FrameMaker().Commands(core.NowUs + 2, "help", 0.4), "b");

        Assert.Equal([200, 400, 100], await MsAsync(core, new ExecutionFilter(Command: "help")));
        Assert.Equal([300], await MsAsync(core, new ExecutionFilter(Success: false)));
        Assert.Equal([300, 400], await MsAsync(core, new ExecutionFilter(MinMs: 300)));
        Assert.Equal([400], await MsAsync(core, new ExecutionFilter(Instance: "b")));
        var failed = Assert.Single((await PageAsync(core, new ExecutionFilter(Success: false))).Executions);
        Assert.Equal(("ban", "Timeout", "after 30 s", "a"), (failed.Name, failed.ErrorType, failed.ErrorMessage, failed.Instance));
    }

    [Fact]
    public async Task Errors_MessagesThatDifferInNumbers_AreOneGroupOverTheSeal()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var began = core.NowMinute;
        var maker = new FrameMaker();
        await PushErrorAsync(core, maker, "ban", "User 4711 is gone", 2);
        await core.SealAsync();
        _clock.Advance(TimeSpan.FromMinutes(3));
        await PushErrorAsync(core, maker, "kick", "User 9 is gone", 5);
        await PushErrorAsync(core, maker, "kick", "No such role", 1);

        var groups = await core.Errors.GroupsAsync(IngestCore.Bot, null, began, core.NowMinute + 1, CancellationToken.None);

        Assert.Equal([7L, 1L], groups.Select(group => group.Count));
        Assert.Equal("User 9 is gone", groups[0].Message);
        Assert.Equal([("kick", 5L), ("ban", 2L)], groups[0].Commands.Select(command => (command.Name, command.Count)));
        Assert.Equal(3, (groups[0].LastSeen - groups[0].FirstSeen).TotalMinutes);
        Assert.Equal("at Ban.Run()", groups[0].Stack);
    }

    [Fact]
    public async Task Errors_OfOneCommand_CountOnlyWhatHappenedInIt()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var began = core.NowMinute;
        var maker = new FrameMaker();
        await PushErrorAsync(core, maker, "ban", "User 4711 is gone", 2);
        await core.SealAsync();
        await PushErrorAsync(core, maker, "kick", "User 9 is gone", 5);
        await PushErrorAsync(core, maker, "kick", "No such role", 1);

        var groups = await core.Errors.GroupsAsync(IngestCore.Bot, null, began, core.NowMinute + 1, CancellationToken.None, "ban");

        var group = Assert.Single(groups);
        Assert.Equal((2L, "User 4711 is gone"), (group.Count, group.Message));
        Assert.Equal([("ban", 2L)], group.Commands.Select(command => (command.Name, command.Count)));
    }

    [Fact]
    public async Task Errors_FloodOfKindsOverDays_StaysBoundedAndCountsEverything()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var began = core.NowMinute;
        var maker = new FrameMaker();
        await PushErrorAsync(core, maker, "ban", "known from the first day", 2);
        for (var i = 0; i < 2_500; i++)
        {
            if (i % 50 == 0)
            {
                await core.SealAsync();
                _clock.Advance(TimeSpan.FromHours(1));
            }

            await PushErrorAsync(core, maker, "ban", "kind " + string.Concat($"{i}".Select(digit => (char)('a' + digit - '0'))), 1);
        }

        await PushErrorAsync(core, maker, "kick", "known from the first day", 5);

        var groups = await core.Errors.GroupsAsync(IngestCore.Bot, null, began, core.NowMinute + 1, CancellationToken.None);

        Assert.Equal(2_001, groups.Count);
        Assert.Equal(2_500 + 7, groups.Sum(group => group.Count));
        Assert.Equal((ErrorSums.Rest, 501L), (groups[0].Message, groups[0].Count));
        Assert.Equal(("known from the first day", 7L), (groups[1].Message, groups[1].Count));
        Assert.Equal([("kick", 5L), ("ban", 2L)], groups[1].Commands.Select(command => (command.Name, command.Count)));
    }

    [Theory]
    [InlineData("User 4711 is gone", "User # is gone")]
    [InlineData("id 0b5e7c1e-58a5-4b3c-9c53-2f1c6d0a9a11, at 0x7f", "id #, at #")]
    [InlineData("10.0.0.1:5432 refused", "#.#.#.#:# refused")]
    [InlineData("", "")]
    [InlineData("😀 no digits", "😀 no digits")]
    public void Fingerprint_NumbersAndIds_AreOneSign(string message, string pattern) =>
        Assert.Equal(pattern, ErrorFingerprint.Of(message));

    private static Task PushErrorAsync(IngestCore core, FrameMaker maker, string command, string message, ulong count)
    {
        var frame = maker.Commands(core.NowUs + 1, command, 0.1);
        var series = maker.Define(frame, SeriesKind.Histogram, MetricNames.CommandDuration, "command", command);
        frame.Errors.Add(new WireError { Series = series + 1, Type = "Gone", Message = message, Stack = "at Ban.Run()", Count = count });
        return core.PushAsync(frame);
    }

    private static async Task<IEnumerable<double>> MsAsync(IngestCore core, ExecutionFilter filter) =>
        (await PageAsync(core, filter)).Executions.Select(one => Math.Round(one.DurationMs));

    private static Task<ExecutionPage> PageAsync(IngestCore core, ExecutionFilter filter) => core.Executions.NewestAsync(
        IngestCore.Bot, filter, core.NowMinute - 1, core.NowMinute + 1, null, 100, CancellationToken.None);
}
