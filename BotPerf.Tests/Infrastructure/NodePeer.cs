using System.Text.Json;

namespace BotPerf.Tests.Infrastructure;

/// <summary>A program in Node, with the SignalR client that the world uses: what a bot without our SDK looks like.</summary>
internal static class NodePeer
{
    private static readonly JsonSerializerOptions Web = JsonSerializerOptions.Web;

    /// <summary>Runs a script of BotPerf.Tests/Peers to its end.</summary>
    /// <returns>The JSON document of its last line.</returns>
    public static async Task<JsonElement> RunAsync(string script, IReadOnlyList<string> arguments, string input = "")
    {
        var file = RepositoryFolder.File("BotPerf.Tests", "Peers", script);
        var run = await ChildProcess.RunAsync("node", [file, .. arguments], input: input);
        Assert.True(run.ExitCode == 0, $"{script} ended with {run.ExitCode}:\n{run.Output}");
        return JsonDocument.Parse(run.LastLine).RootElement;
    }

    /// <summary>Makes the calls in order on one connection to the ingest hub.</summary>
    public static async Task<HubCalls> CallHubAsync(ServerProcess server, string key, params HubCall[] calls)
    {
        var outcome = await RunAsync("hub-calls.mjs", [server.Url.ToString(), key], JsonSerializer.Serialize(calls, Web));
        return outcome.Deserialize<HubCalls>(Web)!;
    }
}

/// <param name="Args">As they go into JSON.</param>
internal sealed record HubCall(string Method, params object[] Args);

/// <param name="Refused">Why no connection came about; null when one did.</param>
/// <param name="State">The connection's state after the last call: Connected, when it has survived them all.</param>
internal sealed record HubCalls(string? Refused, IReadOnlyList<HubAnswer> Answers, string? State);

/// <param name="Error">The message of the exception that the call ended with; null when it did not.</param>
internal sealed record HubAnswer(JsonElement? Result, string? Error);
