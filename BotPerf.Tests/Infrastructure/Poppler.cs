using System.Globalization;

namespace BotPerf.Tests.Infrastructure;

/// <summary>Reads PDFs with the programs of the Debian package poppler-utils.</summary>
internal static class Poppler
{
    private const string Text = "/usr/bin/pdftotext";
    private const string Info = "/usr/bin/pdfinfo";

    public static bool IsHere { get; } = File.Exists(Text) && File.Exists(Info);

    /// <summary>Page by page, as it lies on them.</summary>
    public static async Task<string[]> PagesAsync(string pdf)
    {
        var read = await ChildProcess.RunAsync(Text, ["-layout", "-enc", "UTF-8", pdf, "-"], new Dictionary<string, string>());
        Assert.True(read.ExitCode == 0, read.Output);
        return read.Output.TrimEnd('\f', '\n').Split('\f');
    }

    public static async Task<int> PageCountAsync(string pdf)
    {
        var read = await ChildProcess.RunAsync(Info, [pdf], new Dictionary<string, string>());
        var line = read.Output.Split('\n').Single(line => line.StartsWith("Pages:", StringComparison.Ordinal));
        return int.Parse(line["Pages:".Length..].Trim(), CultureInfo.InvariantCulture);
    }
}

/// <summary>A test that prints and reads PDFs: reported as skipped where a program is missing, never as passed.</summary>
public sealed class PdfFactAttribute : FactAttribute
{
    public PdfFactAttribute()
    {
        if (Chromium.Path is null)
            Skip = "No Chromium here; install it, or name it in BOTPERF_TEST_CHROMIUM.";
        else if (!Poppler.IsHere)
            Skip = "No poppler here; install the Debian package poppler-utils.";
    }
}
