using System.Text.Json;

namespace BotPerf.Tests.Infrastructure;

/// <summary>A program in Node, with the SignalR client that the world uses: what a bot without our SDK looks like.</summary>
internal static class NodePeer
{
    /// <summary>Runs a script of BotPerf.Tests/Peers to its end.</summary>
    /// <returns>The JSON document of its last line.</returns>
    public static async Task<JsonElement> RunAsync(string script, params string[] arguments)
    {
        var file = RepositoryFolder.File("BotPerf.Tests", "Peers", script);
        var run = await ChildProcess.RunAsync("node", [file, .. arguments]);
        Assert.True(run.ExitCode == 0, $"{script} ended with {run.ExitCode}:\n{run.Output}");
        return JsonDocument.Parse(run.LastLine).RootElement;
    }
}
