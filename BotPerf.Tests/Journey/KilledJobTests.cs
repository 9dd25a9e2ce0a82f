using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using BotPerf.Shared.Metrics;
using BotPerf.Tests.Infrastructure;
using BotPerf.Tests.Ingest;
using BotPerf.Web.Rollups;
using Xunit.Abstractions;

namespace BotPerf.Tests.Journey;

/// <summary>
/// The server is killed while hours and days are made and while what is old is let go of. The next start completes it, and
/// every execution is counted once.
/// </summary>
[Collection(ServerCollection.Name)]
public sealed class KilledJobTests(ITestOutputHelper output)
{
    private const int Days = 4;
    private const int LongestRoundMs = 250;

    private static readonly string[] s_jobs = ["aggregate", "retention"];
    private static readonly int s_rounds = int.Parse(
        Environment.GetEnvironmentVariable("BOTPERF_KILL_ROUNDS") ?? "4", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Kill9_DuringAJob_NextStartCompletesItAndTotalsAreRight()
    {
        await using var server = await ServerProcess.StartAsync(environment: new Dictionary<string, string>
        {
            ["Retention__MinuteDays"] = "1",
            ["Retention__ExecutionDays"] = "2",
        });
        var token = (await server.CommandLineAsync("tokens", "add", "jobs", "--scope", "admin")).LastLine.Trim();
        Assert.Equal(0, await server.StopGracefullyAsync());
        var (began, sent) = await FillAsync(server.DataFolder);

        await server.StartAgainAsync();
        server.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        for (var round = 0; round < s_rounds; round++)
        {
            await RunAsync(server, s_jobs[round % 2]);
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(LongestRoundMs)), TimeProvider.System);
            await server.Kill9Async();
            await server.StartAgainAsync();
        }

        foreach (var job in s_jobs)
            output.WriteLine($"{job}: {await CompleteAsync(server, job)}");
        Assert.Equal(0, await server.StopGracefullyAsync());
        await AssertTotalsAsync(server.DataFolder, began, sent);
    }

    private static async Task<(DateTimeOffset Began, Dictionary<long, long> Sent)> FillAsync(string folder)
    {
        var hour = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 3_600 * 3_600);
        var clock = new ManualClock(hour.AddDays(-Days));
        await using var core = await IngestCore.OpenAsync(folder, clock);
        var sent = new Dictionary<long, long>();
        string[] instances = ["a", "b"];
        var makers = instances.Select(_ => new FrameMaker()).ToArray();
        for (var minute = 0; minute < Days * 1_440; minute += 2)
        {
            var which = minute / 2 % 2;
            var values = Enumerable.Repeat(0.01, (minute % 7) + 1).ToArray();
            await core.PushAsync(makers[which].Commands(core.NowUs + 1, $"command{minute % 3}", values), instances[which]);
            var day = core.NowMinute / 1_440;
            sent[day] = sent.GetValueOrDefault(day) + values.Length;
            if (minute % 120 == 0)
                await core.SealAsync();
            clock.Advance(TimeSpan.FromMinutes(2));
        }

        await core.SealAsync();
        return (hour.AddDays(-Days), sent);
    }

    private static async Task AssertTotalsAsync(string folder, DateTimeOffset began, Dictionary<long, long> sent)
    {
        var clock = new ManualClock(TimeProvider.System.GetUtcNow());
        await using var core = await IngestCore.OpenAsync(folder, clock);
        var now = clock.GetUtcNow();

        var table = await core.Commands.TableAsync(IngestCore.Bot, null, began, now, CancellationToken.None);
        var days = await core.History.OfAsync(
            IngestCore.Bot, null, MetricNames.CommandDuration, new Dictionary<string, string>(), StepRange.Of(began, now, 1_440), CancellationToken.None);

        Assert.Equal(sent.Values.Sum(), table.Rows.Sum(row => row.Count));
        Assert.Equal(sent.OrderBy(day => day.Key), days!.Series.SelectMany(series => series.Points).Cast<HistogramPoint>()
            .GroupBy(point => point.T.ToUnixTimeSeconds() / 86_400, point => point.Count)
            .Select(day => KeyValuePair.Create(day.Key, day.Sum())).OrderBy(day => day.Key));
        foreach (var instance in core.Live.Bot(IngestCore.Bot)!.Instances)
        {
            var kept = core.Rollups.KeptFrom(instance.Entry.Id);
            Assert.InRange(kept.Minutes, core.NowMinute - 1_440 - 60, core.NowMinute - 1_440);
            Assert.InRange(kept.Executions, core.NowMinute - 2_880 - 60, core.NowMinute - 2_880);
        }

        Assert.Empty(core.Rollups.Due(Web.Storage.Telemetry.Grain.Day, core.NowMinute - 1_440));
    }

    private static async Task RunAsync(ServerProcess server, string job)
    {
        // What an earlier kill cut off may be running already: made up for at the start.
        using var answer = await server.Http.PostAsync(new Uri($"api/v1/jobs/{job}/run", UriKind.Relative), null);
        Assert.Contains((int)answer.StatusCode, new[] { 202, 409 });
    }

    private static async Task<string> CompleteAsync(ServerProcess server, string job)
    {
        await RunAsync(server, job);
        return await Eventually.GetAsync($"{job} is done", async () =>
        {
            var all = await server.Http.GetFromJsonAsync<JsonElement>(new Uri("api/v1/jobs", UriKind.Relative));
            var one = all.GetProperty("items").EnumerateArray().Single(item => item.GetProperty("name").GetString() == job);
            var last = one.GetProperty("last");
            return one.GetProperty("running").ValueKind == JsonValueKind.Null && last.ValueKind == JsonValueKind.Object
                && last.GetProperty("outcome").GetString() == "succeeded"
                ? last.GetProperty("summary").GetString()
                : null;
        }, TimeSpan.FromSeconds(60));
    }
}
