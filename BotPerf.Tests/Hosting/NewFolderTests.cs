using BotPerf.Tests.Infrastructure;

namespace BotPerf.Tests.Hosting;

/// <summary>A command that is typed where no server keeps its data.</summary>
public sealed class NewFolderTests
{
    private const string NoData = "There is no BotPerf data in ";

    [Fact]
    public async Task BotsAdd_InAFolderWithoutData_SaysWhereItMakesOne_Once()
    {
        using var temp = new TempFolder();

        var first = await AddAsync(temp, "Aurora");
        var second = await AddAsync(temp, "Borealis");

        // Relative to where the user stands, and told in full.
        Assert.Contains(NoData + temp.File("kept"), first, StringComparison.Ordinal);
        Assert.True(File.Exists(temp.File("kept/botperf.db")), first);
        Assert.DoesNotContain(NoData, second, StringComparison.Ordinal);
    }

    private static async Task<string> AddAsync(TempFolder folder, string bot)
    {
        await using var process = ChildProcess.Start("dotnet",
            [RepositoryFolder.BuiltProgram("BotPerf.Web"), "bots", "add", bot, "--data", "kept"], workingFolder: folder.Path);
        var code = await process.WaitForExitAsync(Eventually.Patience);
        Assert.True(code == 0, process.Output);
        return process.Output;
    }
}
