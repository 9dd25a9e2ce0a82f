using System.Text.Json;
using BotPerf.Shared.Metrics;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Components.Explorer;

namespace BotPerf.Tests.Journey.Month;

/// <summary>System, Database, Network and Explorer over a month that is over: REST's figures to the digit, and the URL is all a page needs.</summary>
[Collection(MonthCollection.Name)]
public sealed class FiguresOfMonthTests(MonthOfDemo month)
{
    private const double MsPerSecond = 1_000;

    private int Warden => month.Bots["Warden"];

    [BrowserFact]
    public async Task System_OfDaysAndAMonth_IsThatOfRest()
    {
        await using var view = await MonthView.OpenAsync(month);
        foreach (var range in new[] { month.DayLongAgo, month.DayLately, month.Month })
        {
            await view.GoAsync($"/system?bot={Warden}&{range.Query}", "[data-testid=runtime-row]");
            var (cpu, rss, heap) = (await OfAsync(MetricNames.CpuPercent), await OfAsync(MetricNames.RssBytes), await OfAsync(MetricNames.HeapBytes));
            var (lag, threads, files) = (await OfAsync(MetricNames.EventLoopLag), await OfAsync(MetricNames.Threads), await OfAsync(MetricNames.OpenFiles));
            var rows = await view.RowsAsync("[data-testid=runtime-row]");
            Assert.Equal(4, rows.Count);
            foreach (var row in rows)
            {
                var name = row["0"];
                Assert.Equal(Format.Value(Most(cpu[name]), "percent"), row["cpu-max"]);
                Assert.Equal(Format.Bytes(Last(rss[name])), row["rss"]);
                Assert.Equal(Format.Bytes(Most(rss[name])), row["rss-max"]);
                Assert.Equal(Format.Bytes(Last(heap[name])), row["heap"]);
                Assert.Equal(Format.Duration(Most(lag[name]) * MsPerSecond), row["lag-max"]);
                Assert.Equal(Format.Number(Last(threads[name])), row["threads"]);
                Assert.Equal(Format.Number(Last(files[name])), row["files"]);
                if (range == month.Month)
                    continue;

                Assert.Equal(Format.Value(Average(cpu[name]), "percent"), row["cpu"]);
                Assert.Equal(Format.Duration(Average(lag[name]) * MsPerSecond), row["lag"]);
            }

            var disk = (await view.SeriesAsync(Warden, MetricNames.DiskUsed, range, "mount"))["/"].Select(series => Format.Bytes(Points(series)[^1].GetProperty("last").GetDouble()));
            Assert.Contains((await view.RowsAsync("[data-testid=disk-row]"))[0]["1"], disk);

            async Task<ILookup<string, JsonElement>> OfAsync(string metric) => await view.SeriesAsync(Warden, metric, range, "instance");
        }

        await view.ReloadsAlikeAsync("[data-testid=runtime-row]", "main .page", month.Month);
    }

    [BrowserFact]
    public async Task Database_OfDaysAndAMonth_IsThatOfRest()
    {
        await using var view = await MonthView.OpenAsync(month);
        foreach (var range in new[] { month.DayLongAgo, month.DayLately, month.Month })
        {
            await view.GoAsync($"/database?bot={Warden}&{range.Query}", "[data-testid=call-row]");
            await AssertCallsAsync(view, "queries", MetricNames.QueryDuration, "type", range);
            var (active, idle) = (await OfAsync(MetricNames.PoolActive, "instance"), await OfAsync(MetricNames.PoolIdle, "instance"));
            foreach (var row in await view.RowsAsync("[data-testid=pool-row]"))
            {
                Assert.Equal(Format.Number(Last(active[row["1"]])), row["active"]);
                Assert.Equal(Format.Number(Last(idle[row["1"]])), row["idle"]);
            }

            var (hits, misses) = (await OfAsync(MetricNames.CacheHits, "cache"), await OfAsync(MetricNames.CacheMisses, "cache"));
            foreach (var row in await view.RowsAsync("[data-testid=cache-row]"))
            {
                var (hit, missed) = (Increase(hits[row["0"]]), Increase(misses[row["0"]]));
                Assert.Equal((Format.Count(hit), Format.Count(missed)), (row["hits"], row["misses"]));
                Assert.Equal(Format.Percent((double)hit / (hit + missed)), row["rate"]);
            }

            async Task<ILookup<string, JsonElement>> OfAsync(string metric, string label) => await view.SeriesAsync(Warden, metric, range, label);
        }

        await view.ReloadsAlikeAsync("[data-testid=call-row]", "main .page", month.Month);
    }

    [BrowserFact]
    public async Task Network_OfDaysAndAMonth_IsThatOfRest()
    {
        await using var view = await MonthView.OpenAsync(month);
        foreach (var range in new[] { month.DayLongAgo, month.DayLately, month.Month })
        {
            await view.GoAsync($"/network?bot={Warden}&{range.Query}", "[data-testid=gateway-row]");
            var latency = await view.SeriesAsync(Warden, MetricNames.WebSocketLatency, range, "connection");
            var rows = await view.RowsAsync("[data-testid=gateway-row]");
            Assert.Equal(4, rows.Count);
            foreach (var row in rows)
            {
                Assert.Equal(Format.Duration(Last(latency[row["0"]]) * MsPerSecond), row["last"]);
                Assert.Equal(Format.Duration(Most(latency[row["0"]]) * MsPerSecond), row["max"]);
                if (range != month.Month)
                    Assert.Equal(Format.Duration(Average(latency[row["0"]]) * MsPerSecond), row["avg"]);
            }

            var (used, most) = (await view.SeriesAsync(Warden, MetricNames.RateLimitUsed, range, "instance"), await view.SeriesAsync(Warden, MetricNames.RateLimitMax, range, "instance"));
            foreach (var row in await view.RowsAsync("[data-testid=rate-limit-row]"))
                Assert.Equal(Format.Percent(Last(used[row["1"]]) / Last(most[row["1"]])), row["share"]);
            await AssertCallsAsync(view, "http", MetricNames.HttpDuration, "host", range);
            await AssertCallsAsync(view, "services", MetricNames.ApiCallDuration, "service", range);
        }

        await view.ReloadsAlikeAsync("[data-testid=gateway-row]", "main .page", month.Month);
    }

    [BrowserFact]
    public async Task Explorer_OfAMonth_SaysWhatItsRestCallAnswers()
    {
        await using var view = await MonthView.OpenAsync(month);
        var lines = Uri.EscapeDataString("p95(command_duration_seconds)");
        foreach (var range in new[] { month.Month, month.DayLately })
        {
            await view.GoAsync($"/explore?bot={Warden}&{range.Query}&l1={lines}&l2=max(cpu_usage_percent)&compare=before", "[data-testid=explore-row]");
            await view.Test("rest").Locator("summary").ClickAsync();
            var calls = await view.Test("rest-call").AllInnerTextsAsync();
            foreach (var (call, field, unit, scale) in new[] { (calls[0], "p95", "ms", MsPerSecond), (calls[1], "max", "percent", 1) })
            {
                var rest = await view.RestAsync(new Uri(call).PathAndQuery["/api/v1".Length..]);
                var expected = rest.GetProperty("series").EnumerateArray().Select(series =>
                {
                    var values = Points(series).Select(point => point.GetProperty(field).GetDouble() * scale).ToList();
                    return (Aggregations.Text(values[^1], unit), Aggregations.Text(values.Min(), unit), Aggregations.Text(values.Max(), unit));
                });
                var shown = await view.RowsAsync($"[data-testid=explore-row][data-metric={rest.GetProperty("metric").GetString()}]");
                Assert.Equal(expected.Order(), shown.Select(row => (row["newest"], row["6"], row["7"])).Order());
            }
        }

        await view.ReloadsAlikeAsync("[data-testid=explore-row]", "main .page", month.DayLately);
    }

    private async Task AssertCallsAsync(MonthView view, string table, string metric, string label, MonthRange range)
    {
        var calls = await view.SeriesAsync(Warden, metric, range, label);
        var rows = await view.RowsAsync($"[data-testid={table}] [data-testid=call-row]");
        Assert.Equal(calls.Select(one => one.Key).Order(), rows.Select(row => row["0"]).Order());
        foreach (var row in rows)
        {
            var points = calls[row["0"]].SelectMany(Points).ToList();
            var count = points.Sum(point => point.GetProperty("count").GetInt64());
            Assert.Equal(Format.Count(count), row["count"]);
            Assert.Equal(Format.PerMinute(count / (range.To - range.From).TotalMinutes), row["rate"]);
            Assert.Equal(Format.Duration(points.Sum(point => point.GetProperty("sum").GetDouble()) / count * MsPerSecond), row["avg"]);
            Assert.Equal(Format.Duration(points.Max(point => point.GetProperty("max").GetDouble()) * MsPerSecond), row["max"]);
            // A percentile of several days, or of several series, is none that REST tells.
            foreach (var percentile in points.Count == 1 ? new[] { "p50", "p95", "p99" } : [])
                Assert.Equal(Format.Duration(points[0].GetProperty(percentile).GetDouble() * MsPerSecond), row[percentile]);
        }
    }

    private static List<JsonElement> Points(JsonElement series) => [.. series.GetProperty("points").EnumerateArray()];

    private static double Last(IEnumerable<JsonElement> series) => Points(series.Single())[^1].GetProperty("last").GetDouble();

    private static double Most(IEnumerable<JsonElement> series) => Points(series.Single()).Max(point => point.GetProperty("max").GetDouble());

    private static double Average(IEnumerable<JsonElement> series) => Assert.Single(Points(series.Single())).GetProperty("avg").GetDouble();

    private static long Increase(IEnumerable<JsonElement> series) =>
        (long)series.SelectMany(Points).Sum(point => point.GetProperty("increase").GetDouble());
}
