using System.Globalization;
using BotPerf.Tests.Infrastructure;
using Microsoft.Playwright;

namespace BotPerf.Tests.Journey;

/// <summary>The pages as somebody uses them: signs in, goes somewhere, reads figures.</summary>
internal sealed class Dashboard(Browser browser)
{
    private const float PatienceMs = 30_000;

    public IPage Page => browser.Page;

    /// <summary>Opens the first page, is sent to sign in, and comes back signed in.</summary>
    public async Task SignInAsync(string email = ServerProcess.AdminEmail, string password = ServerProcess.AdminPassword)
    {
        await Page.GotoAsync("/");
        await Page.WaitForURLAsync("**/sign-in**");
        await Page.Locator("input[type=email]").FillAsync(email);
        await Page.Locator("input[type=password]").FillAsync(password);
        await Page.Locator("form button[type=submit]").First.ClickAsync();
        await Page.Locator(".shell-top").WaitForAsync(Patient);
    }

    public ILocator Test(string id) => Page.Locator($"[data-testid='{id}']");

    /// <summary>
    /// An element that listens: the first picture of a page is static, and what one types before its circuit is there is
    /// lost. Blazor marks the elements it has given handlers.
    /// </summary>
    public async Task<ILocator> ListeningAsync(string id)
    {
        var element = Test(id).First;
        await element.WaitForAsync(Patient);
        await Eventually.TrueAsync($"{id} listens", () => element.EvaluateAsync<bool>(
            "element => Object.keys(element).some(key => key.startsWith('_blazorEvents'))"));
        return element;
    }

    /// <summary>A cell of the Commands table.</summary>
    /// <param name="command">Null: of whichever row.</param>
    public ILocator CommandCell(string column, string? command = null)
    {
        var row = command is null ? "[data-testid='command-row']" : $"[data-testid='command-row'][data-command='{command}']";
        return Page.Locator($"{row} [data-col='{column}']");
    }

    /// <summary>
    /// A figure of the Commands table as it reads when hovered over: not rounded. Durations in milliseconds; null while the
    /// table does not show the command.
    /// </summary>
    public async Task<double?> CommandFigureAsync(string command, string column)
    {
        var cell = CommandCell(column, command);
        if (await cell.CountAsync() == 0)
            return null;

        var exact = await cell.First.GetAttributeAsync("title");
        return exact is null ? null : double.Parse(exact.Split(' ')[0], NumberStyles.Number, CultureInfo.InvariantCulture);
    }

    /// <summary>Leaves a mark that a reload would wipe out.</summary>
    public Task MarkDocumentAsync() => Page.EvaluateAsync("() => { window.sameDocument = true; }");

    public Task<bool> IsMarkedDocumentAsync() => Page.EvaluateAsync<bool>("() => window.sameDocument === true");

    /// <summary>Waits until a figure reads otherwise, and gives the new text.</summary>
    public async Task<string> ChangedAsync(ILocator figure)
    {
        await figure.First.WaitForAsync(Patient);
        var before = await figure.First.InnerTextAsync();
        return await Eventually.GetAsync($"'{before}' changes on {Page.Url}", async () =>
        {
            var now = await figure.First.InnerTextAsync(new LocatorInnerTextOptions { Timeout = PatienceMs });
            return now != before ? now : null;
        });
    }

    public static LocatorWaitForOptions Patient { get; } = new() { Timeout = PatienceMs };
    public static LocatorWaitForOptions Gone { get; } = new() { State = WaitForSelectorState.Hidden, Timeout = PatienceMs };
}
