using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using BotPerf.Tests.Infrastructure;

namespace BotPerf.Tests.Delivery;

/// <summary>
/// The server is killed after a receiver has a message and before the server has written that down. Nothing is missing,
/// and what comes twice comes under the same delivery id.
/// </summary>
[Collection(ServerCollection.Name)]
public sealed class KilledOutboxTests
{
    private static readonly int s_rounds = int.Parse(
        Environment.GetEnvironmentVariable("BOTPERF_KILL_ROUNDS") ?? "4", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Kill9_BetweenSendingAndWritingItDown_RepeatsItOnceAndLosesNothing()
    {
        var arrived = new ConcurrentQueue<(string DeliveryId, string Title)>();
        var killed = new ConcurrentDictionary<string, bool>();
        var isKilling = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var receiver = new LoopbackReceiver(async (request, stream, ended) =>
        {
            var title = JsonDocument.Parse(request.Body).RootElement.GetProperty("title").GetString()!;
            arrived.Enqueue((request.Headers["X-BotPerf-Delivery"], title));
            if (title.StartsWith("kill", StringComparison.Ordinal) && killed.TryAdd(title, true))
            {
                // It has the message and does not answer: the server cannot have written that down.
                isKilling.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ended);
            }

            await LoopbackReceiver.RespondAsync(stream, "200 OK", "");
        });
        await using var server = await ServerProcess.StartAsync(environment: new Dictionary<string, string>
        {
            ["Delivery__AllowedHosts__0"] = "127.0.0.1",
        });
        var token = (await server.CommandLineAsync("tokens", "add", "channels", "--scope", "admin")).LastLine.Trim();
        server.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var added = await server.Http.PostAsJsonAsync(new Uri("api/v1/channels", UriKind.Relative), new
        {
            name = "a program",
            kind = "webhook",
            hourlyBudget = 1_000,
            settings = new { url = receiver.Url(), secret = "a secret of a good length" },
        });
        Assert.True(added.IsSuccessStatusCode, await added.Content.ReadAsStringAsync());
        Assert.Equal(0, await server.StopGracefullyAsync());

        var told = new List<string>();
        for (var round = 0; round < s_rounds; round++)
        {
            isKilling = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            string[] titles = [$"before {round}", $"kill {round}", $"after {round}"];
            await AddAsync(server.DataFolder, titles);
            told.AddRange(titles);
            await server.StartAgainAsync();
            await isKilling.Task.WaitAsync(Eventually.Patience);
            await server.Kill9Async();
        }

        await server.StartAgainAsync();
        await Eventually.TrueAsync("all is told", () => told.TrueForAll(title => arrived.Any(one => one.Title == title)));
        await Eventually.TrueAsync("nothing waits", async () =>
        {
            var channels = await server.Http.GetFromJsonAsync<JsonElement>(new Uri("api/v1/channels", UriKind.Relative));
            return channels.GetProperty("items")[0].GetProperty("waiting").GetInt32() == 0;
        });

        foreach (var title in told)
        {
            var times = arrived.Where(one => one.Title == title).ToList();
            Assert.Equal(title.StartsWith("kill", StringComparison.Ordinal) ? 2 : 1, times.Count);
            Assert.Single(times.Select(one => one.DeliveryId).Distinct());
        }
    }

    /// <summary>As the server does it, while it is down.</summary>
    private static async Task AddAsync(string folder, string[] titles)
    {
        await using var core = await DeliveryCore.StartAsync(folder: folder, works: false);
        await core.AddAsync(1, [.. titles.Select(title => core.Notice(title))]);
    }
}
