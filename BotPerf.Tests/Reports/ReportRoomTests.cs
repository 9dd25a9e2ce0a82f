using System.Net;
using BotPerf.Tests.Api;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Access;
using BotPerf.Web.Reports;
using BotPerf.Web.Reports.Files;
using BotPerf.Web.Storage;
using Microsoft.Extensions.Options;

namespace BotPerf.Tests.Reports;

/// <summary>How much one report may write.</summary>
public sealed class ReportRoomTests
{
    private const long Mebibyte = 1_048_576;

    [Fact]
    public void Take_MoreThanOneReportMayTake_IsRefused()
    {
        var room = new ReportRoom(1_000, () => long.MaxValue);
        room.Take(1_000);

        Assert.Contains("may take 0.977 KiB at most", Assert.Throws<IOException>(() => room.Take(1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Take_DiskThatIsFilledMeanwhile_IsRefusedBeforeTheReserveIsTouched()
    {
        var free = 20 * Mebibyte;
        var room = new ReportRoom(long.MaxValue, () => free);

        var refused = Assert.Throws<IOException>(() =>
        {
            for (; free > 0; free -= 1_000)
                room.Take(1_000);
        });

        Assert.Contains("nearly full", refused.Message, StringComparison.Ordinal);
        Assert.InRange(free, 0, 4 * Mebibyte);
    }

    [Fact]
    public void AskDisk_WithLessRoomThanIsWanted_IsRefused()
    {
        var room = new ReportRoom(long.MaxValue, () => 10 * Mebibyte);
        room.AskDisk(5 * Mebibyte);

        Assert.Contains("nearly full", Assert.Throws<IOException>(() => room.AskDisk(6 * Mebibyte)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_DiskThatIsFullWhenThePdfsTurnComes_AreThereWithoutIt()
    {
        await using var server = await LocalServer.StartAsync();
        var storage = server.Get<IOptions<StorageOptions>>().Value;

        var made = await server.Get<ReportFiles>().WriteAsync(1, ManyCommands.Report(1, 3), (_, what) =>
        {
            if (what == "printing the PDF")
                storage.ReserveBytes = long.MaxValue / 2;
        }, CancellationToken.None);

        Assert.Contains("the disk is nearly full", made.NoPdf, StringComparison.Ordinal);
        Assert.True(server.Get<ReportShelf>().Has(1, ReportFiles.Html) && !server.Get<ReportShelf>().Has(1, ReportFiles.Pdf));
    }

    [Fact]
    public async Task Report_WhosePdfIsLargerThanItsShare_IsThereWithoutIt()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var folder = new TempFolder();
        var large = folder.File("large");
        await File.WriteAllTextAsync(large, "#!/bin/sh\nfor a in \"$@\"; do case $a in --print-to-pdf=*) { printf '%%PDF-1.4'; head -c 2000000 /dev/zero; printf '%%%%EOF'; } > \"${a#*=}\";; esac; done\n");
        File.SetUnixFileMode(large, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await using var server = await LocalServer.StartWithAdaAsync();
        var options = server.Get<IOptions<ReportOptions>>().Value;
        (options.Browser, options.KeepBytes, server.Get<IOptions<StorageOptions>>().Value.ReserveBytes) = (large, 4 * Mebibyte, 0);
        using var program = await ApiCaller.WithTokenAsync(server, Scopes.Read);

        var report = await MadeReport.OfAsync(server, program, new { from = MadeReport.Text(TimeProvider.System.GetUtcNow().AddHours(-1)) });

        Assert.Equal("done", report.State);
        Assert.Contains("may take 1 MiB at most", report.Body.GetProperty("noPdf").GetString(), StringComparison.Ordinal);
        Assert.False(File.Exists(report.Pdf));
        Assert.Contains("<html", await report.DownloadAsync("html"), StringComparison.Ordinal);
        (await program.GetAsync($"/api/v1/reports/{report.Id}/download?format=pdf")).Refused(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Report_LargerThanItsShareOrOnAFullDisk_FailsSaysWhyAndLeavesNothing()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var options = server.Get<IOptions<ReportOptions>>().Value;
        options.Browser = PdfPrinter.None;
        using var program = await ApiCaller.WithTokenAsync(server, Scopes.Read);
        var wanted = new { from = MadeReport.Text(TimeProvider.System.GetUtcNow().AddHours(-1)) };

        options.KeepBytes = 4_096;
        var large = await MadeReport.OfAsync(server, program, wanted);
        options.KeepBytes = 1_024 * Mebibyte;
        server.Get<IOptions<StorageOptions>>().Value.ReserveBytes = long.MaxValue / 2;
        var full = await MadeReport.OfAsync(server, program, wanted);

        Assert.Equal(("failed", "failed"), (large.State, full.State));
        Assert.Contains("may take 1 KiB at most", large.Body.GetProperty("problem").GetString(), StringComparison.Ordinal);
        // By whichever looks first: that which reads, or that which writes.
        Assert.Contains("disk", full.Body.GetProperty("problem").GetString(), StringComparison.Ordinal);
        Assert.Empty(server.Get<ReportShelf>().All());
        (await program.GetAsync($"/api/v1/reports/{large.Id}/download")).Refused(HttpStatusCode.Conflict);
    }
}
