using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Hosting;
using BotPerf.Web.Storage;

namespace BotPerf.Tests.Hosting;

public sealed class FolderLockTests : IDisposable
{
    private readonly TempFolder _temp = new();

    [Fact]
    public void TryTake_WhileTaken_IsRefusedAndNamesTheHolder()
    {
        var folder = new DataFolder(_temp.Path);
        using var first = FolderLock.TryTake(folder, "the first");

        Assert.NotNull(first);
        Assert.Null(FolderLock.TryTake(folder, "the second"));
        Assert.Equal($"the first, process {Environment.ProcessId}", FolderLock.Holder(folder));
    }

    [Fact]
    public void TryTake_AfterItWasGivenBack_Succeeds()
    {
        var folder = new DataFolder(_temp.Path);
        FolderLock.TryTake(folder, "the first")!.Dispose();

        using var second = FolderLock.TryTake(folder, "the second");
        Assert.NotNull(second);
    }

    public void Dispose() => _temp.Dispose();
}
