using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using BotPerf.Web.HealthScores;

namespace BotPerf.Tests.Reports;

/// <summary>The forms of a report of one bot beside what REST answers for its window.</summary>
internal sealed partial class ReportForms(MadeReport report, string bot)
{
    // As REST and JSON name a figure, and the column of a table.
    private static readonly (string Field, string Column)[] s_figures =
    [
        ("count", "uses"), ("ratePerMinute", "rate_per_minute"), ("errors", "errors"), ("errorRate", "error_rate"), ("avgMs", "avg_ms"), ("minMs", "min_ms"),
        ("maxMs", "max_ms"), ("p50Ms", "p50_ms"), ("p90Ms", "p90_ms"), ("p95Ms", "p95_ms"), ("p99Ms", "p99_ms"), ("deadlineMisses", "deadline_misses"),
    ];

    private string _html = "";
    private JsonElement _window;

    public JsonElement Json { get; private set; }

    /// <summary>What the cells of the table of commands say, by the command's name; without the columns of changes.</summary>
    public Dictionary<string, string[]> Commands => Rows("class=\"commands\"");

    public static async Task<ReportForms> OfAsync(MadeReport report, string bot)
    {
        var json = JsonDocument.Parse(await report.DownloadAsync("json")).RootElement;
        return new ReportForms(report, bot)
        {
            Json = json.GetProperty("bots")[0],
            _window = json.GetProperty("window"),
            _html = WebUtility.HtmlDecode((await report.DownloadAsync("html")).ReplaceLineEndings("")),
        };
    }

    public async Task AssertCommandsAsync(int count)
    {
        var rest = await RestAsync("commands", "");
        var csv = CsvRows.Of(await report.DownloadAsync("csv"));
        Assert.Equal((count, count, count, count), (rest.Count, Json.GetProperty("commands").GetArrayLength(), csv.Count, Commands.Count));
        foreach (var row in rest)
        {
            var name = row.GetProperty("name").GetString()!;
            var made = Json.GetProperty("commands").EnumerateArray().Select(one => one.GetProperty("now")).Single(one => one.GetProperty("name").GetString() == name);
            Assert.True(JsonElement.DeepEquals(row, made), $"{row}\n{made}");
            AssertLine(row, csv.Single(one => one["command"] == name));
            Assert.Equal(
                [
                    Format.Count(row.GetProperty("count").GetInt64()), Format.PerMinute(Figure(row, "ratePerMinute")), Format.Count(row.GetProperty("errors").GetInt64()),
                    Format.Percent(Figure(row, "errorRate")), .. new[] { "avgMs", "minMs", "maxMs", "p50Ms", "p95Ms", "p99Ms" }.Select(field => Format.Duration(Figure(row, field))),
                    Format.Count(row.GetProperty("deadlineMisses").GetInt64()),
                ], Commands[TextCut.Visible(name, keepLines: false)]);
        }
    }

    public async Task AssertSummaryAsync()
    {
        var (rest, total) = (await RestAsync("commands", ""), Json.GetProperty("performance").GetProperty("total"));
        foreach (var field in new[] { "count", "errors", "deadlineMisses" })
            Assert.Equal(rest.Sum(row => row.GetProperty(field).GetInt64()), total.GetProperty(field).GetInt64());
        Assert.Equal((rest.Min(row => Figure(row, "minMs")), rest.Max(row => Figure(row, "maxMs"))), (Figure(total, "minMs"), Figure(total, "maxMs")));
        AssertLine(total, Assert.Single(CsvRows.Of(await report.DownloadAsync("csv", "summary"))));
        AssertShown("Uses", Format.Count(total.GetProperty("count").GetInt64()));
        AssertShown("Rate", Format.PerMinute(Figure(total, "ratePerMinute")));
        AssertShown("Error %", Format.Percent(Figure(total, "errorRate")));
        AssertShown("Late", Format.Count(total.GetProperty("deadlineMisses").GetInt64()));
        foreach (var (word, field) in new[] { ("p50", "p50Ms"), ("p95", "p95Ms"), ("p99", "p99Ms") })
            AssertShown(word, Format.Duration(Figure(total, field)));
    }

    public async Task AssertComparisonAsync(int count)
    {
        var rest = await RestAsync("compare", $"&otherFrom={_window.GetProperty("beforeFrom")}&otherTo={_window.GetProperty("beforeTo")}");
        var made = Json.GetProperty("comparison").GetProperty("items").EnumerateArray().ToList();
        var csv = CsvRows.Of(await report.DownloadAsync("csv", "comparison"));
        var html = Rows("<h3>Compared with the window before</h3>");
        Assert.Equal((count, count, count), (rest.Count, made.Count, csv.Count));
        foreach (var row in rest)
        {
            var name = row.GetProperty("name").GetString()!;
            var (one, line) = (made.Single(one => one.GetProperty("name").GetString() == name), csv.Single(line => line["command"] == name));
            var cells = html[TextCut.Visible(name, keepLines: false)];
            foreach (var (inRest, inJson, column) in new[] { ("beforeCount", "before", "runs_before"), ("afterCount", "after", "runs_after"), ("effect", "effect", "effect"),
                ("beforeErrorRate", "errorRateBefore", "error_rate_before"), ("afterErrorRate", "errorRateAfter", "error_rate_after") })
                AssertSame(Figure(row, inRest), Figure(one, inJson), line[column]);
            Assert.Contains($"{Format.Count(one.GetProperty("before").GetInt64())} → {Format.Count(one.GetProperty("after").GetInt64())}", cells);
            foreach (var (inRest, inJson, column) in new[] { ("p50", "median", "p50"), ("p95", "tail", "p95") })
            {
                var (there, here) = (row.GetProperty(inRest), one.GetProperty(inJson));
                foreach (var (field, ending) in new[] { ("beforeMs", "_ms_before"), ("afterMs", "_ms_after"), ("change", "_change") })
                    AssertSame(Figure(there, field), Figure(here, field), line[column + ending]);
                Assert.Contains(here.ValueKind == JsonValueKind.Null ? Format.None : $"{Format.Duration(Figure(here, "beforeMs"))} → {Format.Duration(Figure(here, "afterMs"))}", cells);
            }
        }
    }

    public async Task AssertHealthAsync(int count)
    {
        var rest = (await RestAsync("health/history", "", "points")).Where(point => point.GetProperty("t").GetDateTimeOffset() < report.Body.GetProperty("to").GetDateTimeOffset()).ToList();
        var health = Json.GetProperty("health");
        var made = health.GetProperty("points").EnumerateArray().ToList();
        var csv = CsvRows.Of(await report.DownloadAsync("csv", "health"));
        Assert.Equal((count, count, count), (rest.Count, made.Count, csv.Count));
        for (var i = 0; i < count; i++)
        {
            Assert.Equal(rest[i].GetProperty("t").GetDateTimeOffset(), made[i].GetProperty("at").GetDateTimeOffset());
            AssertSame(Figure(rest[i], "overall"), Figure(made[i], "score"), csv[i]["score"]);
        }

        var (average, lowest) = (Figure(health, "average"), Figure(health, "lowest"));
        Assert.Equal((Math.Round(rest.Average(point => Figure(point, "overall")!.Value), 1), rest.Min(point => Figure(point, "overall"))), (average, lowest));
        AssertShown("Average", HealthWords.Score(average));
        AssertShown("Lowest", HealthWords.Score(lowest));
    }

    private static double? Figure(JsonElement of, string field) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private static void AssertLine(JsonElement row, Dictionary<string, string> line)
    {
        foreach (var (field, column) in s_figures)
            AssertSame(Figure(row, field), Figure(row, field), line[column]);
    }

    // To fifteen digits: a table has no more.
    private static void AssertSame(double? rest, double? json, string cell)
    {
        Assert.Equal(rest, json);
        if (json is { } figure)
            Assert.Equal(figure, double.Parse(cell, System.Globalization.CultureInfo.InvariantCulture), Math.Abs(figure) * 1e-14);
        else
            Assert.Equal("", cell);
    }

    private void AssertShown(string word, string figure) => Assert.Contains($"<dt>{word}</dt><dd>{figure}</dd>", _html, StringComparison.Ordinal);

    private async Task<List<JsonElement>> RestAsync(string path, string more, string list = "items")
    {
        var answer = await report.Caller.GetAsync($"{bot}/{path}?from={report.Body.GetProperty("from")}&to={report.Body.GetProperty("to")}{more}");
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Body.ToString());
        return [.. answer[list].EnumerateArray()];
    }

    // The rows of the table that follows.
    private Dictionary<string, string[]> Rows(string mark)
    {
        var table = _html[_html.IndexOf(mark, StringComparison.Ordinal)..];
        table = table[table.IndexOf("<tbody>", StringComparison.Ordinal)..table.IndexOf("</tbody>", StringComparison.Ordinal)];
        return Row().Matches(table).Select(row => row.Value).Where(row => NameCell().IsMatch(row)).ToDictionary(
            row => NameCell().Match(row).Groups[1].Value, row => Cell().Matches(row).Select(cell => cell.Groups[1].Value).ToArray());
    }

    [GeneratedRegex("<tr>.*?</tr>", RegexOptions.Singleline)]
    private static partial Regex Row();

    [GeneratedRegex("<bdi dir=\"auto\">(.*?)</bdi>", RegexOptions.Singleline)]
    private static partial Regex NameCell();

    [GeneratedRegex("<td class=\"r\">(.*?)</td>", RegexOptions.Singleline)]
    private static partial Regex Cell();
}
