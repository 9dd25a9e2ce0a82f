using BotPerf.Bench;
using BotPerf.Web.Baselines;

namespace BotPerf.Tests.Baselines;

public sealed class LeakDetectorTests
{
    private const double Mebibyte = 1024 * 1024;

    [Fact]
    public void Look_AFloorThatRisesByAFifthAnHour_SaysHowFastAndWhenItIsFull()
    {
        var random = new Random(1);

        var growth = LeakDetector.Look(Minutes(90, minute => 100 + minute * 20 / 60.0 + random.NextDouble()))!;

        // 100 MiB at the beginning, 130 at the end: twenty an hour of the 115 in the middle.
        Assert.InRange(growth.PerHour, 19 * Mebibyte, 21 * Mebibyte);
        Assert.InRange(growth.GrowthPerHour, 0.165, 0.185);
        Assert.InRange(growth.PerHour, growth.Low, growth.High);
        var (time, soonest, latest) = growth.Until(100 * Mebibyte)!.Value;
        Assert.InRange(time.TotalHours, 4.7, 5.3);
        Assert.True(soonest <= time && time <= latest);
    }

    [Fact]
    public void Look_LessThanHalfAnHour_SaysNothing() =>
        Assert.Null(LeakDetector.Look(Minutes(29, minute => 100 + minute)));

    [Fact]
    public void Look_ALevelFloorUnderTeeth_DoesNotGrow() =>
        Assert.Equal(0, LeakDetector.Look(Minutes(180, minute => 100 + minute % 11 * 6))!.GrowthPerHour);

    [Fact]
    public void Look_OneLongTooth_DoesNotGrowForTwoHours()
    {
        // Memory that only fills has not been collected once.
        Assert.Equal(0, LeakDetector.Look(Minutes(100, minute => 100 + minute))!.GrowthPerHour);
        Assert.True(LeakDetector.Look(Minutes(125, minute => 100 + minute))!.GrowthPerHour > 0);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(45)]
    [InlineData(70)]
    public void Look_ACacheThatIsLoaded_DoesNotGrow(int at)
    {
        var random = new Random(1);

        Assert.Equal(0, LeakDetector.Look(Minutes(90, minute => (minute < at ? 100 : 160) + random.NextDouble()))!.GrowthPerHour);
    }

    [Fact]
    public void Look_AStart_IsNotLookedAt()
    {
        var random = new Random(1);
        double[] floors = [.. Enumerable.Repeat(double.PositiveInfinity, 90), .. Minutes(90, minute => 100 + 80 * (1 - Math.Exp(-minute / 12.0)) + random.NextDouble() / 2)];

        Assert.Equal(0, LeakDetector.Look(floors)!.GrowthPerHour);
    }

    [Fact]
    public void Look_NothingMeasured_SaysNothing()
    {
        Assert.Null(LeakDetector.Look([]));
        Assert.Null(LeakDetector.Look([.. Enumerable.Repeat(double.PositiveInfinity, 180)]));
    }

    [Fact]
    public void Look_GeneratedDays_FindsTheLeaksAndNothingElse()
    {
        var (found, leaks, wrong) = (0, 0, 0);
        for (var number = 0; number < 40; number++)
        {
            var heap = new GeneratedHeap(number);
            var (lasting, isFound, isWrong) = (0, false, false);
            for (var minute = 0; minute < (heap.LeaksTo ?? GeneratedHeap.Minutes) && !isFound; minute++)
            {
                var growth = LeakDetector.Look(heap.Floors[Math.Max(0, minute - LeakDetector.MostMinutes + 1)..(minute + 1)]);
                lasting = growth is { GrowthPerHour: >= 0.1 } ? lasting + 1 : 0;
                isFound |= lasting > 5 && minute >= heap.LeaksFrom;
                isWrong |= lasting > 5 && !(minute >= heap.LeaksFrom);
            }

            leaks += heap.LeaksFrom is null ? 0 : 1;
            found += isFound ? 1 : 0;
            wrong += isWrong ? 1 : 0;
        }

        Assert.InRange(found, leaks * 0.95, leaks);
        Assert.InRange(wrong, 0, found * 0.05);
    }

    private static double[] Minutes(int count, Func<int, double> mebibytes) => [.. Enumerable.Range(0, count).Select(minute => mebibytes(minute) * Mebibyte)];
}
