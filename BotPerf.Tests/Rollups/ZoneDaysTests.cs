using BotPerf.Shared.Metrics;
using BotPerf.Tests.Infrastructure;
using BotPerf.Tests.Ingest;
using BotPerf.Web.Rollups;

namespace BotPerf.Tests.Rollups;

/// <summary>The days of a person's time zone, where the clock is set forward and back.</summary>
public sealed class ZoneDaysTests : IDisposable
{
    private static readonly TimeZoneInfo s_berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("2026-03-28T23:00Z", 23)] // the 29th of March begins at 00:00 +01:00
    [InlineData("2026-10-24T22:00Z", 25)] // the 25th of October begins at 00:00 +02:00
    [InlineData("2026-06-09T22:00Z", 24)]
    public void Days_OfBerlin_HaveTheHoursOfTheirClock(string midnight, int hours)
    {
        var from = DateTimeOffset.Parse(midnight, System.Globalization.CultureInfo.InvariantCulture);
        var days = StepRange.Days(from.AddHours(5), from.AddDays(3), s_berlin);

        Assert.Equal(from.ToUnixTimeSeconds() / 60, days.FromMinute);
        Assert.Equal(hours * 60, days.After(days.FromMinute, 1) - days.FromMinute);
        Assert.Equal(days.FromMinute, days.StepOf(days.FromMinute + (hours * 60) - 1));
        Assert.Equal(days.After(days.FromMinute, 1), days.StepOf(days.FromMinute + (hours * 60)));
        // Late in a day the next is still the next.
        Assert.All([1, hours / 2, hours - 1], hour => Assert.Equal(days.FromMinute + (hours * 60), days.After(days.FromMinute + (hour * 60), 1)));
    }

    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("America/New_York")]
    [InlineData("Asia/Kolkata")]
    public async Task History_OnlyHoursAndDaysLeft_CountsEachOnce(string zoneName)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(zoneName);
        var clock = new ManualClock(new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero));
        await using var core = await IngestCore.OpenAsync(_folder, clock);
        var began = clock.GetUtcNow();
        var maker = new FrameMaker();
        var sent = 0;
        for (var i = 0; i < 80 * 8; i++, sent += 3)
        {
            await core.PushAsync(maker.Commands(core.NowUs + 1, "help", 0.1, 0.2, 0.3));
            clock.Advance(TimeSpan.FromHours(3));
            if (i % 40 == 39)
                await core.SealAsync();
        }

        await core.SealAsync();
        await core.MakeHoursAsync();
        await core.LetGoAsync(new BotPerf.Web.Bots.KeepRule(2, BotPerf.Web.Bots.KeepRule.LeastHourDays, 2, null));

        var history = (await core.History.OfAsync(
            IngestCore.Bot, null, MetricNames.CommandDuration, new Dictionary<string, string>(),
            StepRange.Days(began, clock.GetUtcNow(), zone), CancellationToken.None))!;

        var points = Assert.Single(history.Series).Points.Cast<HistogramPoint>().ToList();
        Assert.True(core.Rollups.KeptFrom(core.Instance().Entry.Id).Hours > 0);
        Assert.Equal(points.Select(point => point.T).Distinct(), points.Select(point => point.T));
        Assert.Equal(sent, points.Sum(point => point.Count));
    }

    [Theory]
    [InlineData("2026-03-26T00:00Z", "America/Sao_Paulo")]
    [InlineData("2026-03-26T00:00Z", "Europe/Berlin")]
    [InlineData("2026-10-22T00:00Z", "Europe/Berlin")]
    [InlineData("2026-10-22T00:00Z", "Asia/Kolkata")]
    public async Task History_OverTheNightTheClockIsSet_SumsEachDay(string begin, string zoneName)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(zoneName);
        var clock = new ManualClock(DateTimeOffset.Parse(begin, System.Globalization.CultureInfo.InvariantCulture));
        await using var core = await IngestCore.OpenAsync(_folder, clock);
        var began = clock.GetUtcNow();
        var maker = new FrameMaker();
        var sent = new Dictionary<DateTime, int>();
        for (var i = 0; i < 6 * 24 * 2; i++)
        {
            // At each hour and half hour, so that a day cut wrongly by an hour is seen.
            await core.PushAsync(maker.Commands(core.NowUs + 1, "help", Enumerable.Repeat(0.1, (i % 5) + 1).ToArray()));
            var day = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), zone).Date;
            sent[day] = sent.GetValueOrDefault(day) + (i % 5) + 1;
            clock.Advance(TimeSpan.FromMinutes(30));
            if (i % 7 == 0)
                await core.SealAsync();
            if (i % 31 == 0)
                await core.MakeHoursAsync();
        }

        await core.SealAsync();
        await core.MakeHoursAsync();
        var history = (await core.History.OfAsync(
            IngestCore.Bot, null, MetricNames.CommandDuration, new Dictionary<string, string>(),
            StepRange.Days(began, clock.GetUtcNow(), zone), CancellationToken.None))!;

        var points = Assert.Single(history.Series).Points.Cast<HistogramPoint>().ToList();
        Assert.Equal(sent.OrderBy(day => day.Key).Select(day => (day.Key, (long)day.Value)),
            points.Select(point => (TimeZoneInfo.ConvertTime(point.T, zone).DateTime, point.Count)));
    }
}
