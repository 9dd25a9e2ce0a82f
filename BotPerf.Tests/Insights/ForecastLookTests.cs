using BotPerf.Shared.Protocol;
using BotPerf.Web.Baselines;
using BotPerf.Web.Components.Insights;
using BotPerf.Web.Components.Layout;
using BotPerf.Web.Insights.Figures;
using BotPerf.Web.Insights.Forecasts;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Tests.Insights;

public sealed class ForecastLookTests
{
    private const double GiB = 1024.0 * 1024 * 1024;
    private const long First = 480_000;
    private static readonly PageScope s_scope = PageScope.Parse("insights?bot=3&view=forecasts");
    private static readonly FigureLine s_disk = new(
        new WatchedFigure("system_disk_used_bytes", WatchedFigure.Highest, "Disk"),
        new Series(1, SeriesKind.Gauge, "system_disk_used_bytes", [new Label("mount", "/")], "B"), "a");

    [Fact]
    public void ADiskThatFills_SaysWhenAndDrawsTheInterval()
    {
        // 40 GiB, two more a day for ten days: 60 now, and 80 in a bit more than ten days, since growth is taken to slow down.
        var look = Look(hour => (40 + 2 * hour / 24.0) * GiB, 240, 80 * GiB);

        Assert.Equal(("Reaches", "60 GiB", "80 GiB", "+2 GiB"), (look.Verdict, look.Now, look.Limit, look.PerDay));
        Assert.StartsWith("Reaches its limit in 11 d (", look.Words, StringComparison.Ordinal);
        Assert.InRange((look.ReachedAt!.Value - DateTimeOffset.FromUnixTimeSeconds((First + 240) * 3_600)).TotalDays, 10, 12.5);
        Assert.EndsWith("Z", look.Shape.Interval, StringComparison.Ordinal);
        Assert.InRange(look.Shape.AheadDays, 11, 30);
        Assert.InRange(look.Shape.NowX, 100, 350);
        Assert.Equal("/explore?bot=3&instance=a&range=30d&l1=max%28system_disk_used_bytes%7B%22mount%22%3A%22%2F%22%7D%29", look.NowHref);
        Assert.Equal("/explore?bot=3&instance=a&range=30d&l1=last%28system_disk_total_bytes%7B%22mount%22%3A%22%2F%22%7D%29", look.LimitHref);
    }

    [Fact]
    public void ADiskThatIsFullTomorrow_IsCritical() => Assert.Equal("level-critical", Look(hour => (40 + 2 * hour / 24.0) * GiB, 240, 61 * GiB).Tone);

    [Fact]
    public void ADiskThatStaysAsItIs_HasNoTrendAndNoDay()
    {
        var look = Look(hour => (40 + hour % 5 / 10.0) * GiB, 240, 80 * GiB);

        Assert.Equal(("NoTrend", "No trend to its limit within 30 d.", "", null, null), (look.Verdict, look.Words, look.Tone, look.PerDay, look.ReachedAt));
        Assert.NotEmpty(look.Shape.Ahead);
    }

    [Fact]
    public void ADiskThatIsBeyondItsLimit_HasReachedIt()
    {
        var look = Look(_ => 90 * GiB, 240, 80 * GiB);

        Assert.Equal(("IsThere", "Has reached its limit.", "level-critical"), (look.Verdict, look.Words, look.Tone));
    }

    [Fact]
    public void TwoDaysKnown_CannotBeSaidYet()
    {
        var look = Look(_ => 40 * GiB, 48, 80 * GiB);

        Assert.Equal("Cannot be said yet: known for less than 3 days.", look.Words);
        Assert.Equal(("", 0.0), (look.Shape.Ahead, look.Shape.AheadDays));
    }

    [Fact]
    public void NoLimitKnown_CannotBeSaid()
    {
        var look = Look(_ => 40 * GiB, 240, null);

        Assert.Equal(("NoLimit", "Cannot be said: no limit is known of it.", null), (look.Verdict, look.Words, look.Limit));
        Assert.Null(look.Shape.LimitY);
    }

    [Fact]
    public void Shape_AnHourWithoutAValue_IsAGap()
    {
        var shape = ForecastShape.Of(Line([(First, 1), (First + 1, 2), (First + 4, 3)], null));

        Assert.Equal(2, shape.Past.Count(letter => letter == 'M'));
    }

    private static ForecastLook Look(Func<int, double> value, int hours, double? limit) =>
        ForecastLook.From(Line([.. Enumerable.Range(0, hours).Select(hour => (First + hour, value(hour + 1)))], limit), s_scope);

    private static ForecastLine Line(IReadOnlyList<(long Hour, double Value)> hours, double? limit) => new(
        ForecastKind.Disk, "/", s_disk, hours, limit is { } known ? new ForecastLimit(known, "system_disk_total_bytes", null) : null,
        limit is { } of ? Forecast.Of(hours, of, isMost: true) : null);
}
