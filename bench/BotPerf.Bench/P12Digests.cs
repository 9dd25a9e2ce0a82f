using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using BotPerf.Shared.Sketches;
using BotPerf.Web.Ingest;
using BotPerf.Web.Storage;
using Microsoft.Data.Sqlite;

namespace BotPerf.Bench;

/// <summary>
/// Digests (the row below the table): the monthly one of as many bots as one has room for, with hours of two months behind
/// it and a score for every ten minutes; then that of somebody with other bots, and what all of it leaves in memory.
/// </summary>
internal static class P12Digests
{
    private const int Days = 62;
    private const int Commands = 20;
    private const int ExecutionsAnHour = 300;
    private const int SealedHours = 48;
    private const string Reader = "bench@example.org";

    public static async Task<int> RunAsync(bool brief)
    {
        var bots = brief ? 20 : 500;
        Console.WriteLine($"P12 {Environment.ProcessorCount} cores, {bots} bots of {Commands} commands, {ExecutionsAnHour} executions an hour for {Days} days");
        await using var server = await ChildServer.BotPerfAsync(
            new Dictionary<string, string> { ["BOTPERF_ADMIN_EMAIL"] = Reader, ["BOTPERF_ADMIN_PASSWORD"] = "a long enough passphrase 1" }, folder => FillAsync(folder, bots));
        using var api = await server.ApiAsync("admin");
        api.Timeout = TimeSpan.FromMinutes(20);

        await Task.Delay(TimeSpan.FromSeconds(brief ? 2 : 10), TimeProvider.System);
        Console.WriteLine($"    at rest                      {server.RssMebibytes,8:0} MiB");
        await MeasureAsync(server, api, "monthly, all bots", "monthly", "UTC", []);
        await MeasureAsync(server, api, "the same again", "monthly", "UTC", []);
        await MeasureAsync(server, api, "half of the bots", "monthly", "UTC", [.. Enumerable.Range(1, Math.Min(200, bots / 2))]);
        await MeasureAsync(server, api, "monthly, Kolkata's days", "monthly", "Asia/Kolkata", []);
        return 0;
    }

    private static async Task MeasureAsync(ChildServer server, HttpClient api, string name, string cadence, string zone, int[] only)
    {
        using var made = await api.PostAsJsonAsync("api/v1/digests", new { cadence, zone, hour = 8, bots = only, user = Reader });
        var body = await made.Content.ReadAsStringAsync();
        if (!made.IsSuccessStatusCode)
            throw new InvalidOperationException(body);
        using var subscription = JsonDocument.Parse(body);
        var id = subscription.RootElement.GetProperty("id");

        var (cpu, began, most) = (server.Cpu, Stopwatch.GetTimestamp(), 0.0);
        var reading = api.GetAsync(new Uri($"api/v1/digests/{id}/preview", UriKind.Relative));
        while (!reading.IsCompleted)
        {
            most = Math.Max(most, server.RssMebibytes);
            await Task.WhenAny(reading, Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System));
        }

        using var answer = await reading;
        var letter = await answer.Content.ReadAsStringAsync();
        Console.WriteLine($"    {name,-28} {Stopwatch.GetElapsedTime(began).TotalSeconds,8:0.00} s, {(server.Cpu - cpu).TotalSeconds:0.00} s of a core, at most {most:0} MiB, {(int)answer.StatusCode}, {letter.Length:N0} letters");
        (await api.DeleteAsync(new Uri($"api/v1/digests/{id}", UriKind.Relative))).Dispose();
    }

    // One frame an hour: of the hours and days that a digest reads there are as many as of bots that send all the time.
    private static async Task FillAsync(string folder, int bots)
    {
        await ChildServer.CommandAsync(folder, "bots", "add", "bench 1");
        var now = TimeProvider.System.GetUtcNow();
        var first = new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds() / 60 - Days * 1_440L;
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "botperf.db")};Pooling=False");
        await connection.OpenAsync();
        await WriteAsync(connection, string.Create(CultureInfo.InvariantCulture, $"""
            WITH RECURSIVE more(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM more WHERE n < {bots})
            INSERT INTO bot (name, normalized_name, created_at) SELECT 'bench ' || n, 'BENCH ' || n, created_at FROM bot CROSS JOIN more
            """));
        await using (var store = await BenchStore.OpenAsync(new DataFolder(folder)))
        {
            var (minutes, scratch) = (new CommandMinutes(Commands, ExecutionsAnHour, seed: 12), new Sketch[Commands]);
            for (var i = 0; i < Commands; i++)
                scratch[i] = new Sketch();
            for (var hour = 0; hour < Days * 24; hour++)
            {
                for (var bot = 1; bot <= bots; bot++)
                {
                    var frame = minutes.Frame(hour * bots + bot, hour == 0, scratch);
                    (frame.Seq, frame.EndUs) = ((ulong)hour + 1, (first + hour * 60L + 30) * 60_000_000);
                    var payload = Google.Protobuf.MessageExtensions.ToByteArray(frame);
                    store.Append(new Sender(new BotId(bot), 1, "default", $"bench-{bot}", Info: null), frame, payload);
                }

                if (hour % SealedHours == SealedHours - 1)
                    await store.SealAsync();
            }

            await store.SealAsync();
            await store.MakeHoursAsync();
        }

        await WriteAsync(connection, string.Create(CultureInfo.InvariantCulture, $"""
            WITH RECURSIVE slot(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM slot WHERE n < {Days * 144 - 1})
            INSERT INTO health_score (bot_id, minute, overall) SELECT bot.id, {first} + n * 10, 900 + (n + bot.id) % 100 FROM bot CROSS JOIN slot
            """));
    }

    private static async Task WriteAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        (command.CommandText, command.CommandTimeout) = (sql, 600);
        await command.ExecuteNonQueryAsync();
    }
}
