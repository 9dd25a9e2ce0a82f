using System.Globalization;
using System.Text.Json;
using BotPerf.Shared.Metrics;
using BotPerf.Tests.Infrastructure;

namespace BotPerf.Tests.Journey.Month;

/// <summary>Overview, bot, feed, jobs and storage of a server that has a month behind it: what they show is what REST tells.</summary>
[Collection(MonthCollection.Name)]
public sealed class FleetOfMonthTests(MonthOfDemo month)
{
    private const double SecondsPerMinute = 60;

    [BrowserFact]
    public async Task Overview_OfLiveBots_SaysWhatRestSaysAtThatMoment()
    {
        await using var view = await MonthView.OpenAsync(month);
        foreach (var (name, bot) in month.Bots)
        {
            var card = $"[data-testid=bot-card][data-bot='{bot}']";
            await view.GoAsync("/", card);
            Assert.Equal(name, await view.Page.Locator($"{card} h2").InnerTextAsync());

            // It moves with every second: both are asked until they were asked within the same.
            await SaysAsync(view, $"{card} [data-testid=bot-rate]", async () => Format.PerMinute(Number(await NowAsync(view, bot), "commandsPerMinute")));
            await SaysAsync(view, $"{card} [data-testid=bot-errors]", async () => Format.Percent(Number(await NowAsync(view, bot), "errorRate")));
            await SaysAsync(view, $"{card} [data-testid=bot-p95]", async () => Format.Duration(Number(await NowAsync(view, bot), "p95Ms")));
            await SaysAsync(view, $"{card} [data-testid=bot-memory]", async () => Format.Bytes(Number(await NowAsync(view, bot), "rssBytes")));
        }

        var totals = await view.TextAsync("[data-testid=totals]");
        Assert.Contains("Bots live3 of 3", totals.Replace(" live ", " live", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("6 of 6", totals, StringComparison.Ordinal);
        await view.GoAsync("/?look=1", "[data-testid=only-trouble]");
        await view.ReloadsAlikeAsync("[data-testid=only-trouble]", "[data-testid=only-trouble]");
    }

    [BrowserFact]
    public async Task Bot_OverAMonthAndADay_DrawsWhatRestTells()
    {
        await using var view = await MonthView.OpenAsync(month);
        var bot = month.Bots["Warden"];
        foreach (var (range, step) in new[] { (month.Month, 21_600), (month.DayLately, 300), (month.DayLongAgo, 3_600) })
        {
            await view.GoAsync($"/bots/{bot}?{range.Query}&compare=before", "[data-testid=history-commands] canvas");
            // Of commands REST tells each by itself; a chart's point has four digits.
            await AssertChartAsync(view, "commands", 0, PerMinute(await SumAsync(view, bot, MetricNames.CommandDuration, range, step, "count"), range, step), value => value);
            await AssertChartAsync(view, "errors", 0, await SumAsync(view, bot, MetricNames.CommandErrors, range, step, "increase"), value => value);
            await AssertChartAsync(view, "memory", 0, await SumAsync(view, bot, MetricNames.RssBytes, range, step, "avg"), value => value / 1_048_576);
            await AssertChartAsync(view, "cpu", 0, await PointsAsync(view, bot, MetricNames.CpuPercent, range, step, "avg", values => values.Max()), value => value);
            await AssertChartAsync(view, "gateway", 0, await PointsAsync(view, bot, MetricNames.WebSocketLatency, range, step, "avg", values => values.Max()), value => value * 1_000);
        }

        var before = await view.ChartAsync("latency");
        Assert.Equal(["shard-0", "shard-1", "shard-2", "shard-3"], (await view.RowsAsync("[data-testid=instance-row]")).Select(row => row["0"].Split(' ')[0][.."shard-0".Length]).Order());
        await view.ReloadsAlikeAsync("[data-testid=history-commands] canvas", "[data-testid=bot-page] .section-head", month.DayLongAgo);
        Assert.Equal(before, await view.ChartAsync("latency"));
    }

    [BrowserFact]
    public async Task Feed_OfABot_ShowsExecutionsThatRestTells()
    {
        await using var view = await MonthView.OpenAsync(month);
        var bot = month.Bots["Warden"];
        await view.GoAsync($"/live?bot={bot}&command=warn&slower=100", "[data-testid=feed-line]");
        await (await view.Dashboard.ListeningAsync("feed-pause")).ClickAsync();
        await view.Test("feed-waiting").WaitForAsync(Dashboard.Patient);

        // The feed tells when an execution was over, REST when it began.
        var runs = (await view.RestAsync($"/bots/{bot}/executions?command=warn&minMs=100&limit=500")).GetProperty("items").EnumerateArray()
            .Select(run => (Text: Format.Duration(Number(run, "durationMs")), Ended: run.GetProperty("at").GetDateTimeOffset().AddMilliseconds(Number(run, "durationMs")!.Value)))
            .ToLookup(run => run.Text, run => run.Ended);
        var rows = await view.RowsAsync("[data-testid=feed-line]");
        var times = await view.Page.Locator("[data-testid=feed-line] time").EvaluateAllAsync<string[]>("times => times.map(time => time.dateTime)");
        Assert.NotEmpty(rows);
        Assert.All(rows.Zip(times), line => Assert.Contains(runs[line.First["3"]], ended =>
            (ended - DateTimeOffset.Parse(line.Second, CultureInfo.InvariantCulture)).Duration() < TimeSpan.FromMilliseconds(2)));
        Assert.All(rows, row => Assert.Equal("warn", row["2"]));
        await view.Test("feed-pause").ClickAsync();
        await view.Test("feed-waiting").WaitForAsync(Dashboard.Gone);
        await view.ReloadsAlikeAsync("[data-testid=feed-pause]", "[data-testid=feed-page] .page-head");
    }

    [BrowserFact]
    public async Task Jobs_OfAServer_AreThoseOfRest()
    {
        await using var view = await MonthView.OpenAsync(month, MonthOfDemo.Operator);
        await view.GoAsync("/jobs", "[data-testid=job]");
        await Eventually.TrueAsync("the jobs are those of REST", async () =>
        {
            var rest = (await view.RestAsync("/jobs")).GetProperty("items").EnumerateArray().ToList();
            var rows = await view.RowsAsync("[data-testid=job]");
            return rows.Count == rest.Count && rows.Zip(rest).All(both => Of(both.Second) == (both.First["3"], both.First["4"]) && both.First["0"].StartsWith(both.Second.GetProperty("title").GetString()!, StringComparison.Ordinal));
        });
        Assert.Contains(await view.RowsAsync("[data-testid=job]"), row => row["5"].Contains("Succeeded", StringComparison.Ordinal));
        await view.GoAsync("/jobs", "[data-testid=job]");
        Assert.EndsWith("/jobs", view.Page.Url, StringComparison.Ordinal);

        static (string, string) Of(JsonElement job) => job.GetProperty("last") is { ValueKind: JsonValueKind.Object } last
            ? (Format.Duration(Number(last, "durationMs")), Number(last, "rows") is { } rows ? Format.Exact((long)rows) : Format.None)
            : (Format.None, Format.None);
    }

    [BrowserFact]
    public async Task Storage_OfAMonth_IsThatOfRest()
    {
        await using var view = await MonthView.OpenAsync(month, MonthOfDemo.Operator);
        await view.GoAsync("/storage", "[data-testid=stored-bot]");
        var words = new Dictionary<string, string>
        {
            ["minutes"] = "Roll-ups by the minute", ["hours"] = "Roll-ups by the hour", ["days"] = "Roll-ups by the day", ["executions"] = "Single executions and errors",
        };
        foreach (var again in Enumerable.Range(0, 2))
        {
            // A minute that is sealed in between makes more of it.
            await Eventually.TrueAsync("the page says what REST says", async () =>
            {
                var rest = await view.RestAsync("/storage");
                var kinds = rest.GetProperty("parts").EnumerateArray().Select(part => (
                    words[part.GetProperty("kind").GetString()!], Format.Count(part.GetProperty("rows").GetInt64()), Format.Bytes(part.GetProperty("bytes").GetInt64()),
                    part.GetProperty("oldest").GetDateTimeOffset().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
                var bots = rest.GetProperty("bots").EnumerateArray().Select(bot => (
                    bot.GetProperty("name").GetString(), Format.Bytes(bot.GetProperty("bytes").GetInt64()), Format.Bytes(Number(bot, "bytesPerDay"))));
                return kinds.SequenceEqual((await view.RowsAsync("[data-testid=stored-kinds] tbody tr")).Select(row => (row["0"], row["1"], row["2"], row["3"])))
                    && bots.SequenceEqual((await view.RowsAsync("[data-testid=stored-bot]")).Select(row => ((string?)row["0"], row["1"], row["2"])))
                    && await view.TextAsync("[data-testid=telemetry-bytes]") == Format.Bytes(rest.GetProperty("telemetryBytes").GetInt64());
            });
            await view.GoAsync("/storage", "[data-testid=stored-bot]");
        }
    }

    private static Task SaysAsync(MonthView view, string part, Func<Task<string>> rest) => Eventually.TrueAsync($"{part} is what REST tells", async () =>
    {
        var told = await rest();
        return await view.TextAsync(part) == told;
    });

    private static Task<JsonElement> NowAsync(MonthView view, int bot) => view.RestAsync($"/bots/{bot}/metrics");

    private static double? Number(JsonElement of, string name) =>
        of.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;

    private static Task<Dictionary<DateTimeOffset, double>> SumAsync(
        MonthView view, int bot, string metric, MonthRange range, int step, string field) =>
        PointsAsync(view, bot, metric, range, step, field, values => values.Sum());

    private static async Task<Dictionary<DateTimeOffset, double>> PointsAsync(
        MonthView view, int bot, string metric, MonthRange range, int step, string field, Func<IEnumerable<double>, double> together)
    {
        var history = await view.RestAsync($"/bots/{bot}/history?metric={metric}&{range.Query}&step={step}&fields={field}");
        Assert.Equal(step, history.GetProperty("stepSeconds").GetInt32());
        return history.GetProperty("series").EnumerateArray().SelectMany(series => series.GetProperty("points").EnumerateArray())
            .GroupBy(point => point.GetProperty("t").GetDateTimeOffset(), point => point.GetProperty(field).GetDouble())
            .ToDictionary(point => point.Key, point => together(point));
    }

    // The range may end within its last step: what came in it is over the time that it has.
    private static Dictionary<DateTimeOffset, double> PerMinute(Dictionary<DateTimeOffset, double> counts, MonthRange range, int step) =>
        counts.ToDictionary(count => count.Key, count => count.Value * SecondsPerMinute / Math.Min(step, (range.To - count.Key).TotalSeconds));

    private static async Task AssertChartAsync(
        MonthView view, string chart, int line, Dictionary<DateTimeOffset, double> rest, Func<double, double> shown)
    {
        var points = (await view.ChartAsync(chart)).Where(point => rest.ContainsKey(point.Key)).ToList();
        Assert.Equal(rest.Count, points.Count);
        foreach (var (at, values) in points)
        {
            var (expected, drawn) = (shown(rest[at]), values[line]!.Value);
            Assert.True(Math.Abs(expected - drawn) <= Math.Abs(expected) * 0.0006, $"{chart} at {at:u}: REST {expected}, drawn {drawn}");
        }
    }
}
