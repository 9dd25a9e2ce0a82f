using BotPerf.Web.Components;

namespace BotPerf.Tests.Components;

public sealed class UserTimeTests
{
    private static readonly UserTime Berlin = UserTime.Of("Europe/Berlin");

    [Fact]
    public void Of_KnownZone_TellsTimesInIt()
    {
        var at = new DateTimeOffset(2026, 11, 21, 23, 30, 9, TimeSpan.Zero);

        Assert.Equal("Europe/Berlin", Berlin.Zone);
        Assert.Equal("00:30", Berlin.Clock(at));
        Assert.Equal("2026-11-22", Berlin.Date(at));
        Assert.Equal("2026-11-22 00:30:09 +01:00", Berlin.Exact(at));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("UTC")]
    [InlineData("Nowhere/Land")]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/localtime")]
    [InlineData("Europe/Berlin; Path=/")]
    public void Of_UnknownZone_IsUtcAndSaysSo(string? zone)
    {
        var time = UserTime.Of(zone);

        Assert.Same(UserTime.Utc, time);
        Assert.Equal("2026-11-21 23:30:09 UTC", time.Exact(new DateTimeOffset(2026, 11, 21, 23, 30, 9, TimeSpan.Zero)));
        Assert.EndsWith(" UTC", time.Span(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddHours(1)), StringComparison.Ordinal);
    }

    [Fact]
    public void Midnights_AroundTheClockChanges_Are23And25HoursApart()
    {
        Assert.Equal(23, HoursOf(new DateTimeOffset(2026, 3, 29, 12, 0, 0, TimeSpan.Zero)));
        Assert.Equal(25, HoursOf(new DateTimeOffset(2026, 10, 25, 12, 0, 0, TimeSpan.Zero)));
        Assert.Equal(24, HoursOf(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero)));

        static double HoursOf(DateTimeOffset at)
        {
            var start = Berlin.StartOfDay(at);
            return (Berlin.Midnights(start, start.AddDays(3)).First() - start).TotalHours;
        }
    }

    [Fact]
    public void At_HourThatIsLeftOut_IsCountedOn() => Assert.Equal(
        new DateTimeOffset(2026, 3, 29, 1, 30, 0, TimeSpan.Zero), Berlin.At(new DateTime(2026, 3, 29, 2, 30, 0)));

    [Fact]
    public void At_HourThatComesTwice_IsTheFirst()
    {
        var first = Berlin.At(new DateTime(2026, 10, 25, 2, 30, 0));

        Assert.Equal(new DateTimeOffset(2026, 10, 25, 0, 30, 0, TimeSpan.Zero), first);
        Assert.Equal("2026-10-25 02:30:00 +02:00", Berlin.Exact(first));
        Assert.Equal("2026-10-25 02:30:00 +01:00", Berlin.Exact(first.AddHours(1)));
    }

    [Fact]
    public void Span_OnOneDay_NamesItOnce()
    {
        var morning = new DateTimeOffset(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);

        Assert.Equal("2026-11-21 09:00 to 10:00", Berlin.Span(morning, morning.AddHours(1)));
        Assert.Equal("21 Nov 09:00 to 10:00", Berlin.Short(morning, morning.AddHours(1)));
        Assert.Equal("21 Nov 09:00 to 22 Nov 09:00", Berlin.Short(morning, morning.AddDays(1)));
        Assert.Equal("2026-11-21 09:00 to 2026-11-22 09:00", Berlin.Span(morning, morning.AddDays(1)));
    }
}
