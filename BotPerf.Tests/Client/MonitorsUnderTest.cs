using BotPerf.Client;
using Microsoft.Extensions.Logging;

namespace BotPerf.Tests.Client;

internal static class MonitorsUnderTest
{
    /// <summary>A monitor that does what it is told here and nothing else; instrumentation is read every second.</summary>
    public static PerformanceMonitor Instrumented(Action<InstrumentationOptions> choose, ILogger? log = null, Uri? server = null)
    {
        var options = new BotPerfOptions
        {
            Url = server, Collectors = CollectorOptions.None, Instrumentation = InstrumentationOptions.None,
        };
        options.Instrumentation.Interval = TimeSpan.FromSeconds(1);
        choose(options.Instrumentation);
        return new PerformanceMonitor(options, log, TimeProvider.System, _ => null);
    }
}
