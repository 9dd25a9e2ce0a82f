using System.Net;
using System.Text;
using System.Text.Json;
using BotPerf.Shared.Metrics;
using BotPerf.Shared.Protocol;
using BotPerf.Tests.Api;
using BotPerf.Tests.Delivery;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Access;
using BotPerf.Web.Bots;
using BotPerf.Web.Delivery;
using BotPerf.Web.Digests.Continuous;
using BotPerf.Web.Live;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Tests.Digests;

/// <summary>What the third source document wants told to a channel of Discord, in its format and at its cadence.</summary>
[Collection(ServerCollection.Name)]
public sealed class ContinuousReportTests
{
    private static readonly DateTimeOffset s_now = new(2025, 9, 24, 10, 30, 0, TimeSpan.Zero);

    [Fact]
    public void Kinds_HaveTheCadenceOfTheDocument() => Assert.Equal(
        [("detailed_system_monitoring", 30), ("network_performance_monitoring", 60), ("memory_performance_monitoring", 60),
            ("command_performance_analysis", 180), ("comprehensive_health_report", 300)],
        ReportKind.All.Select(kind => (kind.Event, (int)kind.Every.TotalSeconds)));

    [Fact]
    public void System_OfABot_HasTheFormatOfTheDocument()
    {
        var told = ReportBuilder.System("Aurora", Gauges((MetricNames.CpuPercent, 42.5), (MetricNames.RssBytes, 300e6), (MetricNames.Guilds, 17)), s_now).ToJson();

        Assert.Equal("detailed_system_monitoring", told["event"]!.GetValue<string>());
        Assert.Equal("2025-09-24T10:30:00Z", told["timestamp"]!.GetValue<string>());
        Assert.Equal(["system_metrics", "bot_process_metrics", "bot_metrics", "runtime_metrics"], told["data"]!.AsObject().Select(part => part.Key));
        Assert.Equal(42.5, told["data"]!["bot_process_metrics"]!["cpu_percent"]!.GetValue<double>());
        Assert.Equal(17, told["data"]!["bot_metrics"]!["guilds"]!.GetValue<double>());
        // What nobody has measured is null and never 0.
        Assert.Null(told["data"]!["system_metrics"]!["load1"]);
    }

    [Fact]
    public void Commands_OfHostileNames_AreTextWithinDiscordsLimits()
    {
        var rows = Enumerable.Range(0, 200).Select(i => new CommandRow(
            $"@everyone [x](http://evil.example) {new string('*', 300)}{i}", "Cog", "slash", 10, 2, 0.2, 1, 50, 10, 900, 50, 60, 800, 900, s_now)).ToList();
        var told = ReportBuilder.Commands("<@&1>", rows, 200, s_now);

        var payload = ReportMessage.Payload("<@&1>", [told], 3);

        Assert.Equal("[]", payload["allowed_mentions"]!["parse"]!.ToJsonString());
        Assert.Contains("3 before them could not be sent", payload["content"]!.GetValue<string>(), StringComparison.Ordinal);
        var embed = payload["embeds"]![0]!;
        Assert.InRange(embed["fields"]!.AsArray().Count, 1, 25);
        Assert.All(embed["fields"]!.AsArray(), field => Assert.DoesNotContain("](http", field!["name"]!.GetValue<string>(), StringComparison.Ordinal));
        Assert.InRange(payload.ToJsonString().Length, 1, 6_000);
        Assert.Equal(200, told.Data["command_statistics"]!["by_cog"]!["Cog"]!.GetValue<long>() / 10);
    }

    [Fact]
    public async Task Channel_SwitchedOn_GetsABatchEveryFiveMinutesWithAllMeasurements()
    {
        var clock = new ManualClock();
        await using var receiver = new LoopbackReceiver();
        await using var server = await DigestServer.StartAsync(clock, null, null, ("Delivery:AllowedHosts:0", "127.0.0.1"));
        var bot = (await server.Get<BotRegistry>().CreateAsync("Aurora", "a test", CancellationToken.None)).Bot;
        var channel = await server.Get<ChannelStore>().AddAsync(
            new ChannelDraft("ops", "discord", true, new Dictionary<string, string> { ["url"] = receiver.Url() }), "a test", CancellationToken.None);
        var worker = server.Get<ReportWorker>();
        await RunAsync(server, worker, bot.Id, 20);
        // Off by default.
        Assert.Empty(receiver.Requests);

        await server.Get<ChannelReports>().SetAsync(new ChannelReport(channel.Id, [], 5), "ada", CancellationToken.None);
        await RunAsync(server, worker, bot.Id, 20);

        // Ten minutes: two messages.
        Assert.Equal(2, receiver.Requests.Count);
        var events = FileOf(receiver.Requests.Last()).Select(one => one.GetProperty("event").GetString()!).CountBy(name => name).ToDictionary();
        Assert.Equal(10, events["detailed_system_monitoring"]);
        Assert.Equal(5, events["memory_performance_monitoring"]);
        Assert.Equal(5, events["network_performance_monitoring"]);
        Assert.InRange(events["command_performance_analysis"], 1, 2);
        Assert.Equal(1, events["comprehensive_health_report"]);
        Assert.True(server.Get<ChannelReports>().OutcomeOf(channel.Id)!.IsSent);

        await server.Get<ChannelReports>().EndAsync(channel.Id, "ada", CancellationToken.None);
        await RunAsync(server, worker, bot.Id, 20);
        Assert.Equal(2, receiver.Requests.Count);
    }

    [Fact]
    public async Task Channel_ThatAsksToWait_IsLeftAloneAndToldHowManyItMissed()
    {
        var clock = new ManualClock();
        var isBusy = true;
        await using var receiver = new LoopbackReceiver((_, stream, _) => isBusy
            ? LoopbackReceiver.RespondAsync(stream, "429 Too Many Requests", "{}", "Retry-After: 400")
            : LoopbackReceiver.RespondAsync(stream, "200 OK", "{}"));
        await using var server = await DigestServer.StartAsync(clock, null, null, ("Delivery:AllowedHosts:0", "127.0.0.1"));
        var bot = (await server.Get<BotRegistry>().CreateAsync("Aurora", "a test", CancellationToken.None)).Bot;
        var channel = await server.Get<ChannelStore>().AddAsync(
            new ChannelDraft("ops", "discord", true, new Dictionary<string, string> { ["url"] = receiver.Url() }), "a test", CancellationToken.None);
        await server.Get<ChannelReports>().SetAsync(new ChannelReport(channel.Id, [], 5), "ada", CancellationToken.None);

        await RunAsync(server, server.Get<ReportWorker>(), bot.Id, 20);
        Assert.Single(receiver.Requests);
        isBusy = false;
        await RunAsync(server, server.Get<ReportWorker>(), bot.Id, 10);

        Assert.Equal(2, receiver.Requests.Count);
        Assert.Contains("before them could not be sent", Encoding.UTF8.GetString(receiver.Requests.Last().Body), StringComparison.Ordinal);
        Assert.InRange(server.Get<ChannelReports>().OutcomeOf(channel.Id)!.Left, 40, 50);
    }

    [Fact]
    public async Task TestReporting_SendsOneOfEach()
    {
        await using var receiver = new LoopbackReceiver();
        await using var server = await ServerProcess.StartAsync(environment: new Dictionary<string, string> { ["Delivery__AllowedHosts__0"] = "127.0.0.1" });
        using var admin = new ApiCaller(server.Url, await server.AddTokenAsync("admin", Scopes.Admin));
        await server.AddBotAsync("Aurora");
        var made = await admin.SendAsync("POST", "api/v1/channels", new { name = "ops", kind = "discord", settings = new { url = receiver.Url() } });
        var log = await admin.SendAsync("POST", "api/v1/channels", new { name = "log", kind = "log", settings = new { } });

        var tested = await admin.SendAsync("POST", $"api/v1/channels/{made["id"]}/reports/test");

        Assert.True(tested["delivered"].GetBoolean(), tested.Body.ToString());
        Assert.Equal(
            ReportKind.All.Select(kind => kind.Event).Order(StringComparer.Ordinal),
            FileOf(Assert.Single(receiver.Requests)).Select(one => one.GetProperty("event").GetString()!).Order(StringComparer.Ordinal));
        Assert.False((await admin.GetAsync($"api/v1/channels/{made["id"]}/reports"))["enabled"].GetBoolean());
        var on = await admin.SendAsync("PUT", $"api/v1/channels/{made["id"]}/reports", new { batchMinutes = 10 });
        Assert.Equal((true, 10), (on["enabled"].GetBoolean(), on["batchMinutes"].GetInt32()));
        Assert.Equal("batchMinutes", (await admin.SendAsync("PUT", $"api/v1/channels/{made["id"]}/reports", new { batchMinutes = 16 })).Refused(HttpStatusCode.BadRequest).Text("field"));
        Assert.Equal("bots", (await admin.SendAsync("PUT", $"api/v1/channels/{made["id"]}/reports", new { bots = Enumerable.Range(1, 26) })).Refused(HttpStatusCode.BadRequest).Text("field"));
        (await admin.SendAsync("PUT", $"api/v1/channels/{log["id"]}/reports", new { })).Refused(HttpStatusCode.BadRequest);
        Assert.Equal(HttpStatusCode.NoContent, (await admin.SendAsync("DELETE", $"api/v1/channels/{made["id"]}/reports")).Status);
    }

    /// <summary>So many half minutes, in each of which the bot sends.</summary>
    private static async Task RunAsync(DigestServer server, ReportWorker worker, BotId bot, int beats)
    {
        var clock = (ManualClock)server.Get<TimeProvider>();
        for (var i = 0; i < beats; i++)
        {
            clock.Advance(ReportKind.Beat);
            var instance = server.Get<LiveStore>().Of(new InstanceEntry(new InstanceId(1), bot, "default", clock.GetUtcNow().ToUnixTimeMilliseconds() * 1_000));
            var second = clock.GetUtcNow().ToUnixTimeSeconds();
            var frame = new Frame { EndUs = (second * 1_000_000) + 1, Gauges = new Gauges(), Counters = new Counters(), Histograms = new Histograms() };
            frame.Gauges.Series.Add(0);
            frame.Gauges.Last.Add(100e6);
            instance.Apply(new LiveFrame(instance.Entry, null, frame, [new Series(1, SeriesKind.Gauge, MetricNames.RssBytes, [], "")], [], second / 60, second * 1_000_000));
            await worker.TickAsync(CancellationToken.None);
        }
    }

    private static LiveGauges Gauges(params (string Metric, double Value)[] values)
    {
        var instance = new LiveStore().Of(new InstanceEntry(new InstanceId(1), new BotId(1), "default", s_now.ToUnixTimeMilliseconds() * 1_000));
        var frame = new Frame { EndUs = (s_now.ToUnixTimeSeconds() * 1_000_000) + 1, Gauges = new Gauges(), Counters = new Counters(), Histograms = new Histograms() };
        for (var i = 0; i < values.Length; i++)
        {
            frame.Gauges.Series.Add((uint)i);
            frame.Gauges.Last.Add(values[i].Value);
        }

        var seconds = s_now.ToUnixTimeSeconds();
        instance.Apply(new LiveFrame(
            instance.Entry, null, frame, [.. values.Select((one, i) => new Series(i + 1, SeriesKind.Gauge, one.Metric, [], ""))], [], seconds / 60, seconds * 1_000_000));
        return new LiveGauges([InstanceReading.Of(instance, (seconds + 1) * 1_000_000, TimeSpan.FromSeconds(1))]);
    }

    /// <summary>The file beside the embeds.</summary>
    private static List<JsonElement> FileOf(Received request)
    {
        var text = Encoding.UTF8.GetString(request.Body);
        var begin = text.IndexOf("[{\"event\"", StringComparison.Ordinal);
        var end = text.IndexOf("\r\n--", begin, StringComparison.Ordinal);
        return [.. JsonDocument.Parse(text[begin..end]).RootElement.EnumerateArray()];
    }
}
