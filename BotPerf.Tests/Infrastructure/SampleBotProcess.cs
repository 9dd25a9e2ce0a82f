using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace BotPerf.Tests.Infrastructure;

/// <summary>samples/SampleBot in a process of its own, as a newcomer would start it.</summary>
internal sealed class SampleBotProcess : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private SampleBotProcess(ChildProcess process) => _process = process;

    public string Output => _process.Output;

    /// <param name="rate">Commands a second.</param>
    /// <param name="spool">Where it keeps what the server cannot take; null: nowhere.</param>
    public static SampleBotProcess Start(
        ServerProcess server, string key, int rate, string instance = "shard-0", string? spool = null) => new(
        ChildProcess.Start(
            "env",
            [
                // A shell that runs the tests in its background lets its children ignore Ctrl-C.
                "--default-signal=INT", "dotnet", RepositoryFolder.BuiltProgram("SampleBot", "samples"), "--rate",
                rate.ToString(CultureInfo.InvariantCulture), "--instance", instance,
            ],
            new Dictionary<string, string>
            {
                ["BOTPERF_URL"] = server.Url.ToString(), ["BOTPERF_KEY"] = key, ["BOTPERF_SPOOL_FOLDER"] = spool ?? "",
            }));

    /// <summary>SIGKILL: what it had in memory is gone.</summary>
    public Task Kill9Async() => _process.Kill9Async();

    /// <summary>Ctrl-C: the bot sends what is left and says what became of everything it recorded.</summary>
    public async Task<SampleBotDelivery> StopAsync()
    {
        using (var kill = Process.Start("kill", ["-INT", _process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        var code = await _process.WaitForExitAsync(Eventually.Patience);
        Assert.True(code == 0, $"The bot ended with {code}:\n{Output}");

        var last = _process.Lines.Last(line => line.StartsWith('{'));
        return JsonSerializer.Deserialize<SampleBotDelivery>(last, JsonSerializerOptions.Web)!;
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}

/// <summary>The statistics that the bot prints as JSON at its end.</summary>
internal sealed record SampleBotDelivery(SampleBotCounts Executions, SampleBotCounts Samples);

internal sealed record SampleBotCounts(long Recorded, long Acknowledged, long Dropped, long Buffered, long Spooled);
