using System.Diagnostics;
using System.Runtime.InteropServices;
using BotPerf.Web.Storage.Backups;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Reports.Files;

/// <summary>
/// Prints the HTML of a report with Chromium, where the server has one: in a process of its own that sees no network, and
/// that is ended when it takes too long. Scripts are refused by the file's own policy.
/// </summary>
internal sealed class PdfPrinter(IOptions<ReportOptions> options, TimeProvider time, ILogger<PdfPrinter> log) : IDisposable
{
    public const string None = "none";
    public const string NoBrowser = "This server has no Chromium. Open the HTML and print it with your own browser.";

    private const int KillSignal = 9;
    private const int Ends = 1_024;

    private static readonly string[] s_usualPlaces =
    [
        "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable", "/usr/lib/chromium/chromium",
        "/opt/google/chrome/chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe",
    ];

    // Without these Windows starts no program.
    private static readonly string[] s_kept = OperatingSystem.IsWindows() ? ["PATH", "SystemRoot", "TEMP", "TMP", "USERPROFILE", "LOCALAPPDATA"] : ["PATH"];

    private static readonly string? s_ownSession = new[] { "/usr/bin/setsid", "/bin/setsid" }.FirstOrDefault(File.Exists);
    private static readonly TimeSpan s_ending = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _oneAtATime = new(1, 1);

    /// <summary>Null: there is none, or none is wanted.</summary>
    public string? Browser => options.Value.Browser switch
    {
        null or "" => s_usualPlaces.FirstOrDefault(File.Exists),
        None => null,
        var named => File.Exists(named) ? named : null,
    };

    /// <returns>Why there is no PDF, for people; null: there is one.</returns>
    public async Task<string?> PrintAsync(string html, string pdf, CancellationToken cancellationToken)
    {
        if (Browser is not { } browser)
            return NoBrowser;

        // The browser works in a folder of its own, where a relative name would mean something else.
        (html, pdf) = (Path.GetFullPath(html), Path.GetFullPath(pdf));
        await _oneAtATime.WaitAsync(cancellationToken);
        var profile = pdf + ".profile";
        try
        {
            OwnedFile.CreateFolder(profile);
            var why = await RunAsync(browser, html, pdf, profile, cancellationToken);
            if (why is null && !OperatingSystem.IsWindows())
                File.SetUnixFileMode(pdf, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            if (why is null)
                return null;

            log.NotPrinted(browser, why);
            File.Delete(pdf);
            return $"The PDF could not be printed: {why} Open the HTML and print it with your own browser.";
        }
        finally
        {
            Remove(profile);
            _oneAtATime.Release();
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    private async Task<string?> RunAsync(string browser, string html, string pdf, string profile, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(options.Value.PrintSeconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var process = new Process { StartInfo = Call(browser, html, pdf, profile) };
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception refused)
        {
            return $"the browser does not start ({TextCut.OneLine(refused.Message, 100)}).";
        }

        // What it says is let go of: a full pipe would stop it.
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(either.Token);
            // Whoever ends the server may end the browser with it: that says nothing of the browser.
            cancellationToken.ThrowIfCancellationRequested();
            return process.ExitCode != 0 ? $"the browser ended with {process.ExitCode}." : IsWhole(pdf) ? null : "the browser left half a file.";
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return $"the browser took longer than {options.Value.PrintSeconds} s.";
        }
        finally
        {
            await EndAsync(process);
        }
    }

    // With everything that it started, also what lives on after it.
    private async Task EndAsync(Process process)
    {
        // In its first moment it has no session of its own yet.
        if ((s_ownSession is null || KillAll(-process.Id, KillSignal) != 0) && !process.HasExited)
            process.Kill(entireProcessTree: true);
        try
        {
            await process.WaitForExitAsync(CancellationToken.None).WaitAsync(s_ending, time, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            log.BrowserStays(process.Id);
        }
    }

    // A disk that was full leaves half of one, and the browser may say nothing.
    private static bool IsWhole(string pdf)
    {
        if (!File.Exists(pdf))
            return false;
        using var file = File.OpenRead(pdf);
        Span<byte> ends = stackalloc byte[Ends];
        if (file.ReadAtLeast(ends[..5], 5, throwOnEndOfStream: false) < 5 || !ends[..5].SequenceEqual("%PDF-"u8))
            return false;
        file.Seek(-Math.Min(Ends, file.Length), SeekOrigin.End);
        return ends[..file.ReadAtLeast(ends, Ends, throwOnEndOfStream: false)].IndexOf("%%EOF"u8) >= 0;
    }

    // A session of its own is a group of processes of its own, which can be ended as one.
    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int KillAll(int group, int signal);

    private static ProcessStartInfo Call(string browser, string html, string pdf, string profile)
    {
        var call = new ProcessStartInfo(s_ownSession ?? browser)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = profile,
        };
        if (s_ownSession is not null)
            call.ArgumentList.Add(browser);
        foreach (var argument in new[]
        {
            "--headless", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", "--disable-quic", "--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=127.0.0.1:9",
            "--no-pdf-header-footer", $"--user-data-dir={profile}", $"--print-to-pdf={pdf}",
        })
            call.ArgumentList.Add(argument);
        // Chromium refuses its own sandbox to root; everybody else keeps it.
        if (!OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess)
            call.ArgumentList.Add("--no-sandbox");
        call.ArgumentList.Add(new Uri(html).AbsoluteUri);

        // The server's settings, secrets among them, are none of its business.
        var kept = s_kept.Select(name => (name, Environment.GetEnvironmentVariable(name))).Where(one => one.Item2 is not null).ToList();
        call.Environment.Clear();
        foreach (var (name, value) in kept)
            call.Environment[name] = value;
        if (!OperatingSystem.IsWindows())
        {
            call.Environment["HOME"] = profile;
            call.Environment["LANG"] = "C.UTF-8";
            // What it leaves goes with the profile. A short name of the folder it works in: one of a socket has 108 bytes.
            call.Environment["TMPDIR"] = ".";
        }

        return call;
    }

    private static void Remove(string profile)
    {
        try
        {
            Directory.Delete(profile, recursive: true);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // It lies in the report's folder and goes with it.
        }
    }
}
