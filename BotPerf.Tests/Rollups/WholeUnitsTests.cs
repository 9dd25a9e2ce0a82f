using BotPerf.Tests.Infrastructure;
using BotPerf.Tests.Ingest;
using BotPerf.Web.Bots;
using BotPerf.Web.Insights.Comparing;
using BotPerf.Web.Rollups;

namespace BotPerf.Tests.Rollups;

/// <summary>Windows that begin and end within what is left of the time: a bot that is used once an hour is, in every step.</summary>
public sealed class WholeUnitsTests : IDisposable
{
    private const int Days = 75;
    private const double UsesPerDay = 24;

    private readonly TempFolder _folder = new();
    private readonly ManualClock _clock = new(new DateTimeOffset(2025, 11, 10, 0, 0, 0, TimeSpan.Zero));
    private readonly DateTimeOffset _begin = new(2025, 11, 10, 0, 0, 0, TimeSpan.Zero);

    public void Dispose() => _folder.Dispose();

    [Theory]
    // From, to: minutes of the day.
    [InlineData("hours", null, 60, "17:50", "09:20")]
    [InlineData("hours", null, 360, "17:50", "09:20")]
    [InlineData("hours", null, 1_440, "17:50", "09:20")]
    [InlineData("hours", null, 60, "18:30", "18:30")]
    [InlineData("hours", "Europe/Berlin", 0, "17:50", "09:20")]
    [InlineData("hours", "America/New_York", 0, "05:00", "05:00")]
    [InlineData("hours", "Asia/Kolkata", 0, "18:30", "18:30")]
    [InlineData("days", null, 360, "17:50", "09:20")]
    [InlineData("days", null, 1_440, "17:50", "09:20")]
    [InlineData("days", null, 10_080, "17:50", "09:20")]
    [InlineData("days", "Europe/Berlin", 0, "17:50", "09:20")]
    [InlineData("days", "Europe/Berlin", 0, "23:00", "23:00")]
    [InlineData("days", "America/New_York", 0, "17:50", "09:20")]
    [InlineData("days", "America/New_York", 0, "05:00", "05:00")]
    [InlineData("days", "Asia/Kolkata", 0, "18:30", "18:30")]
    public async Task Steps_WindowWithinWhatIsLeft_HaveTheSameRateAllThrough(string left, string? zoneName, int step, string from, string to)
    {
        await using var core = await HourlyAsync(left == "days" ? KeepRule.LeastHourDays : 400);
        var (first, last) = (At(1, from), At(38, to));
        var range = (zoneName is null ? StepRange.Of(first, last, step) : StepRange.Days(first, last, TimeZoneInfo.FindSystemTimeZoneById(zoneName)))
            .BeginningAt(first);

        var steps = await new BotHistoryQueries(core.Catalog, new StepReads(core.Rollups, core.Live), _clock)
            .OfAsync(IngestCore.Bot, null, range, CancellationToken.None);

        Assert.Equal(steps.Select(_ => UsesPerDay), steps.Select(one => Math.Round(one.Durations.Count * 86_400 / one.Seconds, 6)));
        Assert.InRange(steps.Sum(one => one.Seconds) / 86_400, 36.5, 39);
    }

    [Theory]
    [InlineData(400, "17:50")]
    [InlineData(KeepRule.LeastHourDays, "17:50")]
    [InlineData(400, "00:00")]
    [InlineData(KeepRule.LeastHourDays, "00:00")]
    public async Task Comparison_WhereOnlyHoursOrDaysAreLeft_CountsWhatTheTableDoesAndNothingTwice(int hourDays, string at)
    {
        await using var core = await HourlyAsync(hourDays);
        var steps = new StepReads(core.Rollups, core.Live);
        var comparison = new ComparisonQueries(
            new CommandPieceQueries(core.Catalog, steps, new RangeReads(core.Catalog, core.Rollups, core.Live, _clock), core.Heavy));
        foreach (var days in new[] { 1, 4, 18 })
        {
            var (before, from, to) = (At(1, at), At(1 + days, at), At(1 + (2 * days), at));
            var table = await core.Commands.CompareAsync(IngestCore.Bot, null, (from, to), (before, from), CancellationToken.None);
            var (one, other) = (new ComparedSide(IngestCore.Bot, null, before, from), new ComparedSide(IngestCore.Bot, null, from, to));

            var compared = (await comparison.OfAsync(one, other, null, CancellationToken.None)).Together!;
            var turned = (await comparison.OfAsync(other, one, null, CancellationToken.None)).Together!;

            Assert.Equal((table.Before.Sum(row => row.Count), table.Rows.Sum(row => row.Count)), (compared.Before, compared.After));
            Assert.Equal((compared.After, compared.Before), (turned.Before, turned.After));
        }
    }

    [Fact]
    public void Pieces_OfAnyWindow_AreFewAndSeveral()
    {
        for (var hours = 1; hours <= 400 * 24; hours++)
            Assert.InRange(new ComparedSide(IngestCore.Bot, null, _begin.AddHours(-hours), _begin).Range.Points, 4, 120);
    }

    private DateTimeOffset At(int day, string time) => _begin.AddDays(day) + TimeSpan.Parse(time, System.Globalization.CultureInfo.InvariantCulture);

    private async Task<IngestCore> HourlyAsync(int hourDays)
    {
        var core = await IngestCore.OpenAsync(_folder, _clock);
        var maker = new FrameMaker();
        for (var hour = 0; hour < Days * 24; hour++)
        {
            await core.PushAsync(maker.Commands(core.NowUs + 1, "help", 0.1));
            _clock.Advance(TimeSpan.FromHours(1));
            if (hour % 48 == 47)
                await core.SealAsync();
        }

        await core.SealAsync();
        await core.MakeHoursAsync();
        await core.LetGoAsync(new KeepRule(2, hourDays, 2, null));
        return core;
    }
}
