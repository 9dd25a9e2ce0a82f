using BotPerf.Tests.Infrastructure;
using BotPerf.Tests.Ingest;
using BotPerf.Web.Insights.Comparing;
using BotPerf.Web.Reports;
using BotPerf.Web.Reports.Files;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit.Abstractions;

namespace BotPerf.Tests.Reports;

/// <summary>A year of two hundred commands: the one table that is long, and everything together.</summary>
[Collection(ServerCollection.Name)]
public sealed class LongTableTests(ITestOutputHelper output) : IDisposable
{
    private const int Days = 365;
    private const int Commands = 200;
    private const long Mebibyte = 1_048_576;

    private const long MostHeld = 16;

    private readonly TempFolder _folder = new();
    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly DateTimeOffset _begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Steps_AYearOfTwoHundredCommands_AreWrittenWithBoundedMemory()
    {
        await using var core = await YearAsync();
        await using var sink = new MemoryGauge(65_536);
        await using (var csv = CsvTables.Open(sink))
            await Steps(core).WriteAsync(Report(core, []), csv, CancellationToken.None);

        output.WriteLine($"{sink.Lines:N0} lines, {Text(sink.Bytes)}; at most {Text(sink.Most)} more held at any time");
        Assert.Equal((Days * Commands) + 1, sink.Lines);
        Assert.InRange(sink.Most, 0, 5 * Mebibyte);
    }

    [Fact]
    public async Task Files_AYearOfTwoHundredCommands_AreReadAndWrittenWithBoundedMemory()
    {
        await using var core = await YearAsync();
        var data = new DataFolder(_folder.File("made"));
        var options = Options.Create(new ReportOptions { Browser = PdfPrinter.None });
        using var printer = new PdfPrinter(options, _clock, NullLogger<PdfPrinter>.Instance);
        var files = new ReportFiles(
            new ReportShelf(data, NullLogger<ReportShelf>.Instance), ManyCommands.Html(), Steps(core), printer,
            new DiskSpace(new DataFolder(_folder.Path), Options.Create(new StorageOptions())), options);
        var gauge = new MemoryGauge();
        using var over = new CancellationTokenSource();
        // Beside the writing, again and again: what is held by whatever is at hand.
        var looking = Task.Run(() =>
        {
            while (!over.IsCancellationRequested)
                gauge.Look();
        });

        var rows = await core.Commands.CompareTogetherAsync(
            IngestCore.Bot, null, (_begin, _clock.GetUtcNow()), (_begin.AddDays(-Days), _begin), CancellationToken.None);
        // The year beside itself: both sides are full.
        var steps = new StepReads(core.Rollups, core.Live);
        var year = new ComparedSide(IngestCore.Bot, null, _begin, _clock.GetUtcNow());
        var compared = await new ComparisonQueries(new CommandPieceQueries(
            core.Catalog, steps, new RangeReads(core.Catalog, core.Rollups, core.Live, _clock), core.Heavy)).OfAsync(year, year, null, CancellationToken.None);
        var report = Report(core, [.. rows.Rows.Rows.Select(row => new ReportedCommand(row, null))], new ReportedComparison(compared.Together, compared.Each));
        var made = await files.WriteAsync(1, report, (_, _) => { }, CancellationToken.None);
        await over.CancelAsync();
        await looking;

        output.WriteLine($"{Text(made.Bytes)} in {Directory.GetFiles(Path.Combine(data.Reports, "1")).Length} files; at most {Text(gauge.Most)} more held at any time");
        Assert.Equal(["commands.csv", "comparison.csv", "report.html", "report.json", "steps.csv"], Directory.GetFiles(Path.Combine(data.Reports, "1")).Select(Path.GetFileName).Order());
        Assert.Equal((Commands, Commands), (report.Bots[0].Commands!.Count, compared.Each.Count));
        Assert.Equal((Days * Commands) + 1, File.ReadLines(Path.Combine(data.Reports, "1", "steps.csv")).Count());
        Assert.InRange(gauge.Most, 0, MostHeld * Mebibyte);
    }

    private static string Text(long bytes) => $"{bytes / (double)Mebibyte:0.0} MiB";

    private CsvSteps Steps(IngestCore core) => new(new CommandStepQueries(core.Catalog, new StepReads(core.Rollups, core.Live), _clock));

    private Report Report(IngestCore core, IReadOnlyList<ReportedCommand> commands, ReportedComparison? compared = null)
    {
        var window = ReportWindow.Of(_begin, core.Clock.GetUtcNow(), core.Clock.GetUtcNow());
        return new Report(
            "A year", window, "UTC", window.To, "a test", [ReportSections.Commands, ReportSections.Comparison],
            [new BotReport(IngestCore.Bot.Value, "Aurora", new Coverage(window.From, window.To, 86_400, 0, 0, [], 0, []), null, commands, null, null, null, compared)], []);
    }

    private async Task<IngestCore> YearAsync()
    {
        var core = await IngestCore.OpenAsync(_folder, _clock);
        var frames = new FrameMaker();
        for (var day = 0; day < Days; day++)
        {
            var frame = frames.Next(core.NowUs + 1);
            for (var i = 0; i < Commands; i++)
                frames.Add(frame, $"command{i}", 0.01 * (1 + (i % 50)), 0.02, 0.5);
            frame.Executions = null;
            await core.PushAsync(frame);
            _clock.Advance(TimeSpan.FromDays(1));
            await core.SealAsync();
        }

        await core.MakeHoursAsync();
        return core;
    }
}
