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
    public void Gone_LargerTogetherThanIsKept_TheOldestOfWhoeverHasTheMostGo() => Assert.Equal(
        [2, 3], ReportRetention.Gone(
            [Kept(6, 1, 1, 300_000), Kept(5, 1, 1, 300_000), Kept(4, 2, 1, 400_000), Kept(3, 1, 2, 50_000), Kept(2, 1, 3, 300_000), Kept(1, 3, 9, 50_000)],
            new ReportOptions { KeepBytes = 1_050_000 }, s_now));

    [Fact]
    public void Gone_ManyThatFailed_TakeNoPlaceOfThoseThatHaveFiles() => Assert.Equal(
        [3, 1], ReportRetention.Gone(
            [
                Kept(7, 1, 1, 0, hasFiles: false), Kept(6, 1, 1, 1), Kept(5, 1, 1, 0, hasFiles: false), Kept(4, 1, 2, 1), Kept(3, 1, 3, 0, hasFiles: false),
                Kept(1, 1, 4, 1),
            ],
            new ReportOptions { KeepCount = 2 }, s_now));

    private static KeptReport Kept(int id, long owner, int? daysAgo, long bytes, bool hasFiles = true) =>
        new(id, owner, daysAgo is { } days ? s_now.AddDays(-days) : null, bytes, hasFiles);
}
