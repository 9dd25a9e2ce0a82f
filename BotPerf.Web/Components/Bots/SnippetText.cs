using System.Text.Json;

namespace BotPerf.Web.Components.Bots;

/// <param name="Language">The tab's text.</param>
/// <param name="Intro">What to do before, in one line.</param>
public sealed record Snippet(string Key, string Language, string Intro, string Code);

/// <summary>Copy-ready programs that send to this server. Pure.</summary>
internal static class SnippetText
{
    public static IReadOnlyList<Snippet> For(string server, string key)
    {
        var url = server.TrimEnd('/');
        // Both end up inside string literals; the encoder of JSON is right for C#, JavaScript and Python alike.
        var quotedUrl = JsonSerializer.Serialize(url);
        var quotedKey = JsonSerializer.Serialize(key);
        return
        [
            new("dotnet", ".NET", "Add a reference to the project BotPerf.Client, then:", $$"""
                using BotPerf.Client;

                builder.Services.AddBotPerf(options =>
                {
                    options.Url = new Uri({{quotedUrl}});
                    options.Key = {{quotedKey}};
                });

                // Where a command runs, with PerformanceMonitor monitor from the constructor:
                using var command = monitor.BeginCommand("help", module: "General");
                """),
            new("javascript", "JavaScript, SignalR", "npm install @microsoft/signalr", $$"""
                import { HubConnectionBuilder } from "@microsoft/signalr";

                const session = crypto.randomUUID();
                const connection = new HubConnectionBuilder()
                  .withUrl({{JsonSerializer.Serialize(url + "/hubs/ingest")}}, { accessTokenFactory: () => {{quotedKey}} })
                  .withAutomaticReconnect()
                  .build();
                connection.on("Configure", settings => console.log(settings)); // what the dashboard sets
                const hello = () => connection.invoke("Hello", { protocol: 1, instance: "default", session });
                connection.onreconnected(hello);
                await connection.start();
                await hello();

                let seq = 0;
                const ack = await connection.invoke("PushEvents", {
                  seq: ++seq,
                  events: [{ type: "command", name: "help", module: "General", durationMs: 245.1, success: true }],
                });
                console.log(ack); // { seq: 1, accepted: 1, rejected: [], … }
                """),
            new("javascript-http", "JavaScript, HTTP", "Node, Deno or Bun, with its own fetch:", $$"""
                const answer = await fetch({{JsonSerializer.Serialize(url + "/api/v1/ingest")}}, {
                  method: "POST",
                  headers: { "Authorization": "Bearer " + {{quotedKey}}, "Content-Type": "application/json" },
                  body: JSON.stringify({
                    events: [{ type: "command", name: "help", module: "General", durationMs: 245.1, success: true }],
                  }),
                });
                console.log(answer.status, await answer.json()); // 202 { seq: 0, accepted: 1, rejected: [], duplicate: false }
                """),
            new("python", "Python", "Python's own library is enough:", $$"""
                import json, urllib.request

                batch = {"events": [
                    {"type": "command", "name": "help", "module": "General", "durationMs": 245.1, "success": True},
                ]}
                request = urllib.request.Request(
                    {{JsonSerializer.Serialize(url + "/api/v1/ingest")}},
                    data=json.dumps(batch).encode(),
                    headers={"Authorization": "Bearer " + {{quotedKey}}, "Content-Type": "application/json"},
                )
                with urllib.request.urlopen(request, timeout=10) as reply:
                    print(reply.status, json.load(reply))
                """),
            new("otel", "OpenTelemetry", "For a program with any OpenTelemetry SDK, its metrics exporter in the environment:", $$"""
                export OTEL_EXPORTER_OTLP_METRICS_ENDPOINT='{{url}}/v1/metrics'
                export OTEL_EXPORTER_OTLP_METRICS_HEADERS='Authorization=Bearer%20{{key}}'
                export OTEL_EXPORTER_OTLP_METRICS_PROTOCOL=http/protobuf
                export OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION=base2_exponential_bucket_histogram
                export OTEL_METRIC_EXPORT_INTERVAL=5000
                """),
            new("curl", "curl", "One event from a shell:", $$"""
                curl -X POST '{{url}}/api/v1/ingest' \
                  -H 'Authorization: Bearer {{key}}' \
                  -H 'Content-Type: application/json' \
                  -d '{"events":[{"type":"command","name":"help","module":"General","durationMs":245.1,"success":true}]}'
                """),
        ];
    }
}
