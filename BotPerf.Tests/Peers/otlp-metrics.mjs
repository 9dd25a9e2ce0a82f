// A program that knows nothing of BotPerf: OpenTelemetry's own SDK and exporters, pushing to POST /v1/metrics.
//   node otlp-metrics.mjs <server> <ingest key> <proto|json> <cumulative|delta>
// It exports twice, with recordings before each, and prints what it has recorded.
import { AggregationTemporalityPreference } from "@opentelemetry/exporter-metrics-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { AggregationType, MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";

const [server, key, encoding, temporality] = process.argv.slice(2);
const { OTLPMetricExporter } = await import(`@opentelemetry/exporter-metrics-otlp-${encoding === "proto" ? "proto" : "http"}`);

const exporter = new OTLPMetricExporter({
  url: new URL("v1/metrics", server).href,
  headers: { Authorization: `Bearer ${key}` },
  temporalityPreference: AggregationTemporalityPreference[temporality.toUpperCase()],
  compression: encoding === "proto" ? "gzip" : "none",
});
// What became of each export; forceFlush does not tell.
const outcomes = [];
const send = exporter.export.bind(exporter);
exporter.export = (data, done) => send(data, (outcome) => {
  outcomes.push(outcome.error?.message ?? "taken");
  done(outcome);
});

const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
const provider = new MeterProvider({
  resource: resourceFromAttributes({
    "service.name": "aurora", "service.version": "2.1.0", "service.instance.id": "otel-0", "host.name": "box1",
    "process.runtime.name": "nodejs", "process.runtime.version": "20.11.1",
    "telemetry.sdk.name": "opentelemetry", "telemetry.sdk.language": "nodejs", "telemetry.sdk.version": "2.12.1",
  }),
  readers: [reader],
  views: [
    { instrumentName: "command.duration", aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } },
    { instrumentName: "message.size", aggregation: { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries: [10, 100, 500, 1000, 5000] } } },
  ],
});

const meter = provider.getMeter("bot");
const sent = meter.createCounter("messages.sent", { unit: "{message}" });
const guilds = meter.createUpDownCounter("guilds");
const lag = meter.createGauge("event_loop.lag", { unit: "ms" });
const duration = meter.createHistogram("command.duration", { unit: "ms" });
const size = meter.createHistogram("message.size", { unit: "By" });
const plain = meter.createHistogram("api.duration", { unit: "ms" });
meter.createObservableGauge("memory.rss", { unit: "By" }).addCallback((result) => result.observe(123456789));

// Numbers that look random and are the same in every run.
let seed = 7;
const next = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
const recorded = { sent: 0, durations: [], sizes: [], plain: [] };

for (const round of [1, 2]) {
  for (let i = 0; i < 1000; i++) {
    const ms = Math.exp(next() * 5) * 2;
    duration.record(ms, { command: "help", module: "General", kind: "slash" });
    recorded.durations.push(ms);
    const bytes = Math.floor(next() * 4000);
    size.record(bytes, { channel_type: "text" });
    recorded.sizes.push(bytes);
    const plainMs = next() * 2000;
    plain.record(plainMs);
    recorded.plain.push(plainMs);
  }
  sent.add(5 * round, { "channel.type": "text" });
  recorded.sent += 5 * round;
  guilds.add(round === 1 ? 12 : -2);
  lag.record(3.5 * round);
  await reader.forceFlush();
}

await provider.shutdown();
console.log(JSON.stringify({ outcomes, recorded }));
