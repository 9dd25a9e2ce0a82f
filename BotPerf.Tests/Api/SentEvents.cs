using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using BotPerf.Tests.Hosting;
using BotPerf.Web.Bots;

namespace BotPerf.Tests.Api;

/// <summary>A bot that sends events over HTTP, all of them taken.</summary>
internal sealed class SentEvents(LocalServer server, Bot bot, string key)
{
    public string Path => $"/api/v1/bots/{bot.Id}";

    public string Name => bot.Name;

    public static async Task<SentEvents> NewBotAsync(LocalServer server, string name = "Aurora")
    {
        var made = await server.Get<BotRegistry>().CreateAsync(name, "a test", CancellationToken.None);
        return new SentEvents(server, made.Bot, made.Key.Text);
    }

    public async Task PostAsync(string instance, params object[] events)
    {
        using var http = new HttpClient();
        http.BaseAddress = server.Url;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var answer = await http.PostAsJsonAsync(new Uri("/api/v1/ingest", UriKind.Relative), new { instance, events });
        var body = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.True(body.Contains("\"rejected\":[]", StringComparison.Ordinal), body);
    }

    /// <summary>What the nine names of document 000 are made from.</summary>
    public Task PostEveryKindAsync(string instance = "default") => PostAsync(instance,
        new { type = "command", name = "help", module = "General", kind = "slash", durationMs = 245.0, ackMs = 120.0, success = true },
        new { type = "command", name = "help", module = "General", kind = "slash", durationMs = 100.0, success = true },
        new
        {
            type = "command", name = "ban", module = "Moderation", kind = "slash", durationMs = 3000.0, success = false,
            error = new { type = "Timeout", message = "no answer after 3000 ms", stack = "at Ban.Run()" },
        },
        new { type = "message", durationMs = 12.5, channelType = "text", success = true },
        new { type = "query", operation = "SELECT", durationMs = 8.0, success = true },
        new { type = "latency", connection = "gateway:0", ms = 87.0 },
        new { type = "gauge", name = "memory_heap_bytes", value = 104_857_600.0 },
        new { type = "gauge", name = "memory_rss_bytes", value = 209_715_200.0 },
        new { type = "gauge", name = "cpu_usage_percent", value = 12.5 },
        new { type = "gauge", name = "event_loop_lag_seconds", value = 0.004 },
        new { type = "gauge", name = "alerts_active", labels = new { severity = "warning" }, value = 2.0 });
}
