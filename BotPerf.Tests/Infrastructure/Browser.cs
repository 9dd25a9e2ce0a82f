using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace BotPerf.Tests.Infrastructure;

/// <summary>A browser with one visitor's window. Whatever the page complains about is kept.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _chromium;
    private readonly ConcurrentQueue<string> _consoleErrors = new();

    private Browser(IPlaywright playwright, IBrowser chromium, IPage page)
    {
        _playwright = playwright;
        _chromium = chromium;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                _consoleErrors.Enqueue($"{message.Text} ({message.Location})");
        };
        page.PageError += (_, error) => _consoleErrors.Enqueue(error);
    }

    public IPage Page { get; }

    /// <summary>Errors the page wrote to its console, and exceptions nobody caught.</summary>
    public IReadOnlyList<string> ConsoleErrors => [.. _consoleErrors];

    public static async Task<Browser> OpenAsync(
        Uri address, int width = 1440, int height = 900, ColorScheme colours = ColorScheme.Light, string zone = "UTC")
    {
        var playwright = await Playwright.CreateAsync();
        var chromium = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium.Path,
            Args = Chromium.Arguments,
        });
        var visitor = await chromium.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address.ToString(),
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = colours,
            Locale = "en-GB",
            TimezoneId = zone,
        });
        return new Browser(playwright, chromium, await visitor.NewPageAsync());
    }

    /// <summary>
    /// Forgets the errors of a connection that broke on purpose: what a browser itself writes when the server is away.
    /// Every other error stays.
    /// </summary>
    public void ForgetLostConnections()
    {
        var kept = _consoleErrors.Where(error => !IsLostConnection(error)).ToList();
        _consoleErrors.Clear();
        foreach (var error in kept)
            _consoleErrors.Enqueue(error);
    }

    /// <summary>What the visitor sees now, for the report of a test that failed.</summary>
    public async Task<string> SeenAsync() =>
        $"{Page.Url}\n{await Page.Locator("body").InnerTextAsync()}\n{string.Join('\n', ConsoleErrors)}";

    public async ValueTask DisposeAsync()
    {
        await _chromium.CloseAsync();
        _playwright.Dispose();
    }

    private static bool IsLostConnection(string error) =>
        error.Contains("net::ERR_CONNECTION_REFUSED", StringComparison.Ordinal)
        || error.Contains("net::ERR_EMPTY_RESPONSE", StringComparison.Ordinal)
        || error.Contains("net::ERR_CONNECTION_RESET", StringComparison.Ordinal)
        || error.Contains("net::ERR_INCOMPLETE_CHUNKED_ENCODING", StringComparison.Ordinal)
        || error.Contains("WebSocket", StringComparison.Ordinal);
}
