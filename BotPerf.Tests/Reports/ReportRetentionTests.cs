using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Reports;
using BotPerf.Web.Reports.Files;
using BotPerf.Web.Storage.App;

namespace BotPerf.Tests.Reports;

/// <summary>What is let go of.</summary>
public sealed class ReportRetentionTests
{
    private static readonly DateTimeOffset s_now = new ManualClock().GetUtcNow();

    [Fact]
    public void Gone_OlderThanIsKept_Goes() => Assert.Equal(
        [1], ReportRetention.Gone([Kept(3, 1, null, 0), Kept(2, 1, 89, 1), Kept(1, 1, 91, 1)], new ReportOptions(), s_now));

    [Fact]
    public void Gone_MoreOfOnePersonThanAreKept_TheOldestGo() => Assert.Equal(
        [2, 1], ReportRetention.Gone(
            [Kept(5, 2, 1, 1), Kept(4, 1, 1, 1), Kept(3, 1, 2, 1), Kept(2, 1, 3, 1), Kept(1, 1, 4, 1)], new ReportOptions { KeepCount = 2 }, s_now));

    [Fact]
    public void Gone_LargerTogetherThanIsKept_TheOldestGo() => Assert.Equal(
        [1], ReportRetention.Gone(
            [Kept(3, 1, 1, 600_000), Kept(2, 2, 1, 400_000), Kept(1, 3, 1, 100_000)], new ReportOptions { KeepBytes = 1_048_576 }, s_now));

    private static KeptReport Kept(int id, long owner, int? daysAgo, long bytes) =>
        new(id, owner, daysAgo is { } days ? s_now.AddDays(-days) : null, bytes);
}
