using System.Net;
using System.Net.Sockets;
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
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"http://{listener.LocalEndpoint}/";
        await File.WriteAllTextAsync(html, $"""
            <html><head><meta charset="utf-8" /><meta http-equiv="Content-Security-Policy" content="{ReportSheet.Policy}" />
            <link rel="stylesheet" href="{address}a.css" /><link rel="preconnect" href="{address}" /></head>
            <body><h1>here</h1><p id="a">still</p><script>document.getElementById("a").textContent = "it ran"</script><img src="file://{html}" alt="none" />
            <iframe src="{html}"></iframe><img src="{address}a.png" alt="none" /><iframe src="{address}"></iframe><p style="display: none">unstyled</p></body></html>
            """);

        Assert.Null(await Printer(null).PrintAsync(html, _folder.File("a.pdf"), CancellationToken.None));

        var text = string.Concat(await Poppler.PagesAsync(_folder.File("a.pdf")));
        Assert.Contains("still", text, StringComparison.Ordinal);
        Assert.Contains("unstyled", text, StringComparison.Ordinal);
        Assert.DoesNotContain("it ran", text, StringComparison.Ordinal);
        Assert.False(listener.Pending(), "nobody was asked");
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
        var hanging = Script("hanging", $"echo $$ > {_folder.File("pid")}\nsleep 1000 &\necho $! > {_folder.File("child")}\nwait");
        var clock = new ManualClock();

        var printing = Printer(hanging, clock).PrintAsync(_folder.File("a.html"), _folder.File("a.pdf"), CancellationToken.None);
        await Eventually.TrueAsync("its child runs", () => File.Exists(_folder.File("child")) && File.ReadAllText(_folder.File("child")).Length > 1);
        clock.Advance(TimeSpan.FromSeconds(60));

        Assert.Contains("took longer than 60 s", await printing, StringComparison.Ordinal);
        foreach (var name in new[] { "pid", "child" })
            await Eventually.TrueAsync($"{name} is gone", () => IsGone(int.Parse(File.ReadAllText(_folder.File(name)).Trim(), System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Print_BrowserThatEndsBeforeItsChild_IsOverAtOnceAndEndsTheChild()
    {
        if (OperatingSystem.IsWindows())
            return;
        var orphaning = Script("orphaning", $"sleep 1000 &\necho $! > {_folder.File("child")}\nexit 0");

        // The clock stands still: nothing is waited for.
        var why = await Printer(orphaning, new ManualClock()).PrintAsync(_folder.File("a.html"), _folder.File("a.pdf"), CancellationToken.None);

        Assert.Contains("half a file", why, StringComparison.Ordinal);
        var child = int.Parse(await File.ReadAllTextAsync(_folder.File("child")), System.Globalization.CultureInfo.InvariantCulture);
        await Eventually.TrueAsync("its child is gone", () => IsGone(child));
    }

    [Theory]
    [InlineData("%PDF-1.4 half", false)]
    [InlineData("half %%EOF", false)]
    [InlineData("%PDF-1.4 whole\n%%EOF", true)]
    public async Task Print_BrowserThatIsContentWithHalfAFile_IsNotBelieved(string left, bool isWhole)
    {
        if (OperatingSystem.IsWindows())
            return;
        var leaving = Script("leaving", $"for a in \"$@\"; do case $a in --print-to-pdf=*) printf '%b' '{left}' > \"${{a#*=}}\";; esac; done");

        var why = await Printer(leaving).PrintAsync(_folder.File("a.html"), _folder.File("a.pdf"), CancellationToken.None);

        Assert.Equal(isWhole, why is null);
        Assert.Equal(isWhole, File.Exists(_folder.File("a.pdf")));
    }

    [Fact]
    public async Task Print_Browser_GetsNothingOfTheServersEnvironmentAndItsOwnFolderForWhatItLeaves()
    {
        if (OperatingSystem.IsWindows())
            return;
        var telling = Script("telling", $"env > {_folder.File("env")}; cd \"$TMPDIR\" && pwd > {_folder.File("temporary")}");

        await Printer(telling).PrintAsync(_folder.File("a.html"), _folder.File("a.pdf"), CancellationToken.None);

        var names = (await File.ReadAllLinesAsync(_folder.File("env"))).Select(line => line.Split('=')[0]).Except(["PWD", "OLDPWD", "SHLVL", "_"]);
        Assert.Equal(["HOME", "LANG", "PATH", "TMPDIR"], names.Order());
        Assert.Equal(_folder.File("a.pdf.profile"), (await File.ReadAllTextAsync(_folder.File("temporary"))).Trim());
    }

    [Fact]
    public async Task Print_InARelativeFolder_GivesTheBrowserWholeNames()
    {
        if (OperatingSystem.IsWindows())
            return;
        var told = _folder.File("told");
        var telling = Script("telling", $"for a in \"$@\"; do echo \"$a\" >> {told}; case $a in --print-to-pdf=*) printf '%%PDF-1.4 whole %%%%EOF' > \"${{a#*=}}\";; esac; done");
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, _folder.Path);
        Assert.False(Path.IsPathRooted(relative));

        Assert.Null(await Printer(telling).PrintAsync(Path.Combine(relative, "a.html"), Path.Combine(relative, "a.pdf"), CancellationToken.None));

        Assert.True(File.Exists(_folder.File("a.pdf")));
        var arguments = await File.ReadAllLinesAsync(told);
        Assert.Contains($"--user-data-dir={_folder.File("a.pdf.profile")}", arguments);
        Assert.Equal(new Uri(_folder.File("a.html")).AbsoluteUri, arguments[^1]);
    }

    [Fact]
    public async Task Print_CancelledAtOnce_LeavesNoBrowser()
    {
        if (OperatingSystem.IsWindows())
            return;
        var hanging = Script("hanging", $"echo $$ >> {_folder.File("pids")}\nexec sleep 1000");
        for (var i = 0; i < 20; i++)
        {
            using var cancelled = new CancellationTokenSource();
            var printing = Printer(hanging, new ManualClock()).PrintAsync(_folder.File("a.html"), _folder.File("a.pdf"), cancelled.Token);
            await cancelled.CancelAsync();

            // Not to be ended would be waited for, by a clock that stands still.
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => printing.WaitAsync(TimeSpan.FromSeconds(20)));
        }

        var pids = File.Exists(_folder.File("pids")) ? await File.ReadAllLinesAsync(_folder.File("pids")) : [];
        foreach (var pid in pids)
            await Eventually.TrueAsync($"{pid} is gone", () => IsGone(int.Parse(pid, System.Globalization.CultureInfo.InvariantCulture)));
    }

    // A socket's path has 108 bytes, and the browser makes one.
    [PdfFact]
    public async Task Print_InAFolderWithALongName_LeavesThePdfAlone()
    {
        var folder = Directory.CreateDirectory(_folder.File(new string('x', 120))).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "a.html"), "<h1>here</h1>");

        Assert.Null(await Printer(null).PrintAsync(Path.Combine(folder, "a.html"), Path.Combine(folder, "a.pdf"), CancellationToken.None));

        Assert.Contains("here", string.Concat(await Poppler.PagesAsync(Path.Combine(folder, "a.pdf"))), StringComparison.Ordinal);
        Assert.Equal(["a.html", "a.pdf"], Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Print_BrowserThatFails_SaysSo()
    {
        if (OperatingSystem.IsWindows())
            return;

        Assert.Contains("ended with 1", await Printer("/bin/false").PrintAsync(_folder.File("a.html"), _folder.File("a.pdf"), CancellationToken.None), StringComparison.Ordinal);
    }

    private string Script(string name, string text)
    {
        var path = _folder.File(name);
        File.WriteAllText(path, $"#!/bin/sh\n{text}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private static PdfPrinter Printer(string? browser, TimeProvider? time = null) => new(
        Options.Create(new ReportOptions { Browser = browser }), time ?? TimeProvider.System, NullLogger<PdfPrinter>.Instance);

    // A process that is gone may wait for whoever inherits it to take note.
    private static bool IsGone(int id) =>
        !File.Exists($"/proc/{id}/stat") || File.ReadAllText($"/proc/{id}/stat").Split(") ")[^1].StartsWith('Z');
}
