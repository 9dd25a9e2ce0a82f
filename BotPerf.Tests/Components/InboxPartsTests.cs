using BotPerf.Web.Alerts;
using BotPerf.Web.Components;
using BotPerf.Web.Components.Alerts;
using BotPerf.Web.Components.Layout;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;
using Bunit;

namespace BotPerf.Tests.Components;

public sealed class InboxPartsTests : BunitContext
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private static readonly Alert Slow = new(
        7, 6, "Slow command", new BotId(1), AlertTarget.Of([new Label("command", "<i>help</i>")]), AlertLifeState.Open,
        AlertSeverity.Critical, 6.43, 7, 5, "seconds", Now.AddMinutes(-3), Now.AddMinutes(-2), null, null, null, null, null, null,
        null, null, null, null, 0, null, null, null, null, 1);

    [Fact]
    public void Row_UnreadCriticalAlert_SaysWhatWhereHowMuchAndSinceWhen()
    {
        var row = Show(Slow);

        Assert.Equal("<i>help</i>", row.Find("[data-testid=alert-target]").TextContent);
        Assert.Empty(row.FindAll("i"));
        Assert.Equal("6.43 s", row.Find("[data-testid=alert-value]").TextContent);
        Assert.Contains("≥ 5 s", row.Markup, StringComparison.Ordinal);
        Assert.Contains("Critical", row.Find(".mark").TextContent, StringComparison.Ordinal);
        Assert.Contains("(unread)", row.Find("[data-testid=alert-open]").TextContent, StringComparison.Ordinal);
        Assert.Equal("3 min ago", row.Find("[data-testid=alert-since]").TextContent);
        Assert.Empty(row.FindAll("[data-testid=alert-pick]"));
    }

    [Fact]
    public void Row_WhatIsSpecialAboutIt_StandsInWords()
    {
        var row = Show(Slow with
        {
            SnoozedUntil = Now.AddHours(1), FlappingSince = Now, Reopened = 3, SilentSince = Now, MutedBy = "parent:17", Assignee = "bob@example.org",
        });

        var badges = row.FindAll(".badge").Select(badge => badge.TextContent).ToList();
        Assert.Equal(["snoozed, 60 min left", "comes and goes", "no data", "muted"], badges.Select(text => text.Replace("1 h", "60 min", StringComparison.Ordinal)));
        Assert.Contains("alert 17", row.FindAll(".badge")[3].GetAttribute("title"), StringComparison.Ordinal);
        Assert.Equal("bob@example.org", row.Find("[data-testid=alert-who]").TextContent.Trim());
    }

    [Theory]
    [InlineData("alerts", "Needs", "open", false)]
    [InlineData("alerts?show=acknowledged", "Acknowledged", "acknowledged", false)]
    [InlineData("alerts?show=snoozed", "Snoozed", "open,acknowledged", true)]
    [InlineData("alerts?show=resolved", "Resolved", "resolved", null)]
    [InlineData("alerts?show=77", "Needs", "open", false)]
    public void View_Url_IsTheFilter(string url, string tab, string states, bool? snoozed)
    {
        var view = InboxView.Of(PageScope.Parse(url));
        var filter = view.Filter(null, "ada");

        Assert.Equal(tab, view.Tab.ToString());
        Assert.Equal(states, string.Join(',', filter.States!.Select(Alert.WordOf)));
        Assert.Equal(snoozed, filter.Snoozed);
    }

    [Fact]
    public void View_EverythingInTheUrl_IsRead()
    {
        var view = InboxView.Of(PageScope.Parse("alerts?bot=3&severity=high,critical,odd&mine=1&q=play&rule=4&page=3&alert=17"));
        var filter = view.Filter(new BotId(3), "ada");

        Assert.Equal([AlertSeverity.High, AlertSeverity.Critical], filter.Severities!);
        Assert.Equal(("ada", "play", 4, 2, 17), (filter.Assignee, filter.Text, filter.Rule, view.Page, view.Alert));
        Assert.Equal("critical", view.Toggled(AlertSeverity.High));
        Assert.Equal("warning,high,critical", view.Toggled(AlertSeverity.Warning));
    }

    [Fact]
    public void UntilChoices_InThePersonsZone_EndAtNineInTheMorningThere()
    {
        var berlin = UserTime.Of("Europe/Berlin");

        var snooze = UntilChoices.Snooze(Now, berlin);

        Assert.Null(UntilChoices.Acknowledge(Now, berlin)[0].At);
        Assert.Equal(Now.AddHours(4), snooze[1].At);
        // A Saturday: tomorrow is Sunday, and nine o'clock in Berlin is eight in UTC.
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 8, 0, 0, TimeSpan.Zero), snooze[2].At);
        Assert.Equal(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero), snooze[3].At);
    }

    [Fact]
    public void Toast_SomeRefused_TellsWhyInWords()
    {
        var result = new DeskResult("a1", [Slow, Slow with { Id = 8 }], [(9, "ada has acknowledged it already."), (10, "ada has acknowledged it already.")]);

        var toast = InboxToast.Of("Acknowledged", result, Now);

        Assert.Equal("Acknowledged 2 alerts. 2 left as they were: ada has acknowledged it already.", toast.Text);
        Assert.Equal(("a1", false), (toast.Action, toast.IsBad));
        Assert.True(InboxToast.Of("Acknowledged", new DeskResult(null, [], [(9, "bob has acknowledged it already.")]), Now) is { IsBad: true, Text: "bob has acknowledged it already." });
    }

    [Theory]
    [InlineData("assigned", "ada", "ada", "ada took it.")]
    [InlineData("assigned", "ada", "nobody", "ada gave it to nobody.")]
    [InlineData("muted", "BotPerf", "silence:3", "Nobody was told, because of silence 3.")]
    [InlineData("told", "BotPerf", "stillopen", "People were told that it is still there.")]
    [InlineData("of_tomorrow", "BotPerf", "x", "of_tomorrow x")]
    public void Line_OfTheHistory_IsASentence(string what, string who, string note, string sentence) =>
        Assert.Equal(sentence, AlertText.Line(new AlertEvent(Now, who, what, note)));

    private IRenderedComponent<AlertRow> Show(Alert alert) => Render<AlertRow>(row => row
        .Add(one => one.Alert, alert)
        .Add(one => one.Rule, DefaultRules.Find("command_slow"))
        .Add(one => one.Bot, "Aurora")
        .Add(one => one.Href, "/alerts?alert=7")
        .Add(one => one.Now, Now));
}
