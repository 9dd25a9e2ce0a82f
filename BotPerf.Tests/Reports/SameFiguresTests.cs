using System.Net;
using System.Text.RegularExpressions;
using BotPerf.Tests.Api;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Access;

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

    [PdfFact]
    public async Task Figures_OfOneWindow_AreTheSameOnPageRestHtmlPdfCsvAndJson()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var bot = await SentEvents.NewBotAsync(server);
        var now = TimeProvider.System.GetUtcNow();
        await bot.PostAsync("default", [.. Enumerable.Range(0, 400).Select(i => (object)new
        {
            type = "command", name = s_commands[i % s_commands.Length], module = "General", kind = "slash", at = now.AddMinutes(-3 - (i % 9)),
            durationMs = 3.7 * (1 + (i * 7919 % 997)), ackMs = i % 5 == 0 ? 3_200.0 : 100.0, success = i % 11 != 0,
        })]);
        var (from, to) = (MadeReport.Text(now.AddMinutes(-20)), MadeReport.Text(now.AddMinutes(-1)));
        using var caller = await ApiCaller.WithTokenAsync(server, Scopes.Read);

        var report = await MadeReport.OfAsync(server, caller, new { from, to, sections = new[] { "summary", "commands" } });
        var page = await PageAsync(server, bot.Path.Split('/')[^1], report);
        var rest = (await caller.GetAsync($"{bot.Path}/commands?from={report.Body.GetProperty("from")}&to={report.Body.GetProperty("to")}"))["items"];
        var json = System.Text.Json.JsonDocument.Parse(await report.DownloadAsync("json")).RootElement.GetProperty("bots")[0];
        var csv = CsvRows.Of(await report.DownloadAsync("csv"));
        var html = Rows(await report.DownloadAsync("html"));
        var pdf = string.Join('\n', await Poppler.PagesAsync(report.Pdf));

        Assert.Equal(s_commands.Order(StringComparer.Ordinal), csv.Select(row => row["command"]).Order(StringComparer.Ordinal));
        var inPdf = Words(pdf);
        foreach (var (name, cells) in page)
        {
            var row = rest.EnumerateArray().Single(one => one.GetProperty("name").GetString() == name);
            var made = json.GetProperty("commands").EnumerateArray().Select(one => one.GetProperty("now")).Single(one => one.GetProperty("name").GetString() == name);
            var line = csv.Single(one => one["command"] == name);
            Assert.True(System.Text.Json.JsonElement.DeepEquals(row, made), $"{row}\n{made}");
            foreach (var (field, column) in new[] { ("count", "uses"), ("errors", "errors"), ("errorRate", "error_rate"), ("p95Ms", "p95_ms"), ("avgMs", "avg_ms"), ("deadlineMisses", "deadline_misses") })
                Assert.Equal(Math.Round(row.GetProperty(field).GetDouble(), 6), double.Parse(line[column], System.Globalization.CultureInfo.InvariantCulture));

            var shown = html[TextCut.Visible(name, keepLines: false)];
            Assert.Equal(cells, shown);
            Assert.All(cells, cell => Assert.Contains(Words(cell), inPdf, StringComparison.Ordinal));
        }

        var total = CsvRows.Of(await report.DownloadAsync("csv", "summary"))[0];
        Assert.Equal(("400", rest.EnumerateArray().Sum(row => row.GetProperty("errors").GetInt32()).ToString(System.Globalization.CultureInfo.InvariantCulture)), (total["uses"], total["errors"]));
        Assert.Equal(400, json.GetProperty("performance").GetProperty("total").GetProperty("count").GetInt32());
        Assert.Contains("<dt>Uses</dt><dd>400</dd>", (await report.DownloadAsync("html")).ReplaceLineEndings(""), StringComparison.Ordinal);
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

    /// <summary>The report's table of commands; without the columns of changes, which no other form has as words.</summary>
    private static Dictionary<string, string[]> Rows(string html)
    {
        var table = html[html.IndexOf("class=\"commands\"", StringComparison.Ordinal)..];
        table = table[table.IndexOf("<tbody>", StringComparison.Ordinal)..table.IndexOf("</tbody>", StringComparison.Ordinal)];
        return Row().Matches(table).Select(row => row.Value).ToDictionary(
            row => WebUtility.HtmlDecode(NameCell().Match(row).Groups[1].Value),
            row => Figure().Matches(row).Select(cell => WebUtility.HtmlDecode(cell.Groups[1].Value)).ToArray());
    }

    [GeneratedRegex("<tr>.*?</tr>", RegexOptions.Singleline)]
    private static partial Regex Row();

    [GeneratedRegex("<bdi dir=\"auto\">(.*?)</bdi>", RegexOptions.Singleline)]
    private static partial Regex NameCell();

    [GeneratedRegex("<td class=\"r\">(.*?)</td>", RegexOptions.Singleline)]
    private static partial Regex Figure();

    [GeneratedRegex(@"\s")]
    private static partial Regex Spaces();
}
