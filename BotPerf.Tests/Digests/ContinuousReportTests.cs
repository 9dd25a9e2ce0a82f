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
        var told = ReportBuilder.System(
            "Aurora", Gauges((MetricNames.CpuPercent, 42.5), (MetricNames.RssBytes, 300e6), (MetricNames.Guilds, 17)),
            new Dictionary<string, double> { [MetricNames.DiskRead] = 2_048 }, s_now).ToJson();

        Assert.Equal("detailed_system_monitoring", told["event"]!.GetValue<string>());
        Assert.Equal("2025-09-24T10:30:00Z", told["timestamp"]!.GetValue<string>());
        Assert.Equal(["system_metrics", "bot_process_metrics", "bot_metrics", "runtime_metrics"], told["data"]!.AsObject().Select(part => part.Key));
        Assert.Equal(42.5, told["data"]!["bot_process_metrics"]!["cpu_percent"]!.GetValue<double>());
        Assert.Equal(2_048, told["data"]!["system_metrics"]!["disk_read_bytes_per_second"]!.GetValue<double>());
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
    public void System_OfTwoMachines_IsOneOfThem()
    {
        var told = ReportBuilder.System("Aurora", Gauges(
        [
            [(MetricNames.SystemMemoryTotal, "", 64e9), (MetricNames.SystemMemoryAvailable, "", 2e9), (MetricNames.SystemCpu, "", 20),
                (MetricNames.DiskUsed, "/", 45e9), (MetricNames.DiskTotal, "/", 50e9), (MetricNames.DiskUsed, "/data", 300e9), (MetricNames.DiskTotal, "/data", 4_000e9)],
            [(MetricNames.SystemMemoryTotal, "", 8e9), (MetricNames.SystemMemoryAvailable, "", 7e9), (MetricNames.SystemCpu, "", 90)],
        ]), new Dictionary<string, double>(), s_now).Data["system_metrics"]!;

        Assert.Equal("shard-0", told["instance"]!.GetValue<string>());
        Assert.Equal((64e9, 62e9, 20d), (told["memory_total_bytes"]!.GetValue<double>(), told["memory_used_bytes"]!.GetValue<double>(), told["cpu_percent"]!.GetValue<double>()));
        // The fullest disk, not the largest used of the largest.
        Assert.Equal((45e9, 50e9), (told["disk_used_bytes"]!.GetValue<double>(), told["disk_total_bytes"]!.GetValue<double>()));
    }

    [Fact]
    public void Memory_OfTwoInstances_HasTheShareOfTheOneNearestToItsLimit()
    {
        var told = ReportBuilder.Memory("Aurora", Gauges(
        [
            [(MetricNames.RssBytes, "", 900e6), (MetricNames.MemoryLimit, "", 1_000e6)],
            [(MetricNames.RssBytes, "", 100e6), (MetricNames.MemoryLimit, "", 8_000e6)],
        ]), new Dictionary<string, double> { [MetricNames.GcCollections] = 0.5 }, s_now).Data;

        Assert.Equal(90, told["process_memory"]!["percent_of_limit"]!.GetValue<double>());
        Assert.Equal(1_000e6, told["process_memory"]!["rss_bytes"]!.GetValue<double>());
        Assert.Equal(30, told["garbage_collection"]!["collections_per_minute"]!.GetValue<double>());
    }

    [Fact]
    public void Network_HostThatDoesNotAnswer_IsToldAndHasNoTime()
    {
        var told = ReportBuilder.Network("Aurora", Gauges(
        [
            [(MetricNames.ProbeUp, "gone.example", 0), (MetricNames.ProbeUp, "was.example", 0), (MetricNames.ProbeDuration, "was.example", 0.2),
                (MetricNames.ProbeUp, "here.example", 1), (MetricNames.ProbeDuration, "here.example", 0.03)],
        ]), s_now);

        Assert.Equal(NoticeTone.Warning, told.Tone);
        Assert.Equal(
            [("gone.example", null, false), ("was.example", null, false), ("here.example", (double?)30, true)],
            told.Data["targets"]!.AsArray().Select(target => (target!["target"]!.GetValue<string>(), target["response_ms"]?.GetValue<double>(), target["up"]!.GetValue<bool>())));
        Assert.Equal(["no answer", "no answer"], told.Fields.Where(field => field.Name.Contains("s.example", StringComparison.Ordinal) || field.Name == "gone.example").Select(field => field.Value));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    public void Whole_OneBeatAfterTheOther_HasEveryMinuteOnceAndWhole(int rhythm)
    {
        var beat = s_now;
        for (var i = 0; i < 20; i++, beat += ReportKind.Commands.Every)
        {
            var (from, to) = ReportKind.Whole(beat, TimeSpan.FromSeconds(rhythm), ReportKind.Commands.Every);
            Assert.Equal(to, ReportKind.Whole(beat + ReportKind.Commands.Every, TimeSpan.FromSeconds(rhythm), ReportKind.Commands.Every).From);
            Assert.Equal(TimeSpan.Zero, TimeSpan.FromTicks(from.Ticks % TimeSpan.TicksPerMinute));
            Assert.InRange(beat - to, TimeSpan.FromSeconds(rhythm), TimeSpan.FromMinutes(3));
            // A beat was missed: its minutes come with this one.
            Assert.Equal((from - ReportKind.Commands.Every, to), ReportKind.Whole(beat, TimeSpan.FromSeconds(rhythm), ReportKind.Commands.Every, from - ReportKind.Commands.Every));
        }
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
        var worker = server.Get<ChannelReportWorker>();
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

        await RunAsync(server, server.Get<ChannelReportWorker>(), bot.Id, 20);
        Assert.Single(receiver.Requests);
        isBusy = false;
        await RunAsync(server, server.Get<ChannelReportWorker>(), bot.Id, 10);

        Assert.Equal(2, receiver.Requests.Count);
        Assert.Contains("before them could not be sent", Encoding.UTF8.GetString(receiver.Requests.Last().Body), StringComparison.Ordinal);
        Assert.InRange(server.Get<ChannelReports>().OutcomeOf(channel.Id)!.Left, 40, 50);
    }

    [Fact]
    public async Task Channel_OfManyBots_TellsOfAllAtThePaceThatDiscordAllows()
    {
        var clock = new ManualClock();
        var answered = 0;
        // As Discord's webhooks: every fifth message is the last of its two seconds.
        await using var receiver = new LoopbackReceiver((_, stream, _) => LoopbackReceiver.RespondAsync(
            stream, "200 OK", "{}", Interlocked.Increment(ref answered) % 5 == 0 ? "X-RateLimit-Remaining: 0" : "X-RateLimit-Remaining: 3", "X-RateLimit-Reset-After: 1.5"));
        await using var server = await DigestServer.StartAsync(clock, null, null, ("Delivery:AllowedHosts:0", "127.0.0.1"));
        var names = Enumerable.Range(1, 12).Select(i => $"Bot {i}").ToList();
        foreach (var name in names)
            await server.Get<BotRegistry>().CreateAsync(name, "a test", CancellationToken.None);
        var channel = await AddChannelAsync(server, receiver.Url());
        await server.Get<ChannelReports>().SetAsync(new ChannelReport(channel, [], 5), "ada", CancellationToken.None);

        await RunAsync(server, server.Get<ChannelReportWorker>(), new BotId(1), 10, isHanging: true);
        await Eventually.TrueAsync("every bot has its message", () =>
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));
            return receiver.Requests.Count == names.Count;
        });
        await server.Get<ChannelReportSender>().IdleAsync();

        Assert.Equal(names.Order(), receiver.Requests.Select(request => FileOf(request)[0].GetProperty("bot").GetString()!).Order());
        Assert.All(receiver.Requests, request => Assert.EndsWith("wait=true", request.Target, StringComparison.Ordinal));
        Assert.Equal(0, server.Get<ChannelReports>().OutcomeOf(channel)!.Left);
    }

    [Fact]
    public async Task Channel_ThatNeverAnswers_HoldsUpNeitherMeasuringNorTheOther()
    {
        var clock = new ManualClock();
        using var over = new CancellationTokenSource();
        await using var hanging = new LoopbackReceiver((_, _, _) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, over.Token));
        await using var receiver = new LoopbackReceiver();
        await using var server = await DigestServer.StartAsync(clock, null, null, ("Delivery:AllowedHosts:0", "127.0.0.1"));
        var bot = (await server.Get<BotRegistry>().CreateAsync("Aurora", "a test", CancellationToken.None)).Bot;
        var slow = await AddChannelAsync(server, hanging.Url(), "slow");
        var good = await AddChannelAsync(server, receiver.Url());
        foreach (var channel in (int[])[slow, good])
            await server.Get<ChannelReports>().SetAsync(new ChannelReport(channel, [], 1), "ada", CancellationToken.None);

        for (var minute = 1; minute <= 4; minute++)
        {
            await RunAsync(server, server.Get<ChannelReportWorker>(), bot.Id, 2, isHanging: true);
            await Eventually.TrueAsync("the other channel has its message", () => receiver.Requests.Count == minute);
        }

        Assert.All(receiver.Requests, request => Assert.Equal(2, FileOf(request).Count(one => one.GetProperty("event").GetString() == "detailed_system_monitoring")));
        await over.CancelAsync();
        await server.Get<ChannelReportSender>().EndAsync();
        Assert.InRange(server.Get<ChannelReports>().OutcomeOf(slow)!.Left, 4, 30);
    }

    [Fact]
    public async Task Channel_WhoseWebhookIsGone_IsAskedAgainLaterOrAtItsNewAddress()
    {
        var clock = new ManualClock();
        await using var gone = new LoopbackReceiver((_, stream, _) => LoopbackReceiver.RespondAsync(stream, "404 Not Found", """{"message":"Unknown Webhook"}"""));
        await using var receiver = new LoopbackReceiver();
        await using var server = await DigestServer.StartAsync(clock, null, null, ("Delivery:AllowedHosts:0", "127.0.0.1"));
        var bot = (await server.Get<BotRegistry>().CreateAsync("Aurora", "a test", CancellationToken.None)).Bot;
        var channel = await AddChannelAsync(server, gone.Url());
        await server.Get<ChannelReports>().SetAsync(new ChannelReport(channel, [], 5), "ada", CancellationToken.None);

        await RunAsync(server, server.Get<ChannelReportWorker>(), bot.Id, 35);
        Assert.Single(gone.Requests);
        Assert.Contains("Unknown Webhook", server.Get<ChannelReports>().OutcomeOf(channel)!.Words, StringComparison.Ordinal);
        await RunAsync(server, server.Get<ChannelReportWorker>(), bot.Id, 10);
        Assert.Equal(2, gone.Requests.Count);

        await server.Get<ChannelStore>().ChangeAsync(
            channel, new ChannelDraft("ops", "discord", true, new Dictionary<string, string> { ["url"] = receiver.Url() }), "a test", CancellationToken.None);
        await RunAsync(server, server.Get<ChannelReportWorker>(), bot.Id, 10);
        Assert.Contains("before them could not be sent", Encoding.UTF8.GetString(Assert.Single(receiver.Requests).Body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Channel_ThatRefusesOneMessage_IsToldOfTheOtherBots()
    {
        var clock = new ManualClock();
        await using var receiver = new LoopbackReceiver((request, stream, _) => LoopbackReceiver.RespondAsync(
            stream, request.Text.Contains("\"bot\":\"Bot 1\"", StringComparison.Ordinal) ? "400 Bad Request" : "200 OK", "{}"));
        await using var server = await DigestServer.StartAsync(clock, null, null, ("Delivery:AllowedHosts:0", "127.0.0.1"));
        foreach (var name in (string[])["Bot 1", "Bot 2", "Bot 3"])
            await server.Get<BotRegistry>().CreateAsync(name, "a test", CancellationToken.None);
        var channel = await AddChannelAsync(server, receiver.Url());
        await server.Get<ChannelReports>().SetAsync(new ChannelReport(channel, [], 5), "ada", CancellationToken.None);

        await RunAsync(server, server.Get<ChannelReportWorker>(), new BotId(1), 20);

        Assert.Equal(6, receiver.Requests.Count);
        Assert.True(server.Get<ChannelReports>().OutcomeOf(channel)!.Left > 0);
    }

    [Fact]
    public async Task Channel_SwitchedOffInTheMiddleOfABatch_IsToldNoMore()
    {
        var clock = new ManualClock();
        await using var receiver = new LoopbackReceiver((_, stream, _) => LoopbackReceiver.RespondAsync(
            stream, "200 OK", "{}", "X-RateLimit-Remaining: 0", "X-RateLimit-Reset-After: 50"));
        await using var server = await DigestServer.StartAsync(clock, null, null, ("Delivery:AllowedHosts:0", "127.0.0.1"));
        foreach (var name in (string[])["Bot 1", "Bot 2", "Bot 3"])
            await server.Get<BotRegistry>().CreateAsync(name, "a test", CancellationToken.None);
        var channel = await AddChannelAsync(server, receiver.Url());
        await server.Get<ChannelReports>().SetAsync(new ChannelReport(channel, [], 5), "ada", CancellationToken.None);
        await RunAsync(server, server.Get<ChannelReportWorker>(), new BotId(1), 10, isHanging: true);
        await Eventually.TrueAsync("the first is told of", () => receiver.Requests.Count == 1);

        await server.Get<ChannelStore>().ChangeAsync(
            channel, new ChannelDraft("ops", "discord", false, new Dictionary<string, string>()), "a test", CancellationToken.None);
        var idle = server.Get<ChannelReportSender>().IdleAsync();
        await Eventually.TrueAsync("the batch is over", () =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return idle.IsCompleted;
        });

        Assert.Single(receiver.Requests);
    }

    [Fact]
    public async Task Clock_SetBack_DoesNotSilenceTheChannel()
    {
        var clock = new ManualClock();
        await using var receiver = new LoopbackReceiver();
        await using var server = await DigestServer.StartAsync(clock, null, null, ("Delivery:AllowedHosts:0", "127.0.0.1"));
        var bot = (await server.Get<BotRegistry>().CreateAsync("Aurora", "a test", CancellationToken.None)).Bot;
        var channel = await AddChannelAsync(server, receiver.Url());
        await server.Get<ChannelReports>().SetAsync(new ChannelReport(channel, [], 5), "ada", CancellationToken.None);
        await RunAsync(server, server.Get<ChannelReportWorker>(), bot.Id, 10);

        clock.SetBack(TimeSpan.FromDays(1));
        await RunAsync(server, server.Get<ChannelReportWorker>(), bot.Id, 10);

        Assert.Equal(2, receiver.Requests.Count);
    }

    [Fact]
    public async Task Set_ManyAtOnce_EndsAsTheDatabaseHasIt()
    {
        await using var receiver = new LoopbackReceiver();
        await using var server = await DigestServer.StartAsync(new ManualClock(), null, null, ("Delivery:AllowedHosts:0", "127.0.0.1"));
        var reports = server.Get<ChannelReports>();
        var channels = new List<int>();
        for (var i = 0; i < 4; i++)
            channels.Add(await AddChannelAsync(server, receiver.Url(), $"ops {i}"));

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => i % 3 == 2
            ? reports.EndAsync(channels[i % 4], "ada", CancellationToken.None)
            : reports.SetAsync(new ChannelReport(channels[i % 4], [], 1 + (i % 15)), "ada", CancellationToken.None))));

        var inMemory = reports.All.Select(one => (one.Channel, one.BatchMinutes)).Order().ToList();
        await reports.LoadAsync(CancellationToken.None);
        Assert.Equal(reports.All.Select(one => (one.Channel, one.BatchMinutes)).Order(), inMemory);
    }

    [Fact]
    public async Task Channel_SwitchedOffAndOn_TellsNothingOfBefore()
    {
        var clock = new ManualClock();
        await using var receiver = new LoopbackReceiver();
        await using var server = await DigestServer.StartAsync(clock, null, null, ("Delivery:AllowedHosts:0", "127.0.0.1"));
        var bot = (await server.Get<BotRegistry>().CreateAsync("Aurora", "a test", CancellationToken.None)).Bot;
        var channel = await AddChannelAsync(server, receiver.Url());
        var worker = server.Get<ChannelReportWorker>();
        await server.Get<ChannelReports>().SetAsync(new ChannelReport(channel, [], 5), "ada", CancellationToken.None);
        await RunAsync(server, worker, bot.Id, 8);
        await server.Get<ChannelReports>().EndAsync(channel, "ada", CancellationToken.None);
        await RunAsync(server, worker, bot.Id, 1);
        clock.Advance(TimeSpan.FromDays(3));
        var on = clock.GetUtcNow();
        await server.Get<ChannelReports>().SetAsync(new ChannelReport(channel, [], 5), "ada", CancellationToken.None);

        await RunAsync(server, worker, bot.Id, 10);

        Assert.All(receiver.Requests.SelectMany(FileOf), one => Assert.True(one.GetProperty("timestamp").GetDateTimeOffset() >= on));
        Assert.NotEmpty(receiver.Requests);
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
        foreach (var verb in new[] { "GET", "PUT", "DELETE" })
            Assert.Equal("There is no such channel.", (await admin.SendAsync(verb, "api/v1/channels/99/reports", verb == "PUT" ? new { } : null)).Refused(HttpStatusCode.NotFound).Text("detail"));
    }

    private static async Task<int> AddChannelAsync(DigestServer server, string url, string name = "ops") => (await server.Get<ChannelStore>().AddAsync(
        new ChannelDraft(name, "discord", true, new Dictionary<string, string> { ["url"] = url }), "a test", CancellationToken.None)).Id;

    /// <summary>So many half minutes, in each of which the bot sends.</summary>
    private static async Task RunAsync(DigestServer server, ChannelReportWorker worker, BotId bot, int beats, bool isHanging = false)
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
            if (!isHanging)
                await server.Get<ChannelReportSender>().IdleAsync();
        }
    }

    private static LiveGauges Gauges(params (string Metric, double Value)[] values) =>
        Gauges([[.. values.Select(value => (value.Metric, "", value.Value))]]);

    /// <summary>Of one instance each: a metric, its target or mount, and its value.</summary>
    private static LiveGauges Gauges((string Metric, string Label, double Value)[][] instances) => new([.. instances.Select((values, at) =>
    {
        var instance = new LiveStore().Of(
            new InstanceEntry(new InstanceId(at + 1), new BotId(1), $"shard-{at}", s_now.ToUnixTimeMilliseconds() * 1_000));
        var frame = new Frame { EndUs = (s_now.ToUnixTimeSeconds() * 1_000_000) + 1, Gauges = new Gauges(), Counters = new Counters(), Histograms = new Histograms() };
        for (var i = 0; i < values.Length; i++)
        {
            frame.Gauges.Series.Add((uint)i);
            frame.Gauges.Last.Add(values[i].Value);
        }

        var seconds = s_now.ToUnixTimeSeconds();
        instance.Apply(new LiveFrame(
            instance.Entry, null, frame,
            [.. values.Select((one, i) => new Series(i + 1, SeriesKind.Gauge, one.Metric, Labels(one.Metric, one.Label), ""))],
            [], seconds / 60, seconds * 1_000_000));
        return InstanceReading.Of(instance, (seconds + 1) * 1_000_000, TimeSpan.FromSeconds(1));
    })]);

    private static Label[] Labels(string metric, string label) => label.Length == 0 ? []
        : [new Label(metric is MetricNames.DiskUsed or MetricNames.DiskTotal ? LabelNames.Mount : LabelNames.Target, label)];

    /// <summary>The file beside the embeds.</summary>
    private static List<JsonElement> FileOf(Received request)
    {
        var text = Encoding.UTF8.GetString(request.Body);
        var begin = text.IndexOf("[{\"event\"", StringComparison.Ordinal);
        var end = text.IndexOf("\r\n--", begin, StringComparison.Ordinal);
        return [.. JsonDocument.Parse(text[begin..end]).RootElement.EnumerateArray()];
    }
}
