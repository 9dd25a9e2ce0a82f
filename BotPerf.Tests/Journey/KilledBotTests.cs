using BotPerf.Client.Sending;
using BotPerf.Client.Sending.Spool;
using BotPerf.Tests.Infrastructure;
using Xunit.Abstractions;

namespace BotPerf.Tests.Journey;

/// <summary>The server is away and the bot is killed: what was on disk comes with the bot's next run, once.</summary>
[Collection(ServerCollection.Name)]
public sealed class KilledBotTests(ITestOutputHelper output)
{
    private const int CommandsPerSecond = 100;

    [Fact]
    public async Task Kill9_OfTheBotInAnOutage_LosesNothingThatWasSpooled()
    {
        using var spool = new TempFolder();
        await using var server = await ServerProcess.StartAsync();
        var key = await server.AddBotAsync("Survivor");
        await server.Kill9Async();

        await using (var killed = SampleBotProcess.Start(server, key, CommandsPerSecond, spool: spool.Path))
        {
            await Eventually.TrueAsync("three seconds are on disk", () => Spooled(spool) > 3 * CommandsPerSecond);
            await killed.Kill9Async();
        }

        var spooled = Spooled(spool);
        await File.AppendAllTextAsync(Directory.GetFiles(spool.Path, "*.frames").Max()!, "half a record");
        await server.StartAgainAsync();
        await using var bot = SampleBotProcess.Start(server, key, CommandsPerSecond, spool: spool.Path);
        await Eventually.TrueAsync("the spool is empty", () => Directory.GetFiles(spool.Path, "*.frames").Length == 0);
        var delivery = await bot.StopAsync();
        Assert.Equal(0, await server.StopGracefullyAsync());

        var stored = StoredCommands.Read(server.DataFolder);
        output.WriteLine($"Killed with {spooled} executions on disk; then {delivery.Executions}; {stored}");
        Assert.Equal(delivery.Executions.Recorded, delivery.Executions.Acknowledged);
        Assert.Equal(spooled + delivery.Executions.Acknowledged, stored.Counted);
        // A command that ends while a frame is cut is counted in one frame and detailed in the next: the killed bot's last
        // frame may have some of one kind only.
        Assert.InRange(stored.InDetail - stored.Counted, -CommandsPerSecond, CommandsPerSecond);
    }

    private static long Spooled(TempFolder spool) => Directory.GetFiles(spool.Path, "*.frames")
        .SelectMany(file => SpoolRecords.Read(ReadShared(file)).Frames)
        .Sum(frame => SelfContainedFrame.Tally(frame).Executions);

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
