using System.Diagnostics;
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

    private static readonly string[] s_usualPlaces =
    [
        "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable", "/usr/lib/chromium/chromium",
        "/opt/google/chrome/chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe",
    ];

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
        var said = Task.WhenAll(
            process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None),
            process.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None));
        try
        {
            await process.WaitForExitAsync(either.Token);
            // A child that outlives it may hold the pipes open.
            await said.WaitAsync(either.Token);
            return process.ExitCode == 0 && File.Exists(pdf) ? null : $"the browser ended with {process.ExitCode}.";
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
            return $"the browser took longer than {options.Value.PrintSeconds} s.";
        }
    }

    private static ProcessStartInfo Call(string browser, string html, string pdf, string profile)
    {
        var call = new ProcessStartInfo(browser)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = profile,
        };
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
        var path = Environment.GetEnvironmentVariable("PATH");
        if (!OperatingSystem.IsWindows())
        {
            call.Environment.Clear();
            call.Environment["PATH"] = path;
            call.Environment["HOME"] = profile;
            call.Environment["LANG"] = "C.UTF-8";
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
