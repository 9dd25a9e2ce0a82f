using BotPerf.Shared.Protocol;
using BotPerf.Web.Alerts;
using BotPerf.Web.Baselines;
using BotPerf.Web.Components.Insights;
using BotPerf.Web.Components.Layout;
using BotPerf.Web.Insights.Anomalies;
using BotPerf.Web.Insights.Figures;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Tests.Insights;

public sealed class AnomalyTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 21, 12, 3, 20, TimeSpan.Zero);
    private static readonly FigureLine s_play = new(
        new WatchedFigure("command_duration_seconds", WatchedFigure.P95, "Response time"),
        new Series(1, SeriesKind.Histogram, "command_duration_seconds", [new Label("command", "play")], "s"), "");

    private static readonly Anomaly s_what = new(s_now.AddHours(-2).ToUnixTimeSeconds(), s_now.AddHours(-1).ToUnixTimeSeconds(), true, 6, 0, 2, 0.1, 0.3);

    [Theory]
    [InlineData(24, 5)]
    [InlineData(48, 5)]
    [InlineData(168, 15)]
    [InlineData(240, 60)]
    public void RangeOf_TheLonger_HasLongerWholeSteps(int hours, int step)
    {
        var range = AnomalyPieces.RangeOf(s_now.AddHours(-hours), s_now);

        Assert.Equal((step, 0, 0), (range.StepMinutes, range.FromMinute % step, range.ToMinute % step));
        Assert.InRange(s_now.ToUnixTimeSeconds() / 60 - range.ToMinute, 0, step - 1);
    }

    [Fact]
    public void RangeOf_AQuarterOfAYear_IsTheLastFourWeeks()
    {
        var range = AnomalyPieces.RangeOf(s_now.AddDays(-90), s_now);

        Assert.InRange(range.ToMinute - range.FromMinute, 28 * 1_440 - 60, 28 * 1_440 + 60);
    }

    [Fact]
    public void Of_AWeek_IsFourPiecesWithoutAGap()
    {
        var pieces = AnomalyPieces.Of(AnomalyPieces.RangeOf(s_now.AddDays(-7), s_now));

        Assert.Equal(4, pieces.Count);
        Assert.Equal(pieces.Skip(1).Select(piece => piece.FromHour), pieces.SkipLast(1).Select(piece => piece.ToHour));
        Assert.Equal(s_now.AddDays(-7).ToUnixTimeSeconds() / 3_600, pieces[0].FromHour);
        Assert.Equal(s_now.ToUnixTimeSeconds() / 3_600, pieces[^1].ToHour);
        Assert.Single(AnomalyPieces.Of(AnomalyPieces.RangeOf(s_now.AddDays(-2), s_now)));
    }

    [Fact]
    public void Alert_OfTheSameFigureTimeAndTarget_IsTheOne()
    {
        var signal = new Signal(SignalKind.Metric) { Metric = "command_duration_seconds" };

        Assert.NotNull(Of(Alert("play")));
        Assert.NotNull(Of(Alert(null)));
        Assert.Null(Of(Alert("help")));
        Assert.Null(Of(Alert("play") with { ResolvedAt = s_now.AddHours(-3) }));
        Assert.Null(AnomalyAlerts.Of(s_play, s_what, [Alert("play")], _ => signal with { Metric = "cpu_usage_percent" }));
        Assert.Null(AnomalyAlerts.Of(s_play, s_what, [Alert("play")], _ => null));

        Alert? Of(Alert alert) => AnomalyAlerts.Of(s_play, s_what, [alert], _ => signal);
    }

    [Fact]
    public void Report_MoreThanTwoHundred_KeepsTheWorst()
    {
        var all = Enumerable.Range(0, 250).Select(i => new FoundAnomaly(s_play, s_what with { From = i, Deviations = 4 + i * 7 % 250 }, 300, false, null));

        var kept = AnomalyReport.Worst(all);

        Assert.Equal(200, kept.Count);
        Assert.Equal(54, kept.Min(found => found.What.Deviations));
        Assert.Equal(kept.OrderByDescending(found => found.What.From), kept);
    }

    [Fact]
    public void Chart_SeenInHours_IsAWeekUpToNowInTheExplorerWithTheUsualRange()
    {
        var scope = PageScope.Parse("insights?bot=3&view=anomalies");
        var found = new FoundAnomaly(s_play, s_what, 3_600, false, null);

        Assert.Equal(
            "/explore?bot=3&from=2026-11-14T12:03Z&to=2026-11-21T12:03Z&l1=p95%28command_duration_seconds%7B%22command%22%3A%22play%22%7D%29&usual=on",
            AnomalyLink.Chart(found, scope, s_now));
        Assert.StartsWith("/explore?bot=3&from=2026-11-20T22:33Z&to=2026-11-21T22:33Z", AnomalyLink.Chart(found with { StepSeconds = 300 }, scope, s_now.AddDays(1)), StringComparison.Ordinal);
    }

    [Fact]
    public void Chart_AllCommandsTogether_IsOnTheBotsOwnPage()
    {
        var together = new FigureLine(new WatchedFigure("command_duration_seconds", WatchedFigure.Rate, "Commands", Together: true), null, "");

        Assert.Equal("/bots/3?range=24h&usual=on", AnomalyLink.Chart(together, PageScope.Parse("insights?bot=3&range=24h"), ("usual", "on")));
    }

    [Fact]
    public void Target_HostileName_IsInOneLineThatReadsOneWay()
    {
        var hostile = s_play with { Series = s_play.Series! with { Labels = [new Label("command", "a\n\u202Eb")] } };

        Assert.DoesNotContain('\n', AnomalyLink.Target(hostile));
        Assert.DoesNotContain('\u202E', AnomalyLink.Target(hostile));
    }

    private static Alert Alert(string? command) => new(
        1, 7, "Slow", new BotId(3), command is null ? AlertTarget.Bot : AlertTarget.Of([new Label("command", command)]), AlertLifeState.Resolved,
        AlertSeverity.Warning, 2, 2, 1, "seconds", s_now.AddHours(-2), s_now.AddHours(-2), s_now.AddMinutes(-70), null, null, null, null, null, null,
        null, null, null, 0, null, null, null, null, 1);
}
