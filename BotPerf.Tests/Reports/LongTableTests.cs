using BotPerf.Tests.Infrastructure;
using BotPerf.Tests.Ingest;
using BotPerf.Web.Reports;
using BotPerf.Web.Reports.Files;
using BotPerf.Web.Rollups;
using CsvHelper;
using Xunit.Abstractions;

namespace BotPerf.Tests.Reports;

/// <summary>The one table that is long: a year of two hundred commands, day by day.</summary>
public sealed class LongTableTests(ITestOutputHelper output) : IDisposable
{
    private const int Days = 365;
    private const int Commands = 200;
    private const long Mebibyte = 1_048_576;

    private readonly TempFolder _folder = new();
    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Steps_AYearOfTwoHundredCommands_AreWrittenWithBoundedMemory()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var begin = _clock.GetUtcNow().AddHours(-12);
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
        var window = ReportWindow.Of(begin, _clock.GetUtcNow(), _clock.GetUtcNow());
        var report = new Report(
            "A year", window, "UTC", window.To, "a test", [ReportSections.Commands],
            [new BotReport(IngestCore.Bot.Value, "Aurora", new Coverage(window.From, window.To, 86_400, 0, 0, [], 0, []), null, [], null, null, null, null)], []);
        var steps = new CsvSteps(new CommandStepQueries(core.Catalog, new StepReads(core.Rollups, core.Live), _clock));

        await using var sink = new MemoryGauge();
        await using (var csv = CsvWriter.Create(sink, new CsvWriterOptions(), leaveOpen: true))
            await steps.WriteAsync(report, csv, CancellationToken.None);

        output.WriteLine($"{sink.Lines:N0} lines, {sink.Bytes / (double)Mebibyte:0.0} MiB; at most {sink.Most / (double)Mebibyte:0.0} MiB more held at any time");
        Assert.Equal((Days * Commands) + 1, sink.Lines);
        Assert.InRange(sink.Most, 0, 12 * Mebibyte);
    }

    /// <summary>Takes what is written, and looks every now and then how much memory is held.</summary>
    private sealed class MemoryGauge : MemoryStream
    {
        private const int Every = 16;
        private readonly long _before = GC.GetTotalMemory(forceFullCollection: true);
        private int _writes;

        public long Bytes { get; private set; }

        public int Lines { get; private set; }

        public long Most { get; private set; }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Bytes += buffer.Length;
            Lines += buffer.Count((byte)'\n');
            if (_writes++ % Every == 0)
                Most = Math.Max(Most, GC.GetTotalMemory(forceFullCollection: true) - _before);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            Write(buffer.AsSpan(offset, count));
            return Task.CompletedTask;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Write(buffer.Span);
            return ValueTask.CompletedTask;
        }
    }
}
