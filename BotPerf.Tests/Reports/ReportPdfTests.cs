using System.Text.RegularExpressions;
using BotPerf.Tests.Api;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Access;
using BotPerf.Web.Reports;
using BotPerf.Web.Reports.Files;
using BotPerf.Web.Reports.Html;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace BotPerf.Tests.Reports;

/// <summary>What comes out of the printer.</summary>
public sealed class ReportPdfTests : IDisposable
{
    private const int Commands = 200;
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [PdfFact]
    public async Task Pdf_TwoHundredCommands_GoOverPagesWithNumbersAndHeadings()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var bot = await SentEvents.NewBotAsync(server, "Bot ボット 🤖");
        var at = TimeProvider.System.GetUtcNow().AddMinutes(-4);
        await bot.PostAsync("default", [.. Enumerable.Range(0, Commands).Select(i => (object)new
        {
            type = "command", name = $"{(i % 3) switch { 0 => "コマンド", 1 => "أمر", _ => "cmd🎉" }}-{i:000}-{new string('x', i % 40)}",
            module = i % 2 == 0 ? "General" : "音楽", kind = "slash", durationMs = 10.0 + i, success = true, at,
        })]);
        using var caller = await ApiCaller.WithTokenAsync(server, Scopes.Read);

        var report = await MadeReport.OfAsync(server, caller, new { from = MadeReport.Text(at.AddMinutes(-30)) });

        Assert.Equal(("done", null), (report.State, report.Body.GetProperty("noPdf").GetString()));
        var pages = await Poppler.PagesAsync(report.Pdf);
        Assert.Equal(await Poppler.PageCountAsync(report.Pdf), pages.Length);
        Assert.InRange(pages.Length, 6, 60);
        for (var i = 0; i < pages.Length; i++)
            Assert.Contains($"Page {i + 1} of {pages.Length}", pages[i], StringComparison.Ordinal);
        var text = string.Concat(pages);
        Assert.All(Enumerable.Range(0, Commands), i => Assert.Contains($"-{i:000}-", text, StringComparison.Ordinal));
        // A row of the table is named by the number in the command's name; its page names the columns.
        Assert.All(pages.Where(page => Regex.Count(page, @"-\d{3}-") > 3), page =>
            Assert.Matches(@"Command\s+(Module|Verdict)", page));
        Assert.Contains("コマンド", text, StringComparison.Ordinal);
    }

    [PdfFact]
    public async Task Print_ScriptAndAddressesInTheFile_NothingRunsAndNothingIsFetched()
    {
        var html = _folder.File("a.html");
        await File.WriteAllTextAsync(html, $"""
            <html><head><meta charset="utf-8" /><meta http-equiv="Content-Security-Policy" content="{ReportSheet.Policy}" /></head>
            <body><h1>here</h1><p id="a">still</p><script>document.getElementById("a").textContent = "it ran"</script><img src="file://{html}" alt="none" />
            <iframe src="{html}"></iframe><p style="display: none">unstyled</p></body></html>
            """);

        Assert.Null(await Printer(null).PrintAsync(html, _folder.File("a.pdf"), CancellationToken.None));

        var text = string.Concat(await Poppler.PagesAsync(_folder.File("a.pdf")));
        Assert.Contains("still", text, StringComparison.Ordinal);
        Assert.Contains("unstyled", text, StringComparison.Ordinal);
        Assert.DoesNotContain("it ran", text, StringComparison.Ordinal);
        Assert.Equal(["a.html", "a.pdf"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Print_NoBrowser_SaysHowToPrint()
    {
        Assert.Equal(PdfPrinter.NoBrowser, await Printer(PdfPrinter.None).PrintAsync("a", "b", CancellationToken.None));
        Assert.Equal(PdfPrinter.NoBrowser, await Printer(_folder.File("missing")).PrintAsync("a", "b", CancellationToken.None));
    }

    [Fact]
    public async Task Print_BrowserThatHangs_IsEndedWithItsChildren()
    {
        if (OperatingSystem.IsWindows())
            return;
        var hanging = _folder.File("hanging");
        await File.WriteAllTextAsync(hanging, $"#!/bin/sh\necho $$ > {_folder.File("pid")}\nsleep 1000 &\necho $! > {_folder.File("child")}\nwait\n");
        File.SetUnixFileMode(hanging, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var clock = new ManualClock();

        var printing = Printer(hanging, clock).PrintAsync(_folder.File("a.html"), _folder.File("a.pdf"), CancellationToken.None);
        await Eventually.TrueAsync("its child runs", () => File.Exists(_folder.File("child")) && File.ReadAllText(_folder.File("child")).Length > 1);
        clock.Advance(TimeSpan.FromSeconds(60));

        Assert.Contains("took longer than 60 s", await printing, StringComparison.Ordinal);
        foreach (var name in new[] { "pid", "child" })
            await Eventually.TrueAsync($"{name} is gone", () => IsGone(int.Parse(File.ReadAllText(_folder.File(name)).Trim(), System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Print_BrowserThatFails_SaysSo()
    {
        if (OperatingSystem.IsWindows())
            return;

        Assert.Contains("ended with 1", await Printer("/bin/false").PrintAsync(_folder.File("a.html"), _folder.File("a.pdf"), CancellationToken.None), StringComparison.Ordinal);
    }

    private static PdfPrinter Printer(string? browser, TimeProvider? time = null) => new(
        Options.Create(new ReportOptions { Browser = browser }), time ?? TimeProvider.System, NullLogger<PdfPrinter>.Instance);

    // A process that is gone may wait for whoever inherits it to take note.
    private static bool IsGone(int id) =>
        !File.Exists($"/proc/{id}/stat") || File.ReadAllText($"/proc/{id}/stat").Split(") ")[^1].StartsWith('Z');
}
