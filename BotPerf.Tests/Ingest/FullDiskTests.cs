using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Ingest;
using BotPerf.Web.Storage;

namespace BotPerf.Tests.Ingest;

public sealed class FullDiskTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Push_WhileTheReserveIsTouched_IsAskedToComeAgainAndThenTaken()
    {
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        core.StorageSettings.ReserveBytes = long.MaxValue;
        await core.Watch.LookAsync(CancellationToken.None);
        var refused = core.Pipeline.Admit(IngestCore.Sender(), 100);
        core.StorageSettings.ReserveBytes = 0;
        await core.Watch.LookAsync(CancellationToken.None);

        var later = Assert.IsType<IngestOutcome.Later>(refused);
        Assert.InRange(later.RetryAfter, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Assert.Contains("disk", later.Message, StringComparison.Ordinal);
        Assert.Null(core.Pipeline.Admit(IngestCore.Sender(), 100));
    }

    [Theory]
    [InlineData(1L << 40, 256L << 20)]
    [InlineData(5L << 30, 256L << 20)]
    [InlineData(1L << 30, (1L << 30) / 20)]
    public void ReserveOf_ADisk_Is256MebibytesOrATwentieth(long total, long expected) =>
        Assert.Equal(expected, DiskSpace.ReserveOf(total));
}
