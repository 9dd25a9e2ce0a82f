using System.IO.Compression;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using BotPerf.Tests.Infrastructure;
using BotPerf.Tests.Storage.App;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;
using BotPerf.Web.Storage.Backups;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace BotPerf.Tests.Storage.Backups;

[UnsupportedOSPlatform("windows")]
public sealed class BackupTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly TempFolder _temp = new();

    private string File => _temp.File("backup.zip");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _temp.Dispose();
    }

    [Fact]
    public async Task Write_WhileTheDatabaseIsOpen_IsOnePrivateWholeFile()
    {
        var manifest = await BackUpAsync();

        Assert.Equal(["botperf.db", "keys/key-1.xml"], manifest.Files.Select(file => file.Name));
        Assert.Equal(OwnerOnly, System.IO.File.GetUnixFileMode(File));
        Assert.Equal(manifest.Files, (await UnpackAsync()).Files);
        Assert.Equal(["backup.zip", "data"], Directory.EnumerateFileSystemEntries(_temp.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Write_OverAFile_IsRefusedAndLeavesIt()
    {
        await System.IO.File.WriteAllTextAsync(File, "mine");

        await Assert.ThrowsAsync<IOException>(BackUpAsync);

        Assert.Equal("mine", await System.IO.File.ReadAllTextAsync(File));
    }

    [Fact]
    public async Task Write_DamagedDatabase_LeavesNoFile()
    {
        await using (var services = await OpenAsync())
        {
        }

        SqliteConnection.ClearAllPools();
        var bytes = await System.IO.File.ReadAllBytesAsync(Folder("data").AppDatabase);
        bytes.AsSpan(4096).Fill(0xAA);
        await System.IO.File.WriteAllBytesAsync(Folder("data").AppDatabase, bytes);
        using var writer = new BackupWriter(Folder("data"), TimeProvider.System);

        await Assert.ThrowsAsync<InvalidDataException>(() => writer.WriteAsync(File, null, CancellationToken.None));

        Assert.Equal([_temp.File("data")], Directory.EnumerateFileSystemEntries(_temp.Path));
    }

    [Fact]
    public async Task Write_Cancelled_LeavesNoFile()
    {
        await using var services = await OpenAsync();
        using var writer = new BackupWriter(Folder("data"), TimeProvider.System);
        using var cancel = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writer.WriteAsync(File, (_, what) =>
        {
            if (what == "packing")
                cancel.Cancel();
        }, cancel.Token));

        Assert.Equal([_temp.File("data")], Directory.EnumerateFileSystemEntries(_temp.Path));
    }

    [Fact]
    public async Task Restore_IntoAnEmptyFolder_BringsEverythingBack()
    {
        await BackUpAsync();
        var folder = Folder("new");
        folder.Create();

        await BackupReader.RestoreAsync(File, folder, CancellationToken.None);

        Assert.Equal("secret", await System.IO.File.ReadAllTextAsync(Path.Combine(folder.KeyRing, "key-1.xml")));
        Assert.Equal(OwnerOnly, System.IO.File.GetUnixFileMode(folder.AppDatabase));
        Assert.Equal(["botperf.db", "keys"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName).Order());
        await using var services = AppDbTests.Services(folder);
        await services.GetRequiredService<AppDb>().OpenAsync(CancellationToken.None);
        var row = Assert.Single(await services.GetRequiredService<AuditTrail>().ReadAsync(long.MaxValue, 10, CancellationToken.None));
        Assert.Equal("test.wrote", row.What);
    }

    [Fact]
    public async Task Restore_FolderThatHoldsSomething_IsRefused()
    {
        await BackUpAsync();

        var refused = await Assert.ThrowsAsync<IOException>(
            () => BackupReader.RestoreAsync(File, Folder("data"), CancellationToken.None));

        Assert.Contains("holds botperf.db already", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_AfterOneThatWasKilled_BeginsAnew()
    {
        await BackUpAsync();
        var folder = Folder("new");
        folder.Create();
        Directory.CreateDirectory(Path.Combine(folder.Path, ".restore"));
        await System.IO.File.WriteAllTextAsync(Path.Combine(folder.Path, ".restore", "botperf.db"), "half");

        await BackupReader.RestoreAsync(File, folder, CancellationToken.None);

        Assert.True((await SqliteInspection.OfAsync(folder.AppDatabase, isThorough: true, CancellationToken.None)).IsWell);
    }

    [Theory]
    [InlineData("a text, no zip", null)]
    [InlineData("botperf.db is not what was backed up", "botperf.db")]
    [InlineData("keys/key-1.xml is not what was backed up", "keys/key-1.xml")]
    [InlineData("manifest.json cannot be read", "manifest.json")]
    public async Task Restore_SpoiltBackup_SaysWhatIsWrongAndLeavesTheFolder(string says, string? spoilt)
    {
        await BackUpAsync();
        if (spoilt is null)
            await System.IO.File.WriteAllTextAsync(File, says);
        else
            Replace(spoilt, bytes => bytes[^1] ^= 1);

        await RefusedAsync(spoilt is null ? "is no sound backup" : says);
    }

    [Theory]
    [InlineData("../botperf.db")]
    [InlineData("keys/../../key.xml")]
    [InlineData("/etc/key.xml")]
    [InlineData("appsettings.json")]
    public async Task Restore_NameThatIsNotOurs_IsRefused(string name)
    {
        var file = new BackedUpFile(name, 1, Convert.ToHexStringLower(SHA256.HashData("x"u8)));
        Make(new BackupManifest(1, "0.1.0", DateTimeOffset.UnixEpoch, [file]), (name, "x"u8.ToArray()));

        await RefusedAsync($"it holds {name}, which no backup does");
    }

    [Fact]
    public async Task Restore_EntryThatUnfoldsWithoutEnd_IsStoppedAtItsLength()
    {
        var file = new BackedUpFile("botperf.db", 10, "00");
        Make(new BackupManifest(1, "0.1.0", DateTimeOffset.UnixEpoch, [file]), ("botperf.db", new byte[10_000_000]));

        await RefusedAsync("botperf.db is longer than it was");
    }

    [Fact]
    public async Task Restore_BackupOfALaterFormat_SaysSo()
    {
        Make(new BackupManifest(2, "9.0.0", DateTimeOffset.UnixEpoch, []));

        await RefusedAsync("it was written by BotPerf 9.0.0, which is newer than this one");
    }

    [Fact]
    public async Task Tidy_WhatAKilledBackupLeft_IsGone()
    {
        Directory.CreateDirectory(_temp.File(".backup-0123"));
        await System.IO.File.WriteAllTextAsync(_temp.File("other.zip"), "not ours");
        using var writer = new BackupWriter(Folder("data"), TimeProvider.System);

        await writer.TidyAsync(_temp.Path, CancellationToken.None);

        Assert.Equal([_temp.File("other.zip")], Directory.EnumerateFileSystemEntries(_temp.Path));
    }

    private async Task RefusedAsync(string says)
    {
        var folder = Folder("new");
        folder.Create();
        var refused = await Assert.ThrowsAsync<InvalidDataException>(
            () => BackupReader.RestoreAsync(File, folder, CancellationToken.None));
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        Assert.Equal([folder.KeyRing], Directory.EnumerateFileSystemEntries(folder.Path));
    }

    private DataFolder Folder(string name) => new(_temp.File(name));

    private async Task<ServiceProvider> OpenAsync()
    {
        var services = AppDbTests.Services(Folder("data"));
        await services.GetRequiredService<AppDb>().OpenAsync(CancellationToken.None);
        return services;
    }

    private async Task<BackupManifest> BackUpAsync()
    {
        await using var services = await OpenAsync();
        await services.GetRequiredService<AuditTrail>().WriteAsync("a test", "test.wrote", "it", CancellationToken.None);
        await System.IO.File.WriteAllTextAsync(Path.Combine(Folder("data").KeyRing, "key-1.xml"), "secret");
        using var writer = new BackupWriter(Folder("data"), TimeProvider.System);
        return await writer.WriteAsync(File, null, CancellationToken.None);
    }

    private async Task<BackupManifest> UnpackAsync()
    {
        using var writer = new BackupWriter(Folder("data"), TimeProvider.System);
        return await writer.VerifyAsync(File, CancellationToken.None);
    }

    private void Replace(string name, Action<byte[]> spoil)
    {
        using var zip = ZipFile.Open(File, ZipArchiveMode.Update);
        var entry = zip.GetEntry(name)!;
        using var bytes = new MemoryStream();
        using (var old = entry.Open())
            old.CopyTo(bytes);
        entry.Delete();
        var changed = bytes.ToArray();
        spoil(changed);
        using var now = zip.CreateEntry(name).Open();
        now.Write(changed);
    }

    private void Make(BackupManifest manifest, params (string Name, byte[] Bytes)[] files)
    {
        using var zip = ZipFile.Open(File, ZipArchiveMode.Create);
        foreach (var (name, bytes) in files.Prepend((BackupManifest.Name, manifest.ToBytes())))
        {
            using var entry = zip.CreateEntry(name).Open();
            entry.Write(bytes);
        }
    }
}
