using System.Runtime.Versioning;
using BotPerf.Tests.Infrastructure;
using BotPerf.Tests.Storage.App;
using BotPerf.Web.Scheduling;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;
using BotPerf.Web.Storage.Backups;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace BotPerf.Tests.Scheduling;

[UnsupportedOSPlatform("windows")]
public sealed class BackupJobTests : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly ManualClock _clock = new();
    private readonly DataFolder _folder;
    private readonly ServiceProvider _services;
    private readonly BackupWriter _writer;
    private readonly BackupShelf _shelf;

    public BackupJobTests()
    {
        _folder = new DataFolder(_temp.File("data"));
        _services = AppDbTests.Services(_folder, _clock);
        _writer = new BackupWriter(_folder, _clock);
        _shelf = new BackupShelf(_folder, Options.Create(new BackupOptions { Keep = 2 }));
    }

    public Task InitializeAsync() => _services.GetRequiredService<AppDb>().OpenAsync(CancellationToken.None);

    public async Task DisposeAsync() => await _services.DisposeAsync();

    public void Dispose()
    {
        _writer.Dispose();
        _temp.Dispose();
    }

    [Fact]
    public async Task Backup_NightAfterNight_KeepsTheNewestAndWhatIsNotItsOwn()
    {
        for (var night = 0; night < 3; night++)
        {
            var result = await new BackupJob(_writer, _shelf, _clock).RunAsync(new JobProgress(), CancellationToken.None);
            Assert.Contains($"{Math.Min(night + 1, 2)} kept", result.Summary, StringComparison.Ordinal);
            await File.WriteAllTextAsync(Path.Combine(_folder.Backups, "botperf-mine.zip"), "mine");
            _clock.Advance(TimeSpan.FromDays(1));
        }

        Assert.Equal(
            ["botperf-20261122-100000.zip", "botperf-20261123-100000.zip", "botperf-mine.zip"],
            Directory.EnumerateFiles(_folder.Backups).Select(Path.GetFileName).Order());
        Assert.Equal("botperf-20261123-100000.zip", _shelf.All()[0].Name);
    }

    [Fact]
    public async Task Integrity_EverythingWhole_NamesWhatItRead()
    {
        await new BackupJob(_writer, _shelf, _clock).RunAsync(new JobProgress(), CancellationToken.None);
        await File.WriteAllBytesAsync(_folder.TelemetryDatabase, []);

        var result = await Check().RunAsync(new JobProgress(), CancellationToken.None);

        Assert.Equal(new JobResult(3, "botperf.db, telemetry.db, botperf-20261121-100000.zip: whole"), result);
    }

    [Fact]
    public async Task Integrity_SpoiltBackupAndDatabase_NamesBoth()
    {
        await new BackupJob(_writer, _shelf, _clock).RunAsync(new JobProgress(), CancellationToken.None);
        await File.WriteAllTextAsync(_shelf.All()[0].FullName, "no zip");
        await File.WriteAllTextAsync(_folder.TelemetryDatabase, new string('x', 10_000));

        var found = await Assert.ThrowsAsync<InvalidDataException>(
            () => Check().RunAsync(new JobProgress(), CancellationToken.None));

        Assert.Contains("telemetry.db is damaged", found.Message, StringComparison.Ordinal);
        Assert.Contains("is no sound backup", found.Message, StringComparison.Ordinal);
    }

    private IntegrityJob Check() => new(_folder, _writer, _shelf);
}
