using BotPerf.Web.Baselines;

namespace BotPerf.Tests.Baselines;

public sealed class AnomalyFinderTests
{
    private const int Step = 300;

    // Four days of 100, give or take five.
    private const long First = 480_000;
    private static readonly long s_begin = (First + 96) * 3_600;
    private static readonly SeasonalBaseline s_usual = SeasonalBaseline.Of(
        [.. Enumerable.Range(0, 96).Select(hour => (First + hour, 100.0 + 5 * (hour % 3 - 1)))])!;

    [Fact]
    public void Find_UsualValues_FindsNothing() => Assert.Empty(Find([.. Enumerable.Repeat(102.0, 40)]));

    [Fact]
    public void Find_OneStepOfFive_IsTooShort() => Assert.Empty(Find(100, 100, 400, 100, 100));

    [Fact]
    public void Find_TwoSteps_TellsWhenHowFarAndBesideWhat()
    {
        var found = Assert.Single(Find(100, 300, 400, 100, 100));

        Assert.Equal((s_begin + Step, s_begin + 3 * Step, s_begin + 2 * Step), (found.From, found.To, found.WorstAt));
        Assert.Equal((true, 400.0), (found.IsAbove, found.Value));
        Assert.InRange(found.Deviations, 10, 100);
        Assert.True(found.Low < 100 && found.High is > 100 and < 200);
    }

    [Fact]
    public void Find_TooLittle_IsBelow() => Assert.False(Assert.Single(Find(100, 20, 20, 20, 100)).IsAbove);

    [Fact]
    public void Find_HalfWayBackForLessThanTenMinutes_IsStillTheSame()
    {
        var found = Assert.Single(Find(400, 400, 100, 100, 400, 400, 100));

        Assert.Equal((s_begin, s_begin + 6 * Step), (found.From, found.To));
    }

    [Fact]
    public void Find_UsualForLonger_IsAnother() => Assert.Equal(2, Find(400, 400, 100, 100, 100, 100, 400, 400).Count);

    [Fact]
    public void Find_FromAboveToBelow_IsTwo() => Assert.Equal([true, false], Find(400, 400, 20, 20).Select(found => found.IsAbove));

    [Fact]
    public void Find_AGapOfAnHour_EndsIt() => Assert.Equal(2, AnomalyFinder.Find(
        s_usual, [(s_begin, 400), (s_begin + Step, 400), (s_begin + 15 * Step, 400), (s_begin + 16 * Step, 400)], Step, isCounted: false).Count);

    [Fact]
    public void Find_OneHour_IsEnoughWhenItIsFar() => Assert.Single(AnomalyFinder.Find(
        s_usual, [(s_begin, 100), (s_begin + 3_600, 400), (s_begin + 7_200, 100)], 3_600, isCounted: false));

    [Fact]
    public void Find_OneHourThatIsNotSoFar_IsNothingAndTwoAreSomething()
    {
        var high = Enumerable.Range(105, 300).First(value => s_usual.Score(s_begin + 1_800, value) > 4.2);

        Assert.InRange(s_usual.Score(s_begin + 1_800, high), 4, 5);
        Assert.Empty(AnomalyFinder.Find(s_usual, [(s_begin, high), (s_begin + 3_600, 100)], 3_600, isCounted: false));
        Assert.Single(AnomalyFinder.Find(s_usual, [(s_begin, high), (s_begin + 3_600, high)], 3_600, isCounted: false));
    }

    [Fact]
    public void Find_AFewMoreThanAFew_IsChanceWhenItIsCounted()
    {
        // One in five minutes is usual; four are no more than chance, twelve are.
        var rare = SeasonalBaseline.Of([.. Enumerable.Range(0, 96).Select(hour => (First + hour, 1.0 / Step))])!;

        Assert.Empty(Find(4));
        Assert.Single(Find(12));

        IReadOnlyList<Anomaly> Find(double count) => AnomalyFinder.Find(
            rare, [(s_begin, count / Step), (s_begin + Step, count / Step)], Step, isCounted: true);
    }

    [Fact]
    public void Join_SeenInBothSteps_IsOne()
    {
        var what = new Anomaly(0, 600, true, 5, 0, 1, 0, 0.5);
        SeenAnomaly<string>[] fine = [new("a", what, 300)];
        SeenAnomaly<string>[] coarse =
        [
            new("a", what with { To = 3_600 }, 3_600), new("b", what with { To = 3_600 }, 3_600), new("a", what with { IsAbove = false }, 3_600),
        ];

        Assert.Equal([("a", 300), ("b", 3_600), ("a", 3_600)], AnomalyFinder.Join(fine, coarse).Select(one => (one.Of, one.StepSeconds)));
    }

    private static IReadOnlyList<Anomaly> Find(params double[] values) => AnomalyFinder.Find(
        s_usual, [.. values.Select((value, i) => (s_begin + i * (long)Step, value))], Step, isCounted: false);
}
