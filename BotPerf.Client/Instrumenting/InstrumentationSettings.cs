using BotPerf.Client.Collecting;

namespace BotPerf.Client.Instrumenting;

/// <summary>The instrumentation's options as they are used: checked, with the default in place of what is wrong. Pure.</summary>
internal sealed class InstrumentationSettings
{
    public InstrumentationSettings(InstrumentationOptions? options, SettingsCheck check)
    {
        options ??= new InstrumentationOptions();
        Database = options.Database;
        Http = options.Http;
        Polly = options.Polly;
        Caches = options.Caches;
        Meters = [.. (options.Meters ?? []).Where(name => !string.IsNullOrWhiteSpace(name)).Select(name => name.Trim())];
        var interval = check.Within("Instrumentation.Interval", options.Interval, new InstrumentationOptions().Interval,
            TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(300));
        Setting = new CollectorSetting(Database || Http || Polly || Caches || Meters.Count > 0, interval);
    }

    public bool Database { get; }
    public bool Http { get; }
    public bool Polly { get; }
    public bool Caches { get; }
    public IReadOnlyList<string> Meters { get; }
    public CollectorSetting Setting { get; }

    /// <param name="meter">The name of a meter.</param>
    public bool Wants(string meter) => Meters.Any(wanted => wanted.EndsWith('*')
        ? meter.StartsWith(wanted[..^1], StringComparison.OrdinalIgnoreCase)
        : string.Equals(meter, wanted, StringComparison.OrdinalIgnoreCase));
}
