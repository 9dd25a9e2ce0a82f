using BotPerf.Web.Ingest.Otlp.Wire;
using BotPerf.Web.Live;
using BotPerf.Web.Storage.Telemetry;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Ingest.Otlp;

/// <summary>OTLP's way into <see cref="IngestPipeline"/>: the same limits, the same journal.</summary>
internal sealed class OtlpIngest(
    IngestPipeline pipeline, TelemetryCatalog catalog, LiveStore live, IOptions<IngestOptions> options, TimeProvider time)
{
    /// <param name="read">Makes the export of its body; null when it is none. Called once the limits have let it in.</param>
    /// <param name="bytes">The body's length after decompression.</param>
    public async ValueTask<IngestOutcome> PushAsync(Sender sender, Func<ExportMetricsServiceRequest?> read, int bytes)
    {
        if (pipeline.Admit(sender, bytes) is { } refused)
            return refused;
        if (read() is not { } export)
            return new IngestOutcome.Refused(IngestOutcome.Refused.Malformed, "The body is not an ExportMetricsServiceRequest.");

        var now = time.GetUtcNow();
        var translation = OtlpTranslator.Translate(
            export, Micros(now), Micros(now - options.Value.OldestEvent), Micros(now + options.Value.FurthestFuture),
            metric => catalog.KindOf(sender.Bot, metric));
        if (translation.Sources.Count > 0)
        {
            var append = new OtlpAppend(catalog, live, sender.Bot, sender.KeyId, translation.Sources, bytes, Micros(now));
            if (await pipeline.WriteAsync(append) is { } unavailable)
                return unavailable;
            translation.Refusals.Add(append.Refusals);
        }

        return new IngestOutcome.Exported(translation.Refusals.Count, translation.Refusals.Message);
    }

    private static long Micros(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
