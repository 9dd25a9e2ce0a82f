using System.Globalization;
using System.Text;
using BotPerf.Tests.Infrastructure;
using BotPerf.Tests.Ingest;
using BotPerf.Web.Reports;
using BotPerf.Web.Reports.Files;
using BotPerf.Web.Rollups;
using CsvHelper;

namespace BotPerf.Tests.Reports;

/// <summary>The table of every command in every hour or day adds up to the window.</summary>
public sealed class CsvStepsTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Write_WindowWithinHours_HasOfTheFirstAndTheLastWhatLiesInIt()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var (maker, began) = (new FrameMaker(), _clock.GetUtcNow());
        for (var minute = 0; minute < 90; minute++)
        {
            await core.PushAsync(maker.Commands(core.NowUs + 1, "help", 0.1));
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        await core.SealAsync();
        await using var file = new MemoryStream();
        await using (var csv = CsvWriter.Create(file, new CsvWriterOptions(), leaveOpen: true))
        {
            await new CsvSteps(new CommandStepQueries(core.Catalog, new StepReads(core.Rollups, core.Live), _clock))
                .WriteAsync(Of(began.AddMinutes(45), began.AddMinutes(80), "UTC"), csv, CancellationToken.None);
        }

        Assert.Equal([(15, 1), (20, 1)], CsvRows.Of(Encoding.UTF8.GetString(file.ToArray())).Select(row => (Figure(row["uses"]), Figure(row["rate_per_minute"]))));
    }

    [Theory]
    [InlineData(10, 60)]
    [InlineData(3, 60)]
    public void Range_OfAMonthInWhichTheClockIsSet_IsInHours(int month, int minutes)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var (from, to) = (new DateTime(2026, month, 1, 0, 0, 0, DateTimeKind.Unspecified), new DateTime(2026, month + 1, 1, 0, 0, 0, DateTimeKind.Unspecified));

        var range = CsvSteps.RangeOf(Of(
            new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(from, zone)), new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(to, zone)), zone.Id));

        Assert.Equal(minutes, range.StepMinutes);
    }

    private static double Figure(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static Report Of(DateTimeOffset from, DateTimeOffset to, string zone)
    {
        var window = ReportWindow.Of(from, to, to);
        return new Report(
            "A test", window, zone, window.To, "a test", [ReportSections.Commands],
            [new BotReport(IngestCore.Bot.Value, "Aurora", new Coverage(window.From, window.To, 3_600, 0, 0, [], 0, []), null, [], null, null, null, null)], []);
    }
}
