using BotPerf.Bench;
using BotPerf.Web.Baselines;
using FsCheck;
using FsCheck.Fluent;

namespace BotPerf.Tests.Baselines;

public sealed class SeasonalBaselineTests
{
    // A Thursday, 0:00 UTC: weeks of Unix time begin on one.
    private const long Monday = 480_000 / 168 * 168 + 96;
    private static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(40);

    [Theory]
    [InlineData(0)]
    [InlineData(24)]
    [InlineData(71 - 24)]
    public void Of_LessThanThreeDays_SaysNothing(int hours) =>
        Assert.Null(SeasonalBaseline.Of([.. Enumerable.Range(0, hours).Select(hour => (Monday + hour, 10.0))]));

    [Fact]
    public void Of_NothingButZero_SaysNothing() =>
        Assert.Null(SeasonalBaseline.Of([.. Enumerable.Range(0, 400).Select(hour => (Monday + hour, 0.0))]));

    [Fact]
    public void At_DaysThatAreAlike_IsTheirHour()
    {
        // 100 by night, 200 from noon on; four days.
        var usual = SeasonalBaseline.Of(Hours(96, hour => hour % 24 < 12 ? 100 : 200))!;

        Assert.Equal(4, usual.Days);
        Assert.Equal(100, usual.At(Second(96 + 5)), 1);
        Assert.Equal(200, usual.At(Second(96 + 18)), 1);
        // Between the two the hours are drawn together a little; it goes straight from the middle of one to the next.
        Assert.InRange(usual.At(Second(96 + 12) - 1_800), 120, 180);
    }

    [Fact]
    public void At_OneHourOfTrouble_StaysAsItWas()
    {
        var usual = SeasonalBaseline.Of(Hours(14 * 24, hour => hour is > 200 and < 210 ? 5_000 : 100))!;

        Assert.Equal(100, usual.At(Second(14 * 24 + 10)), 0);
    }

    [Fact]
    public void At_QuietWeekends_AreLearntByHalfInOneWeekAndNearlyWhollyInFour()
    {
        var (one, four) = (SeasonalBaseline.Of(Weekends(7))!, SeasonalBaseline.Of(Weekends(28))!);
        var saturday = Second(28 * 24 + 5 * 24 + 12);

        Assert.InRange(one.At(saturday), 60, 85);
        Assert.InRange(four.At(saturday), 50, 58);
        Assert.InRange(four.At(saturday - 86_400), 95, 103);
    }

    [Fact]
    public void At_ALevelThatHasChangedForGood_IsUsualAfterHalfAWeek()
    {
        var usual = SeasonalBaseline.Of(Hours(28 * 24, hour => hour < 28 * 24 - 100 ? 100 : 300))!;

        Assert.InRange(usual.At(Second(28 * 24 + 1)), 280, 320);
    }

    [Fact]
    public void Score_ATenthBesideAConstant_IsNoAnomaly()
    {
        var usual = SeasonalBaseline.Of(Hours(96, _ => 100))!;

        Assert.InRange(usual.Score(Second(100), 107), 0, 4);
        Assert.InRange(usual.Score(Second(100), 200), 10, 100);
        Assert.InRange(usual.Score(Second(100), 30), -100, -10);
    }

    [Fact]
    public void WithRestless_MinutesThatJump_WidensTheRange()
    {
        var random = new Random(3);
        var calm = SeasonalBaseline.Of(Hours(96, _ => 100 + random.NextDouble()))!;
        var restless = calm.WithRestless(Enumerable.Range(0, 1_440).Select(minute => (Second(72) + minute * 60L, 100 + 60 * (random.NextDouble() - 0.5))));

        Assert.True(Math.Abs(calm.Score(Second(100), 140)) > 4);
        Assert.InRange(Math.Abs(restless.Score(Second(100), 125)), 0, 4);
        Assert.Equal(calm.At(Second(100)), restless.At(Second(100)), 9);
    }

    [Fact]
    public void Range_OfWhatIsNeverBelowZero_IsNotEither()
    {
        var random = new Random(3);

        Assert.Equal(0, SeasonalBaseline.Of(Hours(200, _ => random.Next(0, 4)))!.Range(Second(210)).Low);
    }

    [Fact]
    public void Of_AnyHours_RangesHoldTheMiddleAndScoresGrow() => Check.One(s_config, Prop.ForAll(
        Gen.Choose(-1_000, 100_000).ListOf(200).ToArbitrary(), values =>
        {
            if (SeasonalBaseline.Of([.. values.Select((value, hour) => (Monday + hour, (double)value))]) is not { } usual)
                return;
            for (var hour = 0; hour < 168; hour += 7)
            {
                var (low, high) = usual.Range(Second(hour));
                var middle = usual.At(Second(hour));
                Assert.True(low <= middle + 1e-6 && middle <= high + 1e-6, $"{low} {middle} {high}");
                Assert.True(usual.Score(Second(hour), middle + 1_000) > usual.Score(Second(hour), middle));
                Assert.Equal(0, usual.Score(Second(hour), middle), 6);
            }
        }));

    [Fact]
    public void Score_GeneratedWeeks_FindsWhatHappensAndHardlyAnythingElse()
    {
        var (found, events, wrong) = (0, 0, 0);
        for (var number = 0; number < 24; number++)
        {
            var traffic = new GeneratedTraffic(number);
            var known = (GeneratedTraffic.Weeks - 1) * GeneratedTraffic.WeekMinutes;
            var hours = Enumerable.Range(0, known / 60).Select(hour => ((long)hour, traffic.Values.Skip(hour * 60).Take(60).Average())).ToList();
            var usual = SeasonalBaseline.Of(hours)!.WithRestless(Enumerable.Range(known - 1_440, 1_440).Select(minute => (minute * 60L, traffic.Values[minute])));
            var (lasting, isFound, alarms) = (0, false, 0);
            for (var minute = known; minute < traffic.Values.Length; minute++)
            {
                lasting = Math.Abs(usual.Score(minute * 60L, traffic.Values[minute])) >= 4 ? lasting + 1 : 0;
                var isEvent = traffic.Event is { } one && minute - known >= one.From && minute - known < one.To;
                isFound |= lasting == 10 && isEvent;
                alarms += lasting == 10 && !isEvent ? 1 : 0;
            }

            events += traffic.Event is null ? 0 : 1;
            found += isFound ? 1 : 0;
            wrong += alarms;
        }

        Assert.InRange(found, events - 1, events);
        Assert.InRange(wrong, 0, 24);
    }

    private static List<(long, double)> Hours(int count, Func<int, double> value) => [.. Enumerable.Range(0, count).Select(hour => (Monday + hour, value(hour)))];

    private static List<(long, double)> Weekends(int days) =>
        [.. Enumerable.Range(28 * 24 - days * 24, days * 24).Select(hour => (Monday + hour, hour / 24 % 7 >= 5 ? 50.0 : 100.0))];

    // The middle of an hour.
    private static long Second(int hour) => (Monday + hour) * 3_600 + 1_800;
}
