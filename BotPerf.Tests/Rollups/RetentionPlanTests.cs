using BotPerf.Web.Bots;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Tests.Rollups;

public sealed class RetentionPlanTests
{
    private const long Day = 20_000;
    private const long Now = (Day * 1_440) + 754;
    private const long Mebibyte = 1024 * 1024;

    [Fact]
    public void Of_NoLimit_GoesByAgeInWholeHoursAndDays()
    {
        var cut = RetentionPlan.Of(new KeepRule(14, 400, 7, null), [], Now);

        Assert.Equal(((Day - 14) * 1_440) + 720, cut.Minutes);
        Assert.Equal((Day - 400) * 1_440, cut.Hours);
        Assert.Equal(Now - (7 * 1_440), cut.Executions);
    }

    [Fact]
    public void Of_TooMuch_LetsTheOldestExecutionsGoFirst()
    {
        var stored = Days(StoredKind.Executions, 6, 10).Concat(Days(StoredKind.Minutes, 13, 1)).ToList();

        var cut = RetentionPlan.Of(new KeepRule(14, 400, 7, 50 * Mebibyte), stored, Now);

        // 84 MiB: four days of executions make room enough, minutes stay.
        Assert.Equal((Day - 6 + 4) * 1_440, cut.Executions);
        Assert.Equal(((Day - 14) * 1_440) + 720, cut.Minutes);
    }

    [Fact]
    public void Of_FarTooMuch_SparesTodayAndYesterdayAndAMonthOfHours()
    {
        var stored = Days(StoredKind.Executions, 6, 100).Concat(Days(StoredKind.Minutes, 13, 100))
            .Concat(Days(StoredKind.Hours, 200, 100)).Concat(Days(StoredKind.Days, 300, 100)).ToList();

        var cut = RetentionPlan.Of(new KeepRule(14, 400, 7, KeepRule.LeastBytes), stored, Now);

        Assert.Equal((Day - 2) * 1_440, cut.Executions);
        Assert.Equal((Day - 2) * 1_440, cut.Minutes);
        Assert.Equal((Day - KeepRule.LeastHourDays) * 1_440, cut.Hours);
    }

    private static IEnumerable<StoredDay> Days(StoredKind kind, int days, long mebibytes) =>
        Enumerable.Range(0, days + 1).Select(ago => new StoredDay(kind, Day - ago, 1, mebibytes * Mebibyte));
}
