using System.Text.RegularExpressions;
using BotPerf.Tests.Api;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Access;
using BotPerf.Web.Bots;
using BotPerf.Web.Live;
using BotPerf.Web.Reports;
using BotPerf.Web.Reports.Files;
using BotPerf.Web.Rollups;
using BotPerf.Web.Scheduling;
using BotPerf.Web.Storage.App;
using Microsoft.Extensions.Options;

namespace BotPerf.Tests.Reports;

/// <summary>One window, asked of the page, of REST and of every form of a report: the figures are the same.</summary>
[Collection(ServerCollection.Name)]
public sealed partial class SameFiguresTests
{
    private static readonly string[] s_commands = ["help", "play", "=cmd|'/c calc'!A0", "日本語のコマンド", "مساعدة", "<b>ban</b>", "two\twords", "🎉"];

    // As a row of the page names its cells, in the order of the report's columns.
    private static readonly string[] s_columns = ["uses", "rate", "errors", "errorRate", "avg", "min", "max", "p50", "p95", "p99", "misses"];

    // Without the word for those who do not see the colour.
    private const string SeenText = "cell => { const seen = cell.cloneNode(true); seen.querySelectorAll('.sr-only').forEach(word => word.remove()); return seen.textContent.trim(); }";

    [BrowserFact]
    public async Task Figures_OfOneWindow_AreTheSameOnPageRestHtmlCsvAndJson()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        server.Get<IOptions<ReportOptions>>().Value.Browser = PdfPrinter.None;
        using var caller = await ApiCaller.WithTokenAsync(server, Scopes.Read);
        var (bot, report) = await MinutesAsync(server, caller);

        var forms = await ReportForms.OfAsync(report, bot.Path);

        await forms.AssertCommandsAsync(s_commands.Length);
        await forms.AssertSummaryAsync();
        await forms.AssertComparisonAsync(s_commands.Length);
        var shown = forms.Commands;
        foreach (var (name, cells) in await PageAsync(server, bot.Path.Split('/')[^1], report))
            Assert.Equal(cells, shown[TextCut.Visible(name, keepLines: false)]);
    }

    [PdfFact]
    public async Task Figures_OfTheHtml_AreInThePdf()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var caller = await ApiCaller.WithTokenAsync(server, Scopes.Read);
        var (bot, report) = await MinutesAsync(server, caller);
        var pdf = Words(string.Join('\n', await Poppler.PagesAsync(report.Pdf)));

        foreach (var cell in (await ReportForms.OfAsync(report, bot.Path)).Commands.Values.SelectMany(cells => cells))
            Assert.Contains(Words(cell), pdf, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 400, "hours are left", 0)]
    [InlineData(1, 1, "days are left", 0)]
    [InlineData(1, 400, "hours are left", 1_070)]
    [InlineData(1, 1, "days are left", 1_070)]
    public async Task Figures_WhereOnlyHoursOrDaysAreLeft_AreTheSameOverRestAndInEveryFile(int minuteDays, int hourDays, string what, int begin)
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        server.Get<IOptions<ReportOptions>>().Value.Browser = PdfPrinter.None;
        using var caller = await ApiCaller.WithTokenAsync(server, Scopes.Read);
        var bot = await SentEvents.NewBotAsync(server);
        var today = new DateTimeOffset(TimeProvider.System.GetUtcNow().Date, TimeSpan.Zero);
        foreach (var day in Enumerable.Range(3, 8))
            await bot.PostAsync("default", [.. Events(300, i => today.AddDays(-day).AddMinutes(i * 53 % 1_440))]);
        var slots = Enumerable.Range(0, 5 * 144).Select(i => new HealthScoreRow
        {
            BotId = NumberOf(bot), Minute = (today.AddDays(-7).ToUnixTimeSeconds() / 60) + (i * 10), Overall = 600 + (i * 7 % 390), Commands = 900,
        });
        await server.Get<HealthLedger>().WriteAsync([.. slots], replaces: true, CancellationToken.None);
        await LetGoAsync(server, new KeepRule(minuteDays, hourDays, 1, null));

        // Four days, beside the four before; within an hour the whole one counts, or the whole day.
        var more = begin == 0 ? 0 : hourDays == 1 ? 300 : Enumerable.Range(0, 300).Count(i => i * 53 % 1_440 is >= 1_020 and < 1_080);
        var report = await MadeReport.OfAsync(server, caller, new
        {
            from = MadeReport.Text(today.AddDays(-7).AddMinutes(begin)), to = MadeReport.Text(today.AddDays(-3).AddMinutes(begin)), sections = new[] { "summary", "commands", "health", "comparison" },
        });
        var forms = await ReportForms.OfAsync(report, bot.Path);

        Assert.True(forms.Json.GetProperty("performance").GetProperty("total").GetProperty("count").GetInt32() == (4 * 300) + more, what);
        await forms.AssertCommandsAsync(s_commands.Length);
        await forms.AssertSummaryAsync();
        await forms.AssertComparisonAsync(s_commands.Length);
        await forms.AssertHealthAsync(4 * 144);
    }

    private static int NumberOf(SentEvents bot) => int.Parse(bot.Path.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture);

    private static IEnumerable<object> Events(int count, Func<int, DateTimeOffset> at) => Enumerable.Range(0, count).Select(i => (object)new
    {
        type = "command", name = s_commands[i % s_commands.Length], module = "General", kind = "slash", at = at(i),
        durationMs = 3.7 * (1 + (i * 7919 % 997)), ackMs = i % 5 == 0 ? 3_200.0 : 100.0, success = i % 11 != 0,
    });

    // A window whose minutes are there, with something before it.
    private static async Task<(SentEvents Bot, MadeReport Report)> MinutesAsync(LocalServer server, ApiCaller caller)
    {
        var bot = await SentEvents.NewBotAsync(server);
        var now = TimeProvider.System.GetUtcNow();
        await bot.PostAsync("default", [.. Events(400, i => now.AddMinutes(-3 - (i % 9)))]);
        await bot.PostAsync("default", [.. Events(400, i => now.AddMinutes(-23 - (i % 9)))]);
        return (bot, await MadeReport.OfAsync(server, caller, new
        {
            from = MadeReport.Text(now.AddMinutes(-20)), to = MadeReport.Text(now.AddMinutes(-1)), sections = new[] { "summary", "commands", "comparison" },
        }));
    }

    // As the jobs of a night do, with a rule of one's own.
    private static async Task LetGoAsync(LocalServer server, KeepRule rule)
    {
        var yesterday = TimeProvider.System.GetUtcNow().AddDays(-1).ToUnixTimeSeconds() / 60;
        await Eventually.TrueAsync("what is old is sealed", () => server.Get<LiveStore>().Instances.All(instance =>
        {
            lock (instance.Gate)
                return instance.Open.Keys.All(minute => minute > yesterday);
        }));
        await server.Get<HourMaker>().MakeAsync(new JobProgress(), CancellationToken.None);
        await server.Get<Retention>().LetGoAsync(_ => rule, new JobProgress(), CancellationToken.None);
    }

    // In the PDF a space is as wide as it happens to be.
    private static string Words(string text) => Spaces().Replace(text, "");

    /// <summary>What the cells of the page say, by the command's name.</summary>
    private static async Task<Dictionary<string, string[]>> PageAsync(LocalServer server, string bot, MadeReport report)
    {
        await using var browser = await Browser.OpenAsync(server.Url);
        await browser.Page.GotoAsync("/sign-in");
        await browser.Page.FillAsync("input[type=email]", LocalServer.Email);
        await browser.Page.FillAsync("input[type=password]", LocalServer.Password);
        await browser.Page.ClickAsync("button[type=submit]");
        await browser.Page.GetByTestId("overview").Or(browser.Page.Locator("h1")).First.WaitForAsync();
        var (from, to) = (report.Body.GetProperty("from").GetDateTimeOffset(), report.Body.GetProperty("to").GetDateTimeOffset());
        await browser.Page.GotoAsync($"/commands?bot={bot}&from={from:yyyy-MM-dd'T'HH:mm'Z'}&to={to:yyyy-MM-dd'T'HH:mm'Z'}");
        var rows = browser.Page.Locator("tr[data-command]");
        await rows.Nth(s_commands.Length - 1).WaitForAsync();
        var found = new Dictionary<string, string[]>();
        for (var i = 0; i < s_commands.Length; i++)
        {
            var row = rows.Nth(i);
            var cells = new List<string>();
            foreach (var column in s_columns)
                cells.Add(await row.Locator($"td[data-col={column}]").EvaluateAsync<string>(SeenText));
            found.Add((await row.GetAttributeAsync("data-command"))!, [.. cells]);
        }

        return found;
    }

    [GeneratedRegex(@"\s")]
    private static partial Regex Spaces();
}
