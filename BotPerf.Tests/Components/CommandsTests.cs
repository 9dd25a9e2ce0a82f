using BotPerf.Web.Components.Commands;
using BotPerf.Web.Rollups;

namespace BotPerf.Tests.Components;

public sealed class CommandsTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 21, 4, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("uses", "b a c")]
    [InlineData("-uses", "c a b")]
    [InlineData("name", "a b c")]
    [InlineData("-name", "c b a")]
    [InlineData("p95", "c b a")]
    [InlineData("drop table", "b a c")]
    [InlineData(null, "b a c")]
    public void Sort_ByUrl_OrdersRows(string? sort, string expected)
    {
        CommandRow[] rows = [Row("c", 1, p95: 30), Row("b", 9, p95: 20), Row("a", 5, p95: 10)];

        Assert.Equal(expected, string.Join(' ', CommandSort.Parse(sort).Sort(rows).Select(row => row.Name)));
    }

    [Fact]
    public void Sort_EqualFigures_KeepsTheNamesOrder()
    {
        CommandRow[] rows = [Row("b", 1), Row("a", 1), Row("c", 1)];

        Assert.Equal(["a", "b", "c"], CommandSort.MostUsed.Sort(rows).Select(row => row.Name));
    }

    [Fact]
    public void Clicked_SameColumn_TurnsRound()
    {
        var sort = CommandSort.Parse("p95");

        Assert.Equal("descending", sort.Aria("p95"));
        Assert.Equal("-p95", sort.Clicked("p95").ToString());
        Assert.Equal("max", sort.Clicked("max").ToString());
        Assert.Null(sort.Aria("max"));
    }

    [Theory]
    [InlineData("help", "help")]
    [InlineData("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\tx", "'\tx")]
    [InlineData("\rx", "\"'\rx\"")]
    [InlineData("a,\"b\"", "\"a,\"\"b\"\"\"")]
    [InlineData("", "")]
    public void Csv_HostileName_IsText(string name, string expected) => Assert.Equal(expected, CommandsCsv.Text(name));

    [Fact]
    public void Csv_Row_HasEveryFigureUnrounded() => Assert.Equal(
        "command,module,kind,uses,rate_per_minute,errors,error_rate,avg_ms,min_ms,max_ms,p50_ms,p95_ms,p99_ms,last_used\r\n"
        + "help,General,slash,1234567,12.5,3,0.0025,100.25,1.5,900,90,250.125,800,2026-11-21T04:00:00Z\r\n",
        CommandsCsv.Write([Row("help", 1_234_567, p95: 250.125)]));

    internal static CommandRow Row(string name, long count, double p95 = 10) => new(
        name, "General", "slash", count, Errors: 3, ErrorRate: 0.0025, RatePerMinute: 12.5,
        AvgMs: 100.25, MinMs: 1.5, MaxMs: 900, P50Ms: 90, P90Ms: 200, P95Ms: p95, P99Ms: 800, At);
}
