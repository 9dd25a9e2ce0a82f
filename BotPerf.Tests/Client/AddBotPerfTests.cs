using BotPerf.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BotPerf.Tests.Client;

public sealed class AddBotPerfTests
{
    [Fact]
    public async Task AddBotPerf_HostRuns_SendsUntilTheHostEnds()
    {
        await using var ingest = await LoopbackIngest.StartAsync();
        using var host = HostWith(
            [new("BotPerf:Url", ingest.Url.ToString()), new("BotPerf:Key", "bpi_configured"), new("BotPerf:Instance", "from configuration")],
            options => options.Instance = "from code");

        await host.StartAsync();
        host.Services.GetRequiredService<PerformanceMonitor>().TrackCommandExecution("help", 5);
        await host.StopAsync();

        Assert.Equal(1, ingest.Executions);
        Assert.Equal("Bearer bpi_configured", ingest.Authorizations.First());
        Assert.Equal("from code", ingest.Hellos.First().Instance);
        Assert.Equal(["start", "stop"], ingest.Frames.SelectMany(frame => frame.Lifecycle).Select(happened => happened.Event));
    }

    [Fact]
    public async Task AddBotPerf_NothingSet_RunsAndSaysOnceWhatIsMissing()
    {
        var log = new ListLoggerProvider();
        using var host = HostWith([new("BotPerf:Url", ""), new("BotPerf:Key", "")], _ => { }, log);

        await host.StartAsync();
        var monitor = host.Services.GetRequiredService<PerformanceMonitor>();
        monitor.TrackCommandExecution("help", 5);
        await host.StopAsync();

        Assert.Contains("BOTPERF_URL", Assert.Single(log.Lines));
        Assert.Equal(1, monitor.GetMetrics().Executions);
    }

    [Fact]
    public void AddBotPerf_NestedOptions_ComeFromTheConfiguration()
    {
        using var host = HostWith(
            [
                new("BotPerf:Collectors:System:Interval", "00:01:00"), new("BotPerf:Collectors:Network:Enabled", "true"),
                new("BotPerf:Collectors:NetworkTargets:0", "http://localhost:9/"), new("BotPerf:Instrumentation:Meters:0", "MyBot"),
            ],
            _ => { }, log: null, keepsCollectors: true);

        var options = host.Services.GetRequiredService<IOptions<BotPerfOptions>>().Value;

        Assert.Equal((true, TimeSpan.FromSeconds(60)), (options.Collectors.System.Enabled, options.Collectors.System.Interval));
        Assert.True(options.Collectors.Network.Enabled);
        Assert.Equal([new Uri("http://localhost:9/")], options.Collectors.NetworkTargets!);
        Assert.Equal(["MyBot"], options.Instrumentation.Meters!);
    }

    [Theory]
    [InlineData("Enabled", "maybe", "true or false")]
    [InlineData("DetailSamplingRate", "half", "a number")]
    [InlineData("ShutdownTimeout", "soon", "a duration")]
    [InlineData("Url", "http://[", "an address")]
    [InlineData("ShardId", "first", "a whole number")]
    [InlineData("Spool:MaxBytes", "much", "a whole number")]
    [InlineData("File:Format", "Xml", "Json, Prometheus, Csv")]
    [InlineData("Prometheus:Port", "http", "a whole number")]
    public async Task AddBotPerf_ConfigurationThatCannotBeUnderstood_IsAProblemAndTheBotRuns(string setting, string value, string rule)
    {
        using var host = HostWith([new($"BotPerf:{setting}", value), new("BotPerf:Instance", "shard-7")], _ => { });

        await host.StartAsync();
        var monitor = host.Services.GetRequiredService<PerformanceMonitor>();
        monitor.TrackCommandExecution("help", 5);
        await host.StopAsync();

        var problem = Assert.Single(monitor.Problems, problem => problem.Contains($"BotPerf:{setting}", StringComparison.Ordinal));
        Assert.Contains(value, problem, StringComparison.Ordinal);
        Assert.Contains(rule, problem, StringComparison.Ordinal);
        Assert.Equal(1, monitor.GetMetrics().Executions);
    }

    [Fact]
    public void AddBotPerf_ConfigurationOfNestedSettings_IsTakenAndCodeWins()
    {
        using var host = HostWith(
            [
                new("BotPerf:Spool:Folder", "/configured"), new("BotPerf:Spool:MaxBytes", "2000000"), new("BotPerf:Spool:MaxAge", "02:00:00"),
                new("BotPerf:File:Format", "prometheus"), new("BotPerf:Enabled", "false"),
            ],
            options => options.Spool.Folder = "/code");

        var options = host.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<BotPerfOptions>>().Value;

        Assert.Equal(("/code", 2_000_000, TimeSpan.FromHours(2)), (options.Spool.Folder, options.Spool.MaxBytes, options.Spool.MaxAge));
        Assert.Equal((MetricsFormat.Prometheus, false), (options.File.Format, options.Enabled));
        Assert.Empty(options.ConfigurationProblems);
    }

    private static IHost HostWith(
        IEnumerable<KeyValuePair<string, string?>> configuration, Action<BotPerfOptions> configure, ILoggerProvider? log = null,
        bool keepsCollectors = false)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(configuration);
        if (log is not null)
            builder.Logging.AddProvider(log).AddFilter((category, _) => category == typeof(PerformanceMonitor).FullName);
        builder.Services.AddBotPerf(options =>
        {
            if (!keepsCollectors)
                (options.Collectors, options.Instrumentation) = (CollectorOptions.None, InstrumentationOptions.None);
            configure(options);
        });
        return builder.Build();
    }

    private sealed class ListLoggerProvider : ILoggerProvider, ILogger
    {
        public List<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
