using System.Globalization;
using System.Text;
using BotPerf.Web.Ingest;
using BotPerf.Web.Ingest.Otlp;

namespace BotPerf.Tests.Ingest.Otlp;

/// <summary>Writes exports in OTLP's JSON, and pushes them.</summary>
internal static class OtlpExport
{
    /// <summary>An export of one resource; without an instance when none is named.</summary>
    public static string Of(string metrics, string? instance = "one") =>
        $$"""{"resourceMetrics":[{{Resource(metrics, instance)}}]}""";

    public static string Resource(string metrics, string? instance)
    {
        var named = instance is null
            ? ""
            : $$"""{"key":"service.instance.id","value":{"stringValue":"{{instance}}"} }""";
        return $$"""{"resource":{"attributes":[{{named}}]},"scopeMetrics":[{"scope":{"name":"test"},"metrics":[{{metrics}}] }] }""";
    }

    public static string Counter(string name, string points, int temporality = 2) =>
        $$"""{"name":"{{name}}","sum":{"isMonotonic":true,"aggregationTemporality":{{temporality}},"dataPoints":[{{points}}] } }""";

    public static string Gauge(string name, string points) => $$"""{"name":"{{name}}","gauge":{"dataPoints":[{{points}}] } }""";

    public static string Histogram(string name, string points, int temporality = 1) =>
        $$"""{"name":"{{name}}","histogram":{"aggregationTemporality":{{temporality}},"dataPoints":[{{points}}] } }""";

    public static string Exponential(string name, string points, int temporality = 1) =>
        $$"""{"name":"{{name}}","exponentialHistogram":{"aggregationTemporality":{{temporality}},"dataPoints":[{{points}}] } }""";

    /// <summary>A point: its times and whatever else belongs to it.</summary>
    public static string Point(DateTimeOffset? start, DateTimeOffset at, string rest) =>
        $$"""{"startTimeUnixNano":"{{Nanos(start)}}","timeUnixNano":"{{Nanos(at)}}",{{rest}}}""";

    public static async Task<IngestOutcome.Exported> PushAsync(IngestCore core, string export)
    {
        var bytes = Encoding.UTF8.GetBytes(export);
        return Assert.IsType<IngestOutcome.Exported>(
            await core.Otlp.PushAsync(IngestCore.Sender(), () => OtlpEncoding.Json.Read(bytes), bytes.Length));
    }

    public static string Nanos(DateTimeOffset? at) =>
        at is { } given ? ((given - DateTimeOffset.UnixEpoch).Ticks * 100).ToString(CultureInfo.InvariantCulture) : "0";
}
