using BotPerf.Client;

namespace BotPerf.Tests.Client;

public sealed class SettingsTests
{
    private static readonly Uri s_url = new("http://localhost:5080");

    [Theory]
    [InlineData("http://localhost:5080", "ws://localhost:5080/hubs/ingest")]
    [InlineData("https://perf.example.org/", "wss://perf.example.org/hubs/ingest")]
    [InlineData("https://example.org/tools/perf?x=1", "wss://example.org/tools/perf/hubs/ingest")]
    public void Hub_BaseAddress_IsTheHubsWebSocket(string url, string hub)
    {
        var settings = Read(new BotPerfOptions { Url = new Uri(url), Key = "bpi_x" });

        Assert.Equal(new Uri(hub), settings.Hub);
        Assert.True(settings.CanSend);
        Assert.Empty(settings.Problems);
    }

    [Fact]
    public void Settings_EnvironmentOnly_AreTaken()
    {
        var settings = Read(new BotPerfOptions(), ("BOTPERF_URL", "http://box:1"), ("BOTPERF_KEY", " bpi_env "), ("METRICS_SAMPLING_RATE", "0.25"));

        Assert.Equal(("ws://box:1/hubs/ingest", "bpi_env", 0.25), (settings.Hub!.ToString(), settings.Key, settings.DetailRate));
    }

    [Fact]
    public void Settings_CodeAndEnvironment_CodeWins()
    {
        var options = new BotPerfOptions { Url = s_url, Key = "bpi_code", DetailSamplingRate = 1 };
        var settings = Read(options, ("BOTPERF_URL", "http://box:1"), ("BOTPERF_KEY", "bpi_env"), ("METRICS_SAMPLING_RATE", "0.25"));

        Assert.Equal(("ws://localhost:5080/hubs/ingest", "bpi_code", 1.0), (settings.Hub!.ToString(), settings.Key, settings.DetailRate));
    }

    [Fact]
    public void Settings_EnvironmentOfTheExporters_IsTakenUnlessCodeSaysOtherwise()
    {
        (string, string?)[] environment =
            [("BOTPERF_INSTANCE", "shard-3"), ("METRICS_FILE_PATH", "/var/log/metrics.json"), ("METRICS_PROMETHEUS_PORT", "9090")];
        var fromEnvironment = Read(new BotPerfOptions(), environment);
        var fromCode = Read(
            new BotPerfOptions { Instance = "main", File = { Path = "here" }, Prometheus = { Port = 1, Address = "0.0.0.0" } }, environment);

        Assert.Equal(("shard-3", "/var/log/metrics.json", 9090), (fromEnvironment.Instance, fromEnvironment.File!.Path, fromEnvironment.Prometheus!.Port));
        Assert.Equal(["localhost", "127.0.0.1"], fromEnvironment.Prometheus.Hosts);
        Assert.Equal(("main", "here", 1), (fromCode.Instance, fromCode.File!.Path, fromCode.Prometheus!.Port));
        Assert.Equal(["*"], fromCode.Prometheus.Hosts);
    }

    [Theory]
    [InlineData("METRICS_PROMETHEUS_PORT", "http", "METRICS_PROMETHEUS_PORT")]
    [InlineData("METRICS_PROMETHEUS_PORT", "70000", "METRICS_PROMETHEUS_PORT")]
    [InlineData("METRICS_SAMPLING_RATE", "2", "METRICS_SAMPLING_RATE")]
    [InlineData("PERFORMANCE_MONITORING_ENABLED", "maybe", "PERFORMANCE_MONITORING_ENABLED")]
    public void Problems_WrongVariable_IsNamed(string variable, string value, string named)
    {
        var settings = Read(new BotPerfOptions { Url = s_url, Key = "bpi_x" }, (variable, value));

        Assert.Contains(named, Assert.Single(settings.Problems));
        Assert.Equal((true, 1.0), (settings.Enabled, settings.DetailRate));
        Assert.Null(settings.Prometheus);
    }

    [Theory]
    [InlineData("false", false)]
    [InlineData("0", false)]
    [InlineData(" OFF ", false)]
    [InlineData("true", true)]
    [InlineData("", true)]
    public void Enabled_KillSwitchInTheEnvironment_WinsOverCode(string value, bool enabled) =>
        Assert.Equal(enabled, Read(new BotPerfOptions(), ("PERFORMANCE_MONITORING_ENABLED", value)).Enabled);

    [Theory]
    [InlineData(null, "bpi_x", "BOTPERF_URL")]
    [InlineData("ftp://box", "bpi_x", "http://")]
    [InlineData("not an address", "bpi_x", "BOTPERF_URL")]
    [InlineData("http://box", null, "BOTPERF_KEY")]
    [InlineData("http://box", "bpi_\n", null)]
    [InlineData("http://box", "bpi_ä", "BOTPERF_KEY")]
    public void Problems_NoWayToSend_AreToldOnceAndNameTheSetting(string? url, string? key, string? named)
    {
        var settings = Read(new BotPerfOptions(), ("BOTPERF_URL", url), ("BOTPERF_KEY", key));

        if (named is null)
            Assert.Empty(settings.Problems);
        else
            Assert.Contains(named, Assert.Single(settings.Problems));
        Assert.Equal(named is null, settings.CanSend);
    }

    [Fact]
    public void Problems_ValuesOutOfRange_NameSettingAndRangeAndTheDefaultIsUsed()
    {
        var settings = Read(new BotPerfOptions
        {
            Url = s_url, Key = "bpi_x", Collectors = { Process = { Interval = TimeSpan.Zero } }, MaxQueueBytes = 5, MaxQueueAge = TimeSpan.FromDays(70),
            ShutdownTimeout = TimeSpan.FromMinutes(1), DetailSamplingRate = 7, Instance = new string('i', 300),
        });

        Assert.Equal(6, settings.Problems.Count);
        Assert.Contains(settings.Problems, problem => problem.Contains("Collectors.Process.Interval") && problem.Contains("00:00:01") && problem.Contains("00:05:00"));
        Assert.Equal((TimeSpan.FromSeconds(2), 24L << 20, TimeSpan.FromHours(1), TimeSpan.FromSeconds(2), 1.0, 100),
            (settings.Collectors.Process.Interval, settings.MaxQueueBytes, settings.MaxQueueAge, settings.ShutdownTimeout, settings.DetailRate, settings.Instance.Length));
    }

    [Fact]
    public void Collectors_WrongTargetsAndTimes_AreToldAndTheDefaultIsUsed()
    {
        var options = new BotPerfOptions { Url = s_url, Key = "bpi_x" };
        options.Collectors.NetworkTargets = [new Uri("ftp://box/"), new Uri("http://box/a"), new Uri("http://box/b"), new Uri("relative", UriKind.Relative)];
        options.Collectors.NetworkTimeout = TimeSpan.FromHours(1);
        options.Instrumentation.Interval = TimeSpan.Zero;
        options.Collectors.System = null!;

        var settings = Read(options);

        Assert.Equal([new Uri("http://box/a")], settings.Collectors.NetworkTargets);
        Assert.Equal((10, 10, 30), (settings.Collectors.NetworkTimeout.TotalSeconds, settings.Instrumentation.Setting.Interval.TotalSeconds,
            settings.Collectors.System.Interval.TotalSeconds));
        Assert.Equal(["Collectors.NetworkTargets", "Collectors.NetworkTargets", "Collectors.NetworkTargets", "Collectors.NetworkTimeout", "Instrumentation.Interval"],
            settings.Problems.Select(problem => problem.Split(' ')[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Collectors_NoTargets_AreDiscordAndOneMore()
    {
        var settings = Read(new BotPerfOptions());

        Assert.Equal("discord.com", settings.Collectors.NetworkTargets[0].Host);
        Assert.Equal(2, settings.Collectors.NetworkTargets.Count);
        Assert.False(settings.Collectors.Network.Enabled);
    }

    [Fact]
    public async Task Monitor_KillSwitch_DoesNothing()
    {
        await using var monitor = new PerformanceMonitor(
            new BotPerfOptions { Enabled = false, Url = s_url, Key = "bpi_x" }, logger: null, TimeProvider.System, _ => null);

        monitor.TrackCommandExecution("help", 5);
        monitor.BeginCommand("help").Dispose();
        monitor.Counter("some_total").Add();
        monitor.Timer("some_seconds").Begin().Dispose();
        monitor.TrackLifecycle("ready");
        await monitor.ShutdownAsync();

        Assert.False(monitor.IsEnabled);
        Assert.Equal(default, monitor.Delivery.Executions);
        Assert.Equal(default, monitor.Delivery.Samples);
    }

    private static Settings Read(BotPerfOptions options, params (string Name, string? Value)[] environment) =>
        new(options, name => environment.FirstOrDefault(variable => variable.Name == name).Value);
}
