using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Storage;
using Microsoft.Data.Sqlite;

namespace BotPerf.Tests.Ingest;

public sealed class DamagedFileTests : IDisposable
{
    private const int PageSize = 16 * 1024;

    private readonly TempFolder _temp = new();
    private readonly ManualClock _clock = new();

    private DataFolder Folder => new(_temp.Path);

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(PageSize)]
    public async Task Start_OnADamagedFile_SetsItAsideAndTakesWhatComes(int from)
    {
        await using (var before = await IngestCore.OpenAsync(_temp, _clock))
            await before.PushAsync(new FrameMaker().Commands(before.NowUs, "help", 0.1));
        await DamageAsync(from);

        await using var core = await IngestCore.OpenAsync(_temp, _clock);
        Assert.False((await core.PushAsync(new FrameMaker().Commands(core.NowUs, "help", 0.2))).Duplicate);
        await core.Watch.LookAsync(CancellationToken.None);

        var aside = Assert.Single(Folder.DamagedFiles());
        Assert.Equal((StorageTroubleKind.Damaged, false), (core.Watch.Trouble!.Kind, core.Watch.Trouble.IsBlocking));
        Assert.Contains(aside, core.Watch.Trouble.Text, StringComparison.Ordinal);
        Assert.Null(core.Pipeline.Admit(IngestCore.Sender(), 100));

        File.Delete(_temp.File(aside));
        await core.Watch.LookAsync(CancellationToken.None);
        Assert.Null(core.Watch.Trouble);
    }

    [Fact]
    public async Task Start_OnASoundFile_SetsNothingAside()
    {
        await using (var before = await IngestCore.OpenAsync(_temp, _clock))
            await before.PushAsync(new FrameMaker().Commands(before.NowUs, "help", 0.1));
        await using var core = await IngestCore.OpenAsync(_temp, _clock);

        Assert.Empty(Folder.DamagedFiles());
        Assert.Single(core.Catalog.Instances());
    }

    // All that follows, too: whichever tables lie there.
    private async Task DamageAsync(int from)
    {
        // A start finds no connection of its own process to the file as it was.
        SqliteConnection.ClearAllPools();
        await using var file = File.Open(Folder.TelemetryDatabase, FileMode.Open);
        file.Position = from;
        await file.WriteAsync(Enumerable.Repeat((byte)7, (int)(file.Length - from)).ToArray());
    }
}
