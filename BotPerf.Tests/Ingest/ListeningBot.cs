using System.Text.Json;
using BotPerf.Tests.Infrastructure;

namespace BotPerf.Tests.Ingest;

/// <summary>A bot in Node that is connected and listens: what a bot without our SDK hears.</summary>
internal sealed class ListeningBot : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private ListeningBot(ChildProcess process) => _process = process;

    /// <param name="healers">Each <c>name=answer</c>: ok, failed or never.</param>
    public static async Task<ListeningBot> StartAsync(Uri server, string key, string instance, params string[] healers)
    {
        var script = RepositoryFolder.File("BotPerf.Tests", "Peers", "listening-bot.mjs");
        var bot = new ListeningBot(ChildProcess.Start("node", [script, server.ToString(), key, instance, .. healers]));
        await bot.HeardAsync("ready");
        return bot;
    }

    /// <summary>All that was heard under that name, oldest first.</summary>
    public IReadOnlyList<JsonElement> All(string method) =>
        [.. _process.Lines.Where(line => Is(line, method)).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("message"))];

    /// <summary>The first message of that name.</summary>
    public async Task<JsonElement> HeardAsync(string method)
    {
        var line = await _process.WaitForLineAsync(line => Is(line, method), $"the bot hears {method}");
        return JsonDocument.Parse(line).RootElement.TryGetProperty("message", out var message) ? message : default;
    }

    public Task KillAsync() => _process.Kill9Async();

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static bool Is(string line, string method) =>
        line.StartsWith($"{{\"method\":\"{method}\"", StringComparison.Ordinal);
}
