using System.Diagnostics.Metrics;
using BotPerf.Tests.Infrastructure;

namespace BotPerf.Tests.Client;

public sealed class MeterInstrumentationTests
{
    [Fact]
    public async Task Meters_SynchronousInstruments_BecomeMetricsInBaseUnitsWithLabels()
    {
        using var meter = new Meter("Test.Bot.Music");
        var played = meter.CreateCounter<int>("songs.played", "{song}");
        var waiting = meter.CreateUpDownCounter<long>("songs.waiting");
        var volume = meter.CreateGauge<float>("volume", "%");
        var loading = meter.CreateHistogram<double>("song.load.duration", "ms");
        await using var monitor = MonitorsUnderTest.Instrumented(options => options.Meters = ["Test.Bot.*"]);
        await Eventually.TrueAsync("it listens", () => loading.Enabled);

        played.Add(2, new KeyValuePair<string, object?>("music.source", "radio"), new("live", true));
        played.Add(3, new KeyValuePair<string, object?>("live", true), new("music.source", "radio"));
        waiting.Add(5);
        waiting.Add(-2);
        volume.Record(80);
        loading.Record(250);
        loading.Record(-1);
        loading.Record(double.NaN);

        var songs = monitor.Reading("songs_played_total")!;
        Assert.Equal((5, "radio", "True"), (songs.Value, songs.Labels["music_source"], songs.Labels["live"]));
        Assert.Equal((3, 80), (monitor.Value("songs_waiting"), monitor.Value("volume_percent")));
        var durations = monitor.Reading("song_load_duration_seconds")!;
        Assert.Equal((1, 0.25, "s"), (durations.Distribution!.Count, durations.Distribution.Sum, durations.Unit));
        Assert.Contains(monitor.Delivery.Losses, loss => loss is { What: "samples", Reason: "not_finite", Count: 1 });
        Assert.Contains(monitor.Delivery.Losses, loss => loss is { What: "samples", Reason: "duration_negative", Count: 1 });
    }

    [Fact]
    public async Task Meters_ObservableInstruments_AreReadAgainAndAgainAndTotalsBecomeIncreases()
    {
        long total = 1_000;
        using var meter = new Meter("Test.Observed");
        meter.CreateObservableCounter("data.sent", () => Interlocked.Read(ref total), "KiBy");
        meter.CreateObservableGauge("temperature", () => 21.5, "Cel");
        meter.CreateObservableGauge<int>("broken", Broken);
        var log = new ListLogger();
        await using var monitor = MonitorsUnderTest.Instrumented(options => options.Meters = ["test.observed"], log);
        await Eventually.TrueAsync("it is read", () => monitor.Value("temperature_celsius") == 21.5);
        Assert.Equal(0, monitor.Value("data_sent_bytes_total"));

        Interlocked.Add(ref total, 7);

        await Eventually.TrueAsync("the increase is seen", () => monitor.Value("data_sent_bytes_total") == 7 * 1024);
        Assert.Single(log.Lines, line => line.Contains("meters"));

        static int Broken() => throw new InvalidOperationException("on purpose");
    }

    [Fact]
    public async Task Meters_FloodOfTags_IsFoldedIntoOther()
    {
        using var meter = new Meter("Test.Flood");
        var counter = meter.CreateCounter<int>("flood");
        await using var monitor = MonitorsUnderTest.Instrumented(options => options.Meters = ["Test.Flood"]);
        await Eventually.TrueAsync("it listens", () => counter.Enabled);

        for (var i = 0; i < 10_000; i++)
            counter.Add(1, new KeyValuePair<string, object?>("user", i));

        var flood = monitor.GetDetailedMetrics().Where(reading => reading.Name == "flood_total").ToList();
        Assert.InRange(flood.Count, 2, 2_000);
        Assert.Equal(10_000, flood.Sum(reading => reading.Value));
        Assert.Contains(flood, reading => reading.Labels["user"] == "__other__");
    }

    [Fact]
    public async Task Meters_KnownTags_AllocateNothing()
    {
        using var meter = new Meter("Test.Allocations");
        var counter = meter.CreateCounter<long>("calls");
        var histogram = meter.CreateHistogram<double>("calls.duration", "s");
        await using var monitor = MonitorsUnderTest.Instrumented(options => options.Meters = ["Test.Allocations"]);
        await Eventually.TrueAsync("it listens", () => histogram.Enabled);
        KeyValuePair<string, object?> kind = new("kind", "slash"), shard = new("shard", 3);
        Repeat();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Repeat();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(4_000, monitor.Value("calls_total"));

        void Repeat()
        {
            for (var i = 0; i < 2_000; i++)
            {
                counter.Add(1, kind, shard);
                histogram.Record(0.25, kind, shard);
            }
        }
    }

    [Fact]
    public async Task Meters_OthersThanThoseNamed_AreLeftAlone()
    {
        using var meter = new Meter("Test.Unwanted");
        var counter = meter.CreateCounter<int>("unwanted");
        using var wanted = new Meter("Test.Wanted");
        var other = wanted.CreateCounter<int>("wanted");
        await using var monitor = MonitorsUnderTest.Instrumented(options => options.Meters = ["Test.Wanted"]);

        await Eventually.TrueAsync("it listens", () => other.Enabled);

        Assert.False(counter.Enabled);
    }
}
