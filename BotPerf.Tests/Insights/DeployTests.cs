using BotPerf.Shared.Sketches;
using BotPerf.Web.Insights.Comparing;
using BotPerf.Web.Insights.Deploys;
using BotPerf.Web.Live;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Tests.Insights;

public sealed class DeployTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Of_ShardsOneAfterTheOther_AreOneDeploy()
    {
        var deploys = Deploy.Of([
            Mark(0, "shard-0", "version 1"), Mark(3, "shard-1", "version 1"), Mark(9, "shard-2", "version 1"),
            Mark(12, "shard-0", "version 2"), Mark(60, "shard-0", "version 1")]);

        Assert.Equal([("version 1", 1), ("version 2", 1), ("version 1", 3)], deploys.Select(deploy => (deploy.Detail, deploy.Instances)));
        Assert.Equal(TimeSpan.FromMinutes(9), deploys[2].Until - deploys[2].At);
    }

    [Theory]
    [InlineData(30 * 60, null, null, 24 * 60, false)]
    [InlineData(5 * 60, null, null, (5 * 60) - 1, true)]
    [InlineData(30 * 60, 4 * 60, null, (4 * 60) - 1, false)]
    [InlineData(30 * 60, null, 2 * 60, (2 * 60) - 1, false)]
    [InlineData(5 * 60, 2 * 60, null, (2 * 60) - 1, false)]
    [InlineData(0, null, null, 0, true)]
    public void Windows_NeighboursAndNow_SayHowLongEachSideIs(int minutesAgo, int? sinceLast, int? untilNext, int minutes, bool isGrowing)
    {
        var deploy = At(s_now.AddMinutes(-minutesAgo));

        var windows = DeployWindows.Of(
            deploy, sinceLast is { } last ? At(deploy.At.AddMinutes(-last)) : null, untilNext is { } next ? At(deploy.At.AddMinutes(next)) : null, s_now);

        Assert.Equal((minutes, isGrowing), ((int)windows.Length.TotalMinutes, windows.IsGrowing));
        Assert.Equal(windows.Length, windows.BeforeTo - windows.BeforeFrom);
        Assert.Equal(windows.Length, windows.AfterTo - windows.AfterFrom);
        Assert.True(windows.BeforeTo <= deploy.At && windows.AfterFrom > deploy.At);
    }

    [Fact]
    public void Compare_SlowerFasterAlikeAndFew_AreTold()
    {
        var before = new Dictionary<string, CommandPieces>
        {
            ["slower"] = Pieces(0.1, 400), ["faster"] = Pieces(0.3, 400), ["alike"] = Pieces(0.2, 400), ["few"] = Pieces(0.2, 29), ["old"] = Pieces(0.2, 50),
        };
        var after = new Dictionary<string, CommandPieces>
        {
            ["slower"] = Pieces(0.2, 400), ["faster"] = Pieces(0.1, 400), ["alike"] = Pieces(0.2, 400), ["few"] = Pieces(0.9, 400), ["new"] = Pieces(0.1, 5),
        };

        var changes = CommandComparer.Of(before, after);

        Assert.Equal(["slower", "faster", "alike", "few", "old", "new"], changes.Select(change => change.Name));
        Assert.Equal(
            [ChangeVerdict.Worse, ChangeVerdict.Better, ChangeVerdict.Same, ChangeVerdict.TooFew, ChangeVerdict.TooFew, ChangeVerdict.TooFew],
            changes.Select(change => change.Verdict));
        Assert.Equal(1, changes[0].Median!.Change, 0.03);
        Assert.Equal(ChangeVerdict.Worse, new DeployReport(At(s_now), TimeSpan.FromHours(1), s_now, s_now, false, changes).Verdict);
    }

    [Fact]
    public void Together_BotsWithoutACommandInCommon_AreComparedAsAWhole()
    {
        var before = new Dictionary<string, CommandPieces> { ["ask"] = Pieces(0.4, 400), ["draw"] = Pieces(0.4, 100) };
        var after = new Dictionary<string, CommandPieces> { ["play"] = Pieces(0.1, 300) };

        var together = CommandComparer.Together(before, after)!;

        Assert.Equal(("", 500, 300, ChangeVerdict.Better), (together.Name, together.Before, together.After, together.Verdict));
        Assert.All(CommandComparer.Of(before, after), change => Assert.Equal(ChangeVerdict.TooFew, change.Verdict));
        Assert.Null(CommandComparer.Together(new Dictionary<string, CommandPieces>(), new Dictionary<string, CommandPieces>()));
    }

    // Pooled 1.8 %, 0.59 points of chance: 1.6 points more are 2.7 of it, 0.9 less than a point.
    [Theory]
    [InlineData(0.01, 1_000, 0.026, 1_000, ChangeVerdict.Worse)]
    [InlineData(0.01, 1_000, 0.019, 1_000, ChangeVerdict.Same)]
    [InlineData(0.05, 100, 0.10, 100, ChangeVerdict.Same)]
    [InlineData(0.20, 500, 0.05, 500, ChangeVerdict.Better)]
    [InlineData(0.00, 29, 1.00, 500, ChangeVerdict.TooFew)]
    [InlineData(0.00, 30, 0.00, 30, ChangeVerdict.Same)]
    public void Errors_OfTwoShares_NeedAPointATenthAndMoreThanChance(double before, long countBefore, double after, long countAfter, ChangeVerdict expected) =>
        Assert.Equal(expected, CommandComparer.Errors(before, countBefore, after, countAfter));

    [Fact]
    public void Compare_OnlyFailsMore_IsWorse()
    {
        var after = Pieces(0.2, 400);
        after.Add(0, SeriesAggregate.Counter(100, 1));

        var change = CommandComparer.Of("play", Pieces(0.2, 400), after);

        Assert.Equal((ChangeVerdict.Same, ChangeVerdict.Worse, ChangeVerdict.Worse), (change.Durations, change.Errors, change.Verdict));
        Assert.Equal((0, 0.25), (change.ErrorRateBefore, change.ErrorRateAfter));
    }

    private static CommandPieces Pieces(double seconds, int count)
    {
        var sketch = new Sketch();
        for (var i = 0; i < count; i++)
            sketch.Add(seconds * (1 + (i % 7 / 50.0)));
        var pieces = new CommandPieces();
        pieces.Add(0, SeriesAggregate.Histogram(sketch));
        return pieces;
    }

    private static Deploy At(DateTimeOffset at) => new(at, at, "version 1", 1);

    private static LifecycleMark Mark(int minutes, string instance, string detail) => new(s_now.AddMinutes(minutes), instance, "deploy", detail);
}
