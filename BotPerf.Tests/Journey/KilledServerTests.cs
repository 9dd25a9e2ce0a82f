using System.Globalization;
using BotPerf.Tests.Infrastructure;
using Xunit.Abstractions;

namespace BotPerf.Tests.Journey;

/// <summary>
/// The server is killed at random moments while a bot in another process works on. What was acknowledged is there, once.
/// </summary>
[Collection(ServerCollection.Name)]
public sealed class KilledServerTests(ITestOutputHelper output)
{
    private const int CommandsPerSecond = 400;
    private const int LongestRoundMs = 4_000;

    private static readonly int Rounds = int.Parse(
        Environment.GetEnvironmentVariable("BOTPERF_KILL_ROUNDS") ?? "3", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Kill9_UnderLoad_LosesAndRepeatsNothing()
    {
        await using var server = await ServerProcess.StartAsync();
        var key = await server.AddBotAsync("Survivor");
        await using var bot = SampleBotProcess.Start(server, key, CommandsPerSecond);
        await server.WaitForConnectionAsync();

        for (var round = 0; round < Rounds; round++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(LongestRoundMs)), TimeProvider.System);
            await server.Kill9Async();
            await server.StartAgainAsync();
        }

        await server.WaitForConnectionAsync();
        var delivery = await bot.StopAsync();
        Assert.Equal(0, await server.StopGracefullyAsync());
        var stored = StoredCommands.Read(server.DataFolder);

        var executions = delivery.Executions;
        output.WriteLine($"{Rounds} kills: {executions}, {stored}");
        Assert.True(executions.Recorded > Rounds * CommandsPerSecond, $"The bot was hardly at work: {executions}");
        Assert.Equal(executions.Recorded, executions.Acknowledged + executions.Dropped + executions.Buffered);
        Assert.Equal(executions.Recorded, stored.Counted + executions.Dropped + executions.Buffered);
        Assert.Equal(stored.Counted, stored.InDetail);
    }
}
