// A bot with OpenTelemetry alone, nothing of BotPerf in it: metrics go out over OTLP.
//   npm install && BOTPERF_URL=http://localhost:5080 BOTPERF_KEY=bpi_… node bot.mjs
import { setTimeout as sleep } from "node:timers/promises";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { AggregationType, MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";

const provider = new MeterProvider({
  resource: resourceFromAttributes({ "service.name": "bot", "service.version": "1.0.0", "service.instance.id": "otel-0" }),
  // Exponential histograms keep percentiles within a few percent; the usual fixed buckets do not.
  views: [{ instrumentName: "command_duration_seconds", aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }],
  readers: [
    new PeriodicExportingMetricReader({
      exportIntervalMillis: 2_000,
      exportTimeoutMillis: 2_000,
      exporter: new OTLPMetricExporter({
        url: new URL("/v1/metrics", process.env.BOTPERF_URL).href,
        headers: { Authorization: `Bearer ${process.env.BOTPERF_KEY}` },
      }),
    }),
  ],
});
const meter = provider.getMeter("bot");
// These names and attributes fill the page "Commands"; any other metric is kept under its own name.
const durations = meter.createHistogram("command_duration_seconds", { unit: "s" });
const errors = meter.createCounter("command_errors_total");
const memory = meter.createObservableGauge("memory_rss_bytes", { unit: "By" });
memory.addCallback((result) => result.observe(process.memoryUsage().rss));

let answered = 0;
let running = true;
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => (running = false));

while (running) {
  const command = { command: "help", module: "General", kind: "slash" };
  const began = performance.now();
  try {
    await sleep(5 + Math.random() * 20);
  } catch {
    errors.add(1, command);
  }
  durations.record((performance.now() - began) / 1_000, command);
  answered++;
}

await provider.shutdown(); // Sends what is left.
console.log(`${answered} commands answered.`);
