using BotPerf.Client;
using BotPerf.Client.Reporting;
using BotPerf.Shared.Metrics;
using BotPerf.Shared.Protocol;
using BotPerf.Tests.Infrastructure;
using FsCheck;
using FsCheck.Fluent;

namespace BotPerf.Tests.Client;

public sealed class ReportTests
{
    private readonly ManualClock _clock = new();

    [Theory]
    [InlineData(2, "92 of 100, good")]
    [InlineData(5, "unknown: the server told none for 5 min 0 s")]
    [InlineData(-5, "unknown: the server told none for 0 s")]
    public void Score_OfTheServer_IsToldWhileItIsOfThePresent(int minutesLater, string expected)
    {
        var health = new ServerHealth(new HealthMessage(92.9, "good", null), _clock.GetUtcNow());

        Assert.Equal([expected], health.Lines(_clock.GetUtcNow().AddMinutes(minutesLater)));
    }

    [Fact]
    public async Task Reports_OfAnOrdinaryBot_ReadLikeThis()
    {
        await using var monitor = Monitor();
        for (var i = 0; i < 10; i++)
            monitor.TrackCommandExecution("help", 50, module: "General");
        monitor.TrackCommandExecution("play", 2_000, success: false, module: "Music");
        monitor.TrackCommandExecution("roll", 5);
        monitor.TrackMessageProcessing(3);
        monitor.TrackWebSocketLatency(87);
        monitor.Gauge(MetricNames.RssBytes).Set(300 * 1048576.0);
        monitor.Gauge(MetricNames.Guilds).Set(1_234);
        _clock.Advance(TimeSpan.FromMinutes(90));

        Assert.Equal(
            """
            **Performance**
            **System**
            Memory: 300 MiB
            Heap: unknown
            CPU: unknown
            **Bot**
            Uptime: 1 h 30 min
            Messages: 1
            Commands: 12
            Errors: 8.33 %
            **Connection**
            Latency: 87 ms
            Guilds: 1,234
            Users: unknown
            BotPerf · this process, since its start
            """, monitor.Reports.Performance().ToText(), ignoreLineEndingDifferences: true);
        Assert.Equal(
            """
            **Cogs**
            Loaded: unknown, used: 2
            Error rate: 8.33 %
            **Most active**
            1. General: 10 uses
            2. Music: 1 uses
            3. no cog: 1 uses
            **Health**
            ✅ General: 0 % errors, 50 ms on average
            ⚠️ Music: 100 % errors, 2,000 ms on average
            ✅ no cog: 0 % errors, 5 ms on average
            BotPerf · this process, since its start
            """, monitor.Reports.CogStats().ToText(), ignoreLineEndingDifferences: true);
        Assert.Equal(
            """
            **Commands: top 2**
            12 executions of 3 commands
            **Most used**
            1. help: 10 uses, p95 50 ms
            2. play: 1 uses, p95 2,000 ms
            **Slowest on average**
            1. play: 2,000 ms
            2. help: 50 ms
            **Most errors**
            1. play: 1 (100 %)
            BotPerf · this process, since its start
            """, monitor.Reports.CommandStats(2).ToText(), ignoreLineEndingDifferences: true);
        Assert.Equal(
            """
            **Health**
            Something needs a look.
            **Checks**
            ✅ Memory: 300 MiB, warned of above 500 MiB
            ❔ CPU: nothing was measured
            ✅ Errors: 8.33 %, warned of above 10 %
            ⚠️ Slowest command on average: 2,000 ms (play), warned of above 1,000 ms
            **Cogs**
            ✅ General: 1 commands, 0 % errors
            ⚠️ Music: 1 commands, 100 % errors
            ✅ no cog: 1 commands, 0 % errors
            BotPerf · this process, since its start
            """, monitor.Reports.Health().ToText(), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public async Task Health_NothingMeasured_IsUnknownAndNotGood()
    {
        await using var monitor = Monitor();

        var report = monitor.Reports.Health();

        Assert.Equal("Unknown: not everything was measured yet.", report.Description);
        Assert.Equal(ReportBuilder.Amber, report.Color);
        Assert.DoesNotContain("✅", report.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TestReporting_WithoutAServer_SaysWhatWasTriedAndWhatCouldNotBe()
    {
        await using var monitor = Monitor();
        monitor.TrackCommandExecution("help", 5);
        var recorded = monitor.Delivery.Executions.Recorded;

        var report = monitor.Reports.TestReporting();

        Assert.Equal("Not all of it could be tried.", report.Description);
        Assert.Equal(["Connection", "Formatting", "Error handling", "Alerts"], report.Fields.Select(field => field.Name));
        Assert.StartsWith("❔ No server is set", report.Fields[0].Value, StringComparison.Ordinal);
        Assert.All(report.Fields.Skip(1), field => Assert.StartsWith("✅", field.Value, StringComparison.Ordinal));
        Assert.Empty(monitor.Alerts);
        Assert.Equal(recorded, monitor.Delivery.Executions.Recorded);
    }

    [Fact]
    public async Task TestReporting_ServerThatIsNotThere_IsNotCalledWell()
    {
        await using var monitor = new PerformanceMonitor(
            new BotPerfOptions { Url = new Uri("http://127.0.0.1:1"), Key = "bpi_x", Collectors = CollectorOptions.None },
            logger: null, TimeProvider.System, _ => null);

        Assert.StartsWith("⚠️ Not connected", monitor.Reports.TestReporting().Fields[0].Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("@everyone", "@\u200Beveryone")]
    [InlineData("<@123>", "\\<@\u200B123\\>")]
    [InlineData("**bold** `x`", "\\*\\*bold\\*\\* \\`x\\`")]
    [InlineData("[a](https://evil.example)", "\\[a\\]\\(https:\u200B//evil.example\\)")]
    [InlineData("a\nb\u202Ec", "a bc")]
    [InlineData("", "unnamed")]
    public void Name_Hostile_LosesItsMarkupAndMentions(string name, string shown) => Assert.Equal(shown, ReportText.Name(name));

    [Fact]
    public void Reports_OfAnyCommands_StayWithinDiscordsLimits() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(50),
        Prop.ForAll(
            ArbMap.Default.ArbFor<string?[]>(), Gen.Choose(-5, 1_000).ToArbitrary(), Gen.Choose(0, 5_000).ToArbitrary(),
            (names, top, maxLength) =>
            {
                var facts = Facts([.. names, .. Enumerable.Range(0, 60).Select(i => $"@everyone **{i}** {new string((char)('!' + i), 300)}")]);
                foreach (var report in new[]
                {
                    ReportBuilder.Performance(facts), ReportBuilder.CogStats(facts), ReportBuilder.CommandStats(facts, top),
                    ReportBuilder.Health(facts),
                })
                {
                    AssertWithinLimits(report);
                    Assert.True(report.ToText(maxLength).Length <= maxLength);
                    Assert.DoesNotContain("@everyone", report.ToText(int.MaxValue), StringComparison.Ordinal);
                }
            }));

    private static void AssertWithinLimits(ChatReport report)
    {
        Assert.InRange(report.Title.Length, 1, 256);
        Assert.InRange(report.Description.Length, 0, 4_096);
        Assert.InRange(report.Footer.Length, 0, 2_048);
        Assert.InRange(report.Fields.Count, 0, 25);
        Assert.All(report.Fields, field =>
        {
            Assert.InRange(field.Name.Length, 1, 256);
            Assert.InRange(field.Value.Length, 1, 1_024);
        });
        var total = report.Title.Length + report.Description.Length + report.Footer.Length
            + report.Fields.Sum(field => field.Name.Length + field.Value.Length);
        Assert.InRange(total, 1, 6_000);
    }

    private static ReportFacts Facts(IEnumerable<string?> names)
    {
        CommandSummary[] commands =
        [
            .. names.Select((name, i) => new CommandSummary(
                name ?? "", i % 3 == 0 ? null : name, null, i, new DistributionSummary(i + 1, i, 0, i, i, i, i, i))),
        ];
        return new ReportFacts(
            new MetricsSummary(new ManualClock().GetUtcNow(), TimeSpan.FromDays(400), commands.Length, 3, commands), []);
    }

    private PerformanceMonitor Monitor() => new(
        new BotPerfOptions { Collectors = CollectorOptions.None }, logger: null, _clock, _ => null);
}
