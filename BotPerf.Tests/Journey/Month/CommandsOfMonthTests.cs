using System.Globalization;
using System.Text.Json;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Components;
using BotPerf.Web.Components.Commands;
using BotPerf.Web.Rollups;

namespace BotPerf.Tests.Journey.Month;

/// <summary>Commands, one of them, modules and errors of a month: the figures are REST's to the digit, and the URL is all a page needs.</summary>
[Collection(MonthCollection.Name)]
public sealed class CommandsOfMonthTests(MonthOfDemo month)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    [BrowserFact]
    public async Task Commands_OfAMonthAndOfDays_AreThoseOfRest()
    {
        await using var view = await MonthView.OpenAsync(month);
        foreach (var range in new[] { month.Month, month.DayLongAgo, month.DayLately })
        {
            foreach (var bot in month.Bots.Values)
            {
                await view.GoAsync($"/commands?bot={bot}&{range.Query}", "[data-testid=command-row]");
                await AssertUsageAsync(view, "[data-testid=command-row]", UsageColumn.OfCommands,
                    await UsageAsync<CommandRow>(view, bot, "commands", range), row => row.Name);
            }
        }

        await view.GoAsync($"/commands?bot={month.Bots["Warden"]}&{month.DayLately.Query}&sort=p95&q=a&top=10", "[data-testid=command-row]");
        await view.ReloadsAlikeAsync("[data-testid=command-row]", "main .page", month.DayLately);
    }

    [BrowserFact]
    public async Task Modules_OfAMonthAndOfDays_AreThoseOfRest()
    {
        await using var view = await MonthView.OpenAsync(month);
        foreach (var range in new[] { month.Month, month.DayLongAgo, month.DayLately })
        {
            var bot = month.Bots["Warden"];
            await view.GoAsync($"/modules?bot={bot}&{range.Query}", "[data-testid=module-row]");
            await AssertUsageAsync(view, "[data-testid=module-row]", UsageColumn.OfModules,
                await UsageAsync<ModuleRow>(view, bot, "modules", range), row => row.Name);
        }

        await view.GoAsync($"/modules?bot={month.Bots["Jukebox"]}&{month.Month.Query}&sort=errorRate&q=l", "[data-testid=module-row]");
        await view.ReloadsAlikeAsync("[data-testid=module-row]", "main .page", month.Month);
    }

    [BrowserFact]
    public async Task Command_OfAMonth_IsThatOfRest()
    {
        await using var view = await MonthView.OpenAsync(month);
        var bot = month.Bots["Warden"];
        await view.GoAsync($"/command?bot={bot}&{month.Month.Query}&name=purge", "[data-testid=headline]");

        var row = (await UsageAsync<CommandRow>(view, bot, "commands", month.Month)).Single(line => line.Name == "purge");
        foreach (var column in UsageColumn.OfCommands.Where(column => column.Key is not "min"))
            Assert.Equal((column.Key, column.Text(row)), (column.Key, await view.TextAsync($"[data-testid=headline] [data-col={column.Key}]")));
        foreach (var part in await view.RowsAsync("[data-testid=by-instance] tbody tr"))
        {
            var rest = await view.RestAsync($"/bots/{bot}/commands?{month.Month.Query}&instance={part["0"]}");
            var one = rest.GetProperty("items").EnumerateArray().Single(item => item.GetProperty("name").GetString() == "purge");
            Assert.Equal(Format.Count(one.GetProperty("count").GetInt64()), part["uses"]);
            Assert.Equal(Format.Percent(one.GetProperty("errorRate").GetDouble()), part["errorRate"]);
            Assert.Equal(Format.Duration(one.GetProperty("p99Ms").GetDouble()), part["5"]);
        }

        var groups = (await view.RestAsync($"/bots/{bot}/errors?{month.Month.Query}&limit=500")).GetProperty("items").EnumerateArray()
            .Select(group => (Type: group.GetProperty("type").GetString(), Count: group.GetProperty("commands").EnumerateArray()
                .Where(command => command.GetProperty("name").GetString() == "purge").Sum(command => command.GetProperty("count").GetInt64())))
            .Where(group => group.Count > 0).Select(group => Format.Count(group.Count)).Order();
        Assert.Equal(groups, (await view.RowsAsync("[data-testid=error-groups] [data-testid=error-row]")).Select(group => group["count"]).Order());

        var runs = (await view.RestAsync($"/bots/{bot}/executions?command=purge&{month.Month.Query}&limit=100")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(
            runs.Select(run => (Format.Duration(run.GetProperty("durationMs").GetDouble()), run.GetProperty("instance").GetString()!)),
            (await view.RowsAsync("[data-testid=run]")).Select(run => (run["1"], run["5"])));
        await view.ReloadsAlikeAsync("[data-testid=headline]", "main .page", month.Month);
    }

    [BrowserFact]
    public async Task Errors_OfAMonthAndOfDays_AreThoseOfRest()
    {
        await using var view = await MonthView.OpenAsync(month);
        var bot = month.Bots["Muse"];
        foreach (var range in new[] { month.Month, month.DayLately })
        {
            await view.GoAsync($"/errors?bot={bot}&{range.Query}", "[data-testid=error-row]");
            var rest = (await view.RestAsync($"/bots/{bot}/errors?{range.Query}&limit=500")).GetProperty("items").EnumerateArray().ToList();
            Assert.Equal(
                rest.Select(group => (group.GetProperty("type").GetString() + group.GetProperty("message").GetString(), Format.Count(group.GetProperty("count").GetInt64()))),
                (await view.RowsAsync("[data-testid=error-row]")).Select(row => (row["0"].Replace("Exception ", "Exception", StringComparison.Ordinal), row["count"])));
            Assert.Contains($"{Format.Exact(rest.Sum(group => group.GetProperty("count").GetInt64()))} errors of {rest.Count} kinds", await view.TextAsync("[data-testid=windows]"), StringComparison.Ordinal);

            var failed = (await view.RestAsync($"/bots/{bot}/commands?{range.Query}")).GetProperty("items").EnumerateArray().Sum(row => row.GetProperty("errors").GetInt64());
            Assert.Equal(failed, (await view.ChartAsync("errors")).Values.Sum(values => values[0] ?? 0));
        }

        var chosen = (await view.RestAsync($"/bots/{bot}/errors?{month.DayLately.Query}")).GetProperty("items")[0];
        await view.GoAsync($"/errors?bot={bot}&{month.DayLately.Query}&sort=last&group={chosen.GetProperty("fingerprint").GetString()}", "[data-testid=error-details]");
        var details = await view.TextAsync("[data-testid=error-details]");
        Assert.Contains("Count" + Format.Exact(chosen.GetProperty("count").GetInt64()), details.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(chosen.GetProperty("count").GetInt64(), (await view.ChartAsync("group")).Values.Sum(values => values[0] ?? 0));
        await view.ReloadsAlikeAsync("[data-testid=error-details]", "main .page", month.DayLately);
    }

    // As REST tells them, with the time before, whose figures REST tells as well.
    private static async Task<List<UsageLine>> UsageAsync<T>(MonthView view, int bot, string call, MonthRange range)
        where T : class, IUsage
    {
        var before = (await RowsAsync(range.Before)).ToDictionary(row => row.Name);
        return [.. (await RowsAsync(range)).Select(row => new UsageLine(
            row, Trend.Of(row, before.GetValueOrDefault(row.Name)), Commands: row is ModuleRow module ? module.Commands : 1))];

        async Task<List<T>> RowsAsync(MonthRange over) =>
            (await view.RestAsync($"/bots/{bot}/{call}?{over.Query}&limit=500")).GetProperty("items").Deserialize<List<T>>(Web)!;
    }

    private static async Task AssertUsageAsync(
        MonthView view, string rows, IReadOnlyList<UsageColumn> columns, List<UsageLine> expected, Func<UsageLine, string> name)
    {
        var shown = await view.RowsAsync(rows);
        Assert.Equal(expected.Select(name), shown.Select(row => row.GetValueOrDefault("name")));
        foreach (var (line, row) in expected.Zip(shown))
        {
            foreach (var column in columns)
            {
                Assert.Equal((line.Name, column.Key, column.Text(line)), (line.Name, column.Key, row[column.Key]));
                Assert.Equal(column.Exact(line), row[column.Key + " title"]);
                if (column.Trend is { } trend)
                    Assert.Equal((line.Name, trend.Key, TrendOf(trend, line.Trend)), (line.Name, trend.Key, row[trend.Key]));
            }

            Assert.Equal(UserTime.Of("Europe/Berlin").Exact(line.Figures.LastUsed), row["last title"]);
        }
    }

    private static string TrendOf(TrendColumn column, Trend trend)
    {
        if (trend.IsNew)
            return column == TrendColumn.Uses ? "new" : Format.None;

        var text = TrendText.Of(column.Change(trend), column.InPoints);
        return string.Create(CultureInfo.InvariantCulture, $"{text.Arrow} {text.Figure}").Trim();
    }
}
