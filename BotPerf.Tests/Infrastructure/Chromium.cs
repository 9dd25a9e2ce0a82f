namespace BotPerf.Tests.Infrastructure;

/// <summary>The browser of this machine, where there is one.</summary>
internal static class Chromium
{
    public static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private static readonly string?[] UsualPlaces =
    [
        Environment.GetEnvironmentVariable("BOTPERF_TEST_CHROMIUM"),
        "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
    ];

    /// <summary>Null: this machine has none.</summary>
    public static string? Path { get; } = UsualPlaces.FirstOrDefault(File.Exists);
}

/// <summary>A test that needs a browser: reported as skipped where there is none, never as passed.</summary>
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (Chromium.Path is null)
            Skip = "No Chromium here; install it, or name it in BOTPERF_TEST_CHROMIUM.";
    }
}
