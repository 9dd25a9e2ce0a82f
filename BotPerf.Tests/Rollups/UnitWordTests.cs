using BotPerf.Shared.Protocol;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Tests.Rollups;

public sealed class UnitWordTests
{
    [Theory]
    [InlineData("command_duration_seconds", "s", "seconds")]
    [InlineData("command_duration_seconds", "seconds", "seconds")]
    [InlineData("memory_rss_bytes", "", "bytes")]
    [InlineData("memory_rss_bytes", "B", "bytes")]
    [InlineData("gc_pause_seconds_total", "", "seconds")]
    [InlineData("cpu_usage_percent", "", "percent")]
    [InlineData("guilds", "", "")]
    [InlineData("bytes", "", "")]
    [InlineData("coffee", "cups", "cups")]
    public void Unit_HoweverItWasSent_IsSpelledOneWay(string metric, string sent, string expected) =>
        Assert.Equal(expected, UnitWord.Of(new Series(1, SeriesKind.Gauge, metric, [], sent)));
}
