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
    [InlineData("p95-trend", "b c a")]
    [InlineData("drop table", "b a c")]
    [InlineData(null, "b a c")]
    public void Sort_ByUrl_OrdersRows(string? sort, string expected)
    {
        UsageLine[] rows = [Line("c", 1, p95: 30, before: 25), Line("b", 9, p95: 20, before: 10), Line("a", 5, p95: 10, before: 20)];

        Assert.Equal(expected, string.Join(' ', UsageSort.Parse(sort).Sort(rows).Select(row => row.Name)));
    }

    [Fact]
    public void Sort_EqualFigures_KeepsTheNamesOrder()
    {
        UsageLine[] rows = [Line("b", 1), Line("a", 1), Line("c", 1)];

        Assert.Equal(["a", "b", "c"], UsageSort.MostUsed.Sort(rows).Select(row => row.Name));
    }

    [Fact]
    public void Clicked_SameColumn_TurnsRound()
    {
        var sort = UsageSort.Parse("p95");

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
    public void Csv_HostileName_IsText(string name, string expected) => Assert.Equal(expected, Csv.Text(name));

    [Theory]
    [InlineData(1.0 / 576_000, "0.00000173611111111111")]
    [InlineData(0.1, "0.1")]
    [InlineData(-12_345_678.25, "-12345678.25")]
    [InlineData(1e21, "1000000000000000000000")]
    [InlineData(0.0, "0")]
    [InlineData(null, "")]
    public void Csv_Figure_HasEveryDigitAndNoExponent(double? figure, string expected) => Assert.Equal(expected, Csv.Figure(figure));

    [Fact]
    public void Csv_Rows_HaveEveryFigureUnrounded() => Assert.Equal(
        "command,module,kind,uses,rate_per_minute,errors,error_rate,avg_ms,min_ms,max_ms,p50_ms,p95_ms,p99_ms,deadline_misses,"
        + "new,uses_change,p95_change,error_rate_change,last_used\r\n"
        + "help,General,slash,1234567,12.5,3,0.0025,100.25,1.5,900,90,250.125,800,7,false,0,0.0005,0,2026-11-21T04:00:00Z\r\n"
        + "new,General,slash,1,12.5,3,0.0025,100.25,1.5,900,90,10,800,7,true,,,,2026-11-21T04:00:00Z\r\n",
        UsageCsv.Commands([Line("help", 1_234_567, p95: 250.125, before: 250), Line("new", 1)]));

    [Fact]
    public void Misses_BotThatDoesNotTell_AreADashAndNotZero()
    {
        var column = UsageColumn.OfCommands.Single(column => column.Key == "misses");
        var untold = Line("help", 1) with { Figures = Row("help", 1) with { DeadlineMisses = null } };

        Assert.Equal(("–", null), (column.Text(untold), column.Figure(untold)));
        Assert.Equal("7", column.Text(Line("help", 1)));
    }

    internal static UsageLine Line(string name, long count, double p95 = 10, double? before = null)
    {
        var row = Row(name, count, p95);
        return new UsageLine(row, Trend.Of(row, before is { } was ? row with { P95Ms = was } : null), row.Module, row.Kind);
    }

    internal static CommandRow Row(string name, long count, double p95 = 10) => new(
        name, "General", "slash", count, Errors: 3, ErrorRate: 0.0025, RatePerMinute: 12.5,
        AvgMs: 100.25, MinMs: 1.5, MaxMs: 900, P50Ms: 90, P90Ms: 200, P95Ms: p95, P99Ms: 800, At, DeadlineMisses: 7);
}
