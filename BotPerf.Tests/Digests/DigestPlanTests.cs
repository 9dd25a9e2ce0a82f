using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Digests.Sending;
using BotPerf.Web.Scheduling.Calendar;

namespace BotPerf.Tests.Digests;

public sealed class DigestPlanTests
{
    private static readonly PeriodSchedule s_daily = new(Cadence.Daily, 8, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));

    // Saturday, 11:00 in Berlin.
    private readonly ManualClock _clock = new();

    private DateTimeOffset Now => _clock.GetUtcNow();

    [Fact]
    public void Next_JustSubscribed_IsNothingUntilTheNextHour()
    {
        var since = Now;

        Assert.Null(DigestPlan.Next(s_daily, since, null, Now).Due);
        _clock.Advance(TimeSpan.FromHours(20));
        Assert.Null(DigestPlan.Next(s_daily, since, null, Now).Due);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(new DateOnly(2026, 11, 21), DigestPlan.Next(s_daily, since, null, Now).Due!.First);
    }

    [Fact]
    public void Next_AfterAMissedWeek_IsTheNewestAloneAndNamesTheOthers()
    {
        var known = new DateOnly(2026, 11, 20);
        _clock.Advance(TimeSpan.FromDays(7));

        var step = DigestPlan.Next(s_daily, Now.AddDays(-60), known, Now);

        Assert.Equal(new DateOnly(2026, 11, 27), step.Due!.First);
        Assert.Equal(Enumerable.Range(21, 6).Reverse().Select(day => new DateOnly(2026, 11, day)), step.Missed.Select(period => period.First));
        Assert.Same(DigestStep.Nothing, DigestPlan.Next(s_daily, Now.AddDays(-60), step.Due.First, Now));
    }

    [Fact]
    public void Next_AfterYearsAway_WritesDownAMonth() =>
        Assert.Equal(DigestPlan.MostMissed, DigestPlan.Next(s_daily, Now.AddYears(-5), new DateOnly(2022, 1, 1), Now).Missed.Count);

    [Fact]
    public void Next_ClockGoesBack_TellsNothingTwice()
    {
        var told = DigestPlan.Next(s_daily, Now.AddDays(-60), null, Now).Due!;

        Assert.Null(DigestPlan.Next(s_daily, Now.AddDays(-60), told.First, Now.AddDays(-3)).Due);
    }

    [Theory]
    [InlineData("Pacific/Auckland", "America/Los_Angeles")]
    [InlineData("America/Los_Angeles", "Pacific/Auckland")]
    public void Next_ReaderMovesToAnotherZone_TellsNoDayTwice(string from, string to)
    {
        var since = Now.AddDays(-60);
        var schedule = s_daily with { Zone = TimeZoneInfo.FindSystemTimeZoneById(from) };
        var told = new List<DateOnly> { DigestPlan.Next(schedule, since, null, Now).Due!.First };
        schedule = schedule with { Zone = TimeZoneInfo.FindSystemTimeZoneById(to) };
        for (var hour = 0; hour < 24 * 5; hour++)
        {
            _clock.Advance(TimeSpan.FromHours(1));
            if (DigestPlan.Next(schedule, since, told[^1], Now).Due is { } due)
                told.Add(due.First);
        }

        Assert.Equal(told.Distinct().Order(), told);
        Assert.InRange(told.Count, 5, 7);
    }
}
