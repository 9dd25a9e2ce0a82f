using System.Globalization;
using BotPerf.Web.Reports;
using BotPerf.Web.Reports.Html;

namespace BotPerf.Tests.Reports;

/// <summary>Marks of time below a chart, where the clock is set within it: 29 March and 25 October 2026 in Berlin.</summary>
public sealed class ChartPlanTests
{
    [Theory]
    [InlineData("Europe/Berlin", "2026-08-31T22:00:00Z", "2026-11-29T23:00:00Z")]
    [InlineData("Europe/Berlin", "2026-10-18T22:00:00Z", "2026-10-25T23:00:00Z")]
    [InlineData("Europe/Berlin", "2026-03-22T23:00:00Z", "2026-03-29T22:00:00Z")]
    [InlineData("America/Santiago", "2026-08-30T04:00:00Z", "2026-09-13T03:00:00Z")]
    [InlineData("UTC", "2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z")]
    public void Times_OfDaysAroundAChangeOfTheClock_AreMidnightsThatNameTheirDay(string zone, string from, string to)
    {
        var marks = Marks(zone, from, to);

        Assert.InRange(marks.Count, 2, 6);
        Assert.All(marks, mark => Assert.Matches("^[0-9]{1,2} [A-Z][a-z]{2}$", mark.Text));
        Assert.Equal(marks.Count, marks.Select(mark => mark.Text).Distinct().Count());
        Assert.Equal(marks.Select(mark => mark.X).Order(), marks.Select(mark => mark.X));
    }

    [Fact]
    public void Times_OfADayOnWhichTheClockIsSet_AreRoundHoursBeforeAndAfter()
    {
        Assert.Equal(["25 Oct", "06:00", "12:00", "18:00"], Texts("Europe/Berlin", "2026-10-24T22:00:00Z", "2026-10-25T22:00:00Z"));
        Assert.Equal(["29 Mar", "06:00", "12:00", "18:00", "30 Mar"], Texts("Europe/Berlin", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"));
        // The hour that comes twice.
        Assert.Equal(["02:00", "02:30", "02:00", "02:30", "03:00"], Texts("Europe/Berlin", "2026-10-25T00:00:00Z", "2026-10-25T02:00:00Z"));
    }

    [Theory]
    [InlineData(160.2, false, 200)]
    [InlineData(2_300, false, 2_400)]
    [InlineData(0.145, false, 0.16)]
    [InlineData(100, false, 100)]
    [InlineData(0, false, 1)]
    [InlineData(206.0 * 1_048_576, true, 256.0 * 1_048_576)]
    [InlineData(2.0 * 1_073_741_824, true, 2.0 * 1_073_741_824)]
    public void TopOf_AnyHighestValue_GivesMarksThatAreRound(double highest, bool inBytes, double top) =>
        Assert.Equal(top, ChartPlan.TopOf(highest, inBytes), top * 1e-9);

    private static IEnumerable<string> Texts(string zone, string from, string to) => Marks(zone, from, to).Select(mark => mark.Text);

    private static List<(double X, string Text)> Marks(string zone, string from, string to) =>
        [.. new ChartPlan(At(from), At(to), ReportTime.Of(zone), 1).Times];

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
