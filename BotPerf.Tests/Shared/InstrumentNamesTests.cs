using BotPerf.Shared.Metrics;

namespace BotPerf.Tests.Shared;

public sealed class InstrumentNamesTests
{
    [Theory]
    [InlineData("http.server.duration", "ms", "http_server_duration_seconds", 1500, 1.5)]
    [InlineData("command.duration", "s", "command_duration_seconds", 2, 2)]
    [InlineData("command_duration_ms", "ms", "command_duration_seconds", 245, 0.245)]
    [InlineData("gc.pause.nanoseconds", "ns", "gc_pause_seconds", 1e9, 1)]
    [InlineData("batch", "us", "batch_seconds", 1, 1e-6)]
    [InlineData("age", "min", "age_seconds", 2, 120)]
    [InlineData("memory.heap", "By", "memory_heap_bytes", 7, 7)]
    [InlineData("memory.heap", "MiBy", "memory_heap_bytes", 2, 2_097_152)]
    [InlineData("memory.heap.kilobytes", "kBy", "memory_heap_bytes", 2, 2_000)]
    [InlineData("disk.io", "MBy/s", "disk_io_bytes_per_second", 2, 2_000_000)]
    [InlineData("requests", "{request}", "requests", 1, 1)]
    [InlineData("requests.rate", "{request}/s", "requests_rate_per_second", 1, 1)]
    [InlineData("cpu.usage", "%", "cpu_usage_percent", 50, 50)]
    [InlineData("cache.utilization", "1", "cache_utilization_ratio", 0.5, 0.5)]
    [InlineData("queue.items", "packets", "queue_items_packets", 1, 1)]
    [InlineData("0day", "", "_0day", 1, 1)]
    [InlineData("größe \"quoted\"\n<script>", "", "gr_e_quoted_script", 1, 1)]
    [InlineData("namespace:metric", "", "namespace:metric", 1, 1)]
    [InlineData("__own__", "", "_own_", 1, 1)]
    public void Of_Gauge_IsNamedAndScaledToBaseUnits(string name, string unit, string stored, double value, double scaled)
    {
        var metric = InstrumentNames.Of(name, unit, isTotal: false, isGauge: true);

        Assert.Equal((stored, scaled), (metric.Name, metric.Scale.Of(value)));
    }

    [Theory]
    [InlineData("messages.sent", "", "messages_sent_total")]
    [InlineData("messages.sent", "1", "messages_sent_total")]
    [InlineData("messages_total", "", "messages_total")]
    [InlineData("gc.pause", "ms", "gc_pause_seconds_total")]
    [InlineData("gc_pause_seconds_total", "s", "gc_pause_seconds_total")]
    [InlineData("network.io.total", "By", "network_io_bytes_total")]
    public void Of_CounterOfAnyName_EndsWithTotal(string name, string unit, string stored) =>
        Assert.Equal(stored, InstrumentNames.Of(name, unit, isTotal: true, isGauge: false).Name);

    [Theory]
    [InlineData("")]
    [InlineData("🎵🎵")]
    public void Of_NothingThatCanBeKept_HasNoLetters(string name) =>
        Assert.DoesNotMatch("[A-Za-z0-9]", InstrumentNames.Of(name, "", isTotal: false, isGauge: true).Name);
}
