using System.Text.Json;
using System.Text.RegularExpressions;
using BotPerf.Tests.Api;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Components;
using Microsoft.Playwright;

namespace BotPerf.Tests.Journey.Month;

/// <summary>Somebody in Berlin who looks at the month's pages, and what REST says to the same.</summary>
internal sealed partial class MonthView : IAsyncDisposable
{
    private const int StillLooks = 10;
    private const string Zone = "Europe/Berlin";

    // A cell by its column's name, else by its place; what only screen readers hear is left out.
    private const string ReadRows = """
        rows => JSON.stringify(rows.map(row => Object.fromEntries([...row.children].flatMap((cell, place) => {
            const copy = cell.cloneNode(true);
            copy.querySelectorAll('.sr-only').forEach(one => one.remove());
            const key = cell.dataset.col ?? cell.querySelector('[data-col]')?.dataset.col ?? String(place);
            return [[key, copy.textContent.replace(/\s+/g, ' ').trim()], [key + ' title', cell.title]];
        }))))
        """;

    // What a page says, without how long ago anything was.
    private const string ReadPage = """
        page => {
            const copy = page.cloneNode(true);
            copy.querySelectorAll('[data-testid=data-age], time, .sr-only').forEach(one => one.remove());
            return copy.textContent.replace(/\s+/g, ' ').trim();
        }
        """;

    private readonly ApiCaller _rest;
    private readonly Browser _browser;

    private MonthView(MonthOfDemo month, Browser browser)
    {
        (_rest, _browser) = (new ApiCaller(month.Server.Url, month.Token), browser);
        Dashboard = new Dashboard(browser);
    }

    public Dashboard Dashboard { get; }

    public IPage Page => _browser.Page;

    public static async Task<MonthView> OpenAsync(MonthOfDemo month, string email = MonthOfDemo.Viewer)
    {
        var view = new MonthView(month, await Browser.OpenAsync(month.Server.Url, zone: Zone));
        await view.Dashboard.SignInAsync(email, MonthOfDemo.Password);
        return view;
    }

    public ILocator Test(string id) => Dashboard.Test(id);

    /// <summary>Opens a page and waits until it shows something.</summary>
    public async Task GoAsync(string path, string ready)
    {
        await Page.GotoAsync(path);
        await Page.Locator(ready).First.WaitForAsync(Dashboard.Patient);
    }

    /// <summary>The answer of a call, which has to succeed.</summary>
    public async Task<JsonElement> RestAsync(string path)
    {
        var answer = await _rest.GetAsync("/api/v1" + path);
        Assert.True((int)answer.Status == 200, $"{path}: {answer.Status} {answer.Body}");
        return answer.Body;
    }

    /// <summary>A metric's series over a range, by one of their labels: each day is a point.</summary>
    public async Task<ILookup<string, JsonElement>> SeriesAsync(int bot, string metric, MonthRange range, string label) =>
        (await RestAsync($"/bots/{bot}/history?metric={metric}&{range.Query}&step=86400")).GetProperty("series").EnumerateArray()
            .ToLookup(series => series.GetProperty("labels").TryGetProperty(label, out var value) ? value.GetString()! : "");

    public async Task<IReadOnlyList<Dictionary<string, string>>> RowsAsync(string rows) =>
        JsonSerializer.Deserialize<List<Dictionary<string, string>>>(await Page.Locator(rows).EvaluateAllAsync<string>(ReadRows))!;

    public async Task<string> TextAsync(string part) =>
        Ages().Replace(await Page.Locator(part).First.EvaluateAsync<string>(ReadPage), "");

    /// <summary>A chart's points as its CSV has them: the beginning of each step, then each line's value; null where there is none.</summary>
    public async Task<IReadOnlyDictionary<DateTimeOffset, double?[]>> ChartAsync(string name)
    {
        var chart = Page.Locator($"[data-testid=history-{name}]");
        await chart.Locator("canvas").First.WaitForAsync(Dashboard.Patient);
        var file = await Page.RunAndWaitForDownloadAsync(() => chart.Locator("[data-do=csv]").DispatchEventAsync("click"));
        var lines = (await File.ReadAllTextAsync((await file.PathAsync())!)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        return lines.Skip(1).Select(line => line.Split(',')).ToDictionary(
            cells => DateTimeOffset.Parse(cells[0], System.Globalization.CultureInfo.InvariantCulture),
            cells => cells[1..].Select(cell => cell.Length == 0 ? (double?)null : double.Parse(cell, System.Globalization.CultureInfo.InvariantCulture)).ToArray());
    }

    /// <summary>The page comes back by its URL as it is: its time in the same zone, its words, and what is chosen.</summary>
    public async Task ReloadsAlikeAsync(string ready, string part, MonthRange? range = null)
    {
        if (range is { } over)
            Assert.Equal(UserTime.Of(Zone).Span(over.From, over.To), await Test("pick-range").GetAttributeAsync("title"));
        var (url, before, chosen) = (Page.Url, await SettledAsync(part), await ChosenAsync());

        await Page.GotoAsync("about:blank");
        await GoAsync(url, ready);

        await Eventually.TrueAsync($"{url} comes back as it was:\n{before}", async () => await TextAsync(part) == before);
        Assert.Equal(url, Page.Url);
        Assert.Equal(chosen, await ChosenAsync());
        if (range is { } still)
            Assert.Equal(UserTime.Of(Zone).Span(still.From, still.To), await Test("pick-range").GetAttributeAsync("title"));
    }

    /// <summary>The text when nothing is read any more and it stays as it is: parts of a page come one after the other.</summary>
    private async Task<string> SettledAsync(string part)
    {
        var (text, still) = ("", 0);
        await Eventually.TrueAsync($"{Page.Url} has come to rest", async () =>
        {
            var now = await TextAsync(part);
            still = now == text && await Page.Locator("main .bone").CountAsync() == 0 ? still + 1 : 0;
            text = now;
            return still == StillLooks;
        });
        return text;
    }

    public async ValueTask DisposeAsync()
    {
        _rest.Dispose();
        var errors = _browser.ConsoleErrors;
        await _browser.DisposeAsync();
        Assert.Empty(errors);
    }

    private Task<string> ChosenAsync() => Page.Locator("main").EvaluateAsync<string>("""
        page => JSON.stringify([
            [...page.querySelectorAll('input, select')].map(field => field.value),
            [...page.querySelectorAll('[aria-current=true], [aria-sort], .chosen')].map(one => [one.getAttribute('aria-sort'), one.textContent.trim()]).filter(([sort]) => sort !== 'none'),
        ])
        """);

    [GeneratedRegex(@"\d+ (s|min|h|d) ago|just now|this minute")]
    private static partial Regex Ages();
}
