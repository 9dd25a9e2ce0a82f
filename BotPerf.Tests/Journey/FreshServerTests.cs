using BotPerf.Tests.Infrastructure;

namespace BotPerf.Tests.Journey;

/// <summary>The first minutes with a server of one's own: sign in, make a bot, copy a snippet, see it live.</summary>
[Collection(ServerCollection.Name)]
public sealed class FreshServerTests
{
    [BrowserFact]
    public async Task BotsAndKeys_SnippetsCopiedAndRun_ArriveWhileThePageWaits()
    {
        await using var server = await ServerProcess.StartAsync();
        await using var browser = await Browser.OpenAsync(server.Url);
        var dashboard = new Dashboard(browser);
        await dashboard.SignInAsync();
        await dashboard.Test("add-your-bot").Locator("a").First.ClickAsync();
        await (await dashboard.ListeningAsync("bot-name")).FillAsync("Aurora");
        await dashboard.Test("create-bot").ClickAsync();
        await dashboard.Test("waiting").WaitForAsync(Dashboard.Patient);
        await dashboard.MarkDocumentAsync();

        await RunCurlAsync(await SnippetAsync(dashboard, "curl"));
        await dashboard.Test("frame-arrived").WaitForAsync(Dashboard.Patient);
        Assert.True(await dashboard.IsMarkedDocumentAsync());
        await RunJavaScriptAsync(await SnippetAsync(dashboard, "javascript"));
        await RunPythonAsync(await SnippetAsync(dashboard, "python"));

        await browser.Page.GotoAsync("/commands?range=15m");
        await Eventually.TrueAsync("all three have arrived", async () =>
            await dashboard.CommandFigureAsync("help", "uses") is 3);
        await Eventually.TrueAsync("with the duration of the snippets", async () =>
            await dashboard.CommandFigureAsync("help", "max") is > 242 and < 248);
        Assert.Empty(browser.ConsoleErrors);
    }

    private static async Task<string> SnippetAsync(Dashboard dashboard, string language)
    {
        await dashboard.Test("tab-" + language).ClickAsync();
        await dashboard.Page.Locator($"#tab-{language}[aria-selected=true]").WaitForAsync(Dashboard.Patient);
        return await dashboard.Test("snippet").InnerTextAsync();
    }

    private static async Task RunCurlAsync(string snippet)
    {
        var run = await ChildProcess.RunAsync("bash", ["-c", snippet]);
        Assert.Contains("\"accepted\":1", run.Output, StringComparison.Ordinal);
    }

    /// <summary>The snippet keeps its connection, as a bot does, so the program is ended once it has its answer.</summary>
    private static async Task RunJavaScriptAsync(string snippet)
    {
        using var folder = new TempFolder();
        Directory.CreateSymbolicLink(
            folder.File("node_modules"), RepositoryFolder.File("BotPerf.Tests", "Peers", "node_modules"));
        await File.WriteAllTextAsync(folder.File("bot.mjs"), snippet);

        await using var node = ChildProcess.Start("node", [folder.File("bot.mjs")]);
        await node.WaitForLineAsync(line => line.Contains("accepted: 1", StringComparison.Ordinal), "the snippet is answered");
    }

    private static async Task RunPythonAsync(string snippet)
    {
        var run = await ChildProcess.RunAsync("python3", ["-"], input: snippet);
        Assert.StartsWith("202 ", run.LastLine, StringComparison.Ordinal);
        Assert.Contains("'accepted': 1", run.LastLine, StringComparison.Ordinal);
    }
}
