using BotPerf.Web.Alerts;
using BotPerf.Web.Digests.Content;

namespace BotPerf.Tests.Digests;

public sealed class OutageFinderTests
{
    private static readonly DateTimeOffset s_day = SampleDigest.Period.From;
    private static readonly Span s_within = new(s_day, SampleDigest.Period.To);

    [Fact]
    public void Of_AlertsThatOverlap_CountOnceAndOnlyWithinThePeriod()
    {
        var alerts = new[] { Silent("", (-30, 10)), Silent("", (5, 20)), Silent("", (6, 8)), Silent("", (1_430, null)) };

        Assert.Equal(Minutes(20 + 10, 20 + 10), OutageFinder.Of(alerts, [], s_within));
    }

    /// <summary>Off for two minutes, then for one every half hour until the afternoon: not five hours.</summary>
    [Fact]
    public void Of_AnAlertThatCameBack_CountsWhatItWasOpen()
    {
        var times = new (int, int?)[] { (600, 602) }.Concat(Enumerable.Range(1, 10).Select(half => (600 + (half * 30), (int?)(601 + (half * 30))))).ToArray();

        Assert.Equal(Minutes(12, 12), OutageFinder.Of([Silent("default", times)], [new HeardInstance("default", s_day, s_within.To)], s_within));
    }

    [Fact]
    public void Of_OneInstanceOfTwo_IsNotTheWholeBot()
    {
        var instances = new[] { new HeardInstance("a", s_day, s_within.To), new HeardInstance("b", s_day, s_within.To) };

        Assert.Equal(Minutes(42, 0), OutageFinder.Of([Silent("a", (100, 142))], instances, s_within));
        Assert.Equal(Minutes(62, 22), OutageFinder.Of([Silent("a", (100, 142)), Silent("b", (120, 162))], instances, s_within));
    }

    [Fact]
    public void Of_AnInstanceThatWasGoneBefore_IsNotMissed()
    {
        var instances = new[] { new HeardInstance("old", s_day, s_day.AddMinutes(50)), new HeardInstance("new", s_day, s_within.To) };

        Assert.Equal(Minutes(42, 42), OutageFinder.Of([Silent("new", (100, 142))], instances, s_within));
    }

    [Fact]
    public void Of_AnInstanceThatCameLater_WasNotThereBefore()
    {
        var instances = new[] { new HeardInstance("old", s_day, s_within.To), new HeardInstance("new", s_day.AddMinutes(130), s_within.To) };

        Assert.Equal(Minutes(42, 30), OutageFinder.Of([Silent("old", (100, 142))], instances, s_within));
    }

    [Fact]
    public void Without_TimesThatOverlapInEveryWay_LeavesTheRest()
    {
        var rest = Spans.Without([At(0, 10), At(20, 30), At(40, 50)], [At(-5, 2), At(4, 5), At(8, 22), At(28, 45)]);

        Assert.Equal([At(2, 4), At(5, 8), At(22, 28), At(45, 50)], rest);
    }

    /// <summary>A bot's outage is told where a rule watches it, and where one did when it was switched off since.</summary>
    [Fact]
    public void Of_RulesThatAreAboutOthers_TellNothing()
    {
        var (watched, unwatched) = (SampleDigest.Bot(1, "a"), SampleDigest.Bot(2, "b") with { IsWatched = false });
        var told = SampleDigest.Bot(3, "c") with { IsWatched = false, Alerts = [Silent("", (100, 142))] };

        var bots = SampleDigest.Of([watched, unwatched, told]).Bots.ToDictionary(bot => bot.Name);

        Assert.Equal(TimeSpan.Zero, bots["a"].Outage!.Value.Any);
        Assert.Null(bots["b"].Outage);
        Assert.Equal(TimeSpan.FromMinutes(42), bots["c"].Outage!.Value.Whole);
    }

    /// <summary>Down before midnight, back after it, and down again: yesterday has its part, and says the day of the beginning.</summary>
    [Fact]
    public void Of_AnAlertReopenedAfterThePeriod_StillTellsOfThePeriod()
    {
        var alert = SampleDigest.Alert(1, 1, "Offline", "", AlertSeverity.Critical, 1_442, null, 1, "seconds") with { Reopened = 1 };
        var before = new OpenedAlert(alert, [SampleDigest.Time(1_430, 1_438), SampleDigest.Time(1_442, null)]);

        var bot = Assert.Single(SampleDigest.Of([SampleDigest.Bot(1, "a") with { Alerts = [before] }]).Bots);

        Assert.Equal(TimeSpan.FromMinutes(8), bot.Outage!.Value.Whole);
        Assert.Equal((1, 1), (bot.AlertCount, bot.StillOpen));
        Assert.Equal(s_day.AddMinutes(1_430), bot.Alerts[0].OpenedAt);
        Assert.Equal("offline for 8 min", bot.Reasons[0]);
    }

    [Fact]
    public void Of_AnInstanceAlone_SaysSo()
    {
        var bot = SampleDigest.Bot(1, "a") with
        {
            Instances = [new HeardInstance("a", s_day, s_within.To), new HeardInstance("b", s_day, s_within.To)], Alerts = [Silent("a", (100, 142))],
        };

        Assert.Equal(["an instance was offline for 42 min", "1 alert that is over: Offline (a)"], SampleDigest.Of([bot]).Bots[0].Reasons);
    }

    [Fact]
    public void OpenTimes_OfAHistory_AreFromOpeningToEnd()
    {
        var alert = SampleDigest.Alert(1, 1, "Offline", "", AlertSeverity.Critical, 60, null, 1, "seconds");
        AlertEvent Line(int minute, string what, string? note = null) => new(s_day.AddMinutes(minute), "itself", what, note);

        Assert.Equal([SampleDigest.Time(60, null)], OpenTimes.Of(alert, []));
        Assert.Equal([SampleDigest.Time(5, 7), SampleDigest.Time(60, null)], OpenTimes.Of(
            alert, [Line(5, AlertWords.Opened), Line(6, AlertWords.Worsened), Line(7, AlertWords.Resolved), Line(60, AlertWords.Reopened), Line(61, AlertWords.Told)]));
        // Somebody said that it was over, and took it back.
        Assert.Equal([SampleDigest.Time(5, null)], OpenTimes.Of(
            alert, [Line(5, AlertWords.Opened), Line(7, AlertWords.Resolved), Line(8, AlertWords.Undone, AlertWords.Resolved)]));
        Assert.Empty(OpenTimes.Of(alert with { OpenedAt = null }, []));
    }

    private static OpenedAlert Silent(string instance, params (int From, int? To)[] times) => new(
        SampleDigest.Alert(1, 1, "Offline", instance.Length == 0 ? "" : $"""["instance","{instance}"]""", AlertSeverity.Critical, times[0].From, times[^1].To, 1, "seconds"),
        [.. times.Select(time => SampleDigest.Time(time.From, time.To))]);

    private static Span At(int from, int to) => new(s_day.AddMinutes(from), s_day.AddMinutes(to));

    private static DigestOutage Minutes(int any, int whole) => new(TimeSpan.FromMinutes(any), TimeSpan.FromMinutes(whole));
}
