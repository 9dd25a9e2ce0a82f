using BotPerf.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>BotPerf in bots with dependency injection.</summary>
public static class BotPerfServiceCollectionExtensions
{
    /// <summary>
    /// Adds one <see cref="PerformanceMonitor"/> for the whole bot. It begins with the host, and ends with it after the
    /// last frame was sent.
    /// </summary>
    /// <param name="services">The bot's services.</param>
    /// <param name="configure">
    /// Comes after the configuration section <c>BotPerf</c>, which comes after the environment. May be left out.
    /// </param>
    public static IServiceCollection AddBotPerf(this IServiceCollection services, Action<BotPerfOptions>? configure = null)
    {
        services.AddOptions<BotPerfOptions>().Configure<IServiceProvider>((options, provider) =>
            ConfigurationReader.Read(provider.GetService<IConfiguration>()?.GetSection("BotPerf"), options, options.ConfigurationProblems));
        if (configure is not null)
            services.Configure(configure);

        services.TryAddSingleton(provider => new PerformanceMonitor(
            provider.GetRequiredService<IOptions<BotPerfOptions>>().Value,
            provider.GetService<ILogger<PerformanceMonitor>>()));
        services.AddHostedService<MonitorLifetime>();
        return services;
    }

    /// <summary>Lets the monitor begin with the host instead of with its first use, and end before the loggers do.</summary>
    private sealed class MonitorLifetime(PerformanceMonitor monitor) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => monitor.ShutdownAsync(cancellationToken);
    }
}
