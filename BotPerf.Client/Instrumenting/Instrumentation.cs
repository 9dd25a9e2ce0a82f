using System.Collections.Concurrent;
using BotPerf.Client.Collecting;
using BotPerf.Client.Recording;
using Microsoft.Extensions.Logging;

namespace BotPerf.Client.Instrumenting;

/// <summary>Everything that is measured without touching the bot's code, from when it is switched on until it is off.</summary>
internal sealed class Instrumentation : IMeasuring
{
    private readonly InstrumentationSettings _settings;
    private readonly InstrumentationTargets _targets;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<string, bool> _told = new(StringComparer.Ordinal);
    private readonly List<IDisposable> _watches = [];
    private readonly MeterWatch? _meters;
    private readonly OwnTurn _turn = new();
    private volatile bool _isFirstRound = true;

    public Instrumentation(InstrumentationSettings settings, InstrumentationTargets targets, ILogger logger)
    {
        _settings = settings;
        _targets = targets;
        _logger = logger;

        var observers = new Dictionary<string, Lazy<DiagnosticObserver>>(StringComparer.Ordinal);
        if (settings.Database)
            WatchDatabases(observers);
        if (settings.Http)
        {
            var calls = new HttpRecorder(targets.Recorder.Series, targets.Recorder.Losses, targets.Names.RateLimits);
            observers.Add(HttpObserver.Listener, new(() => new HttpObserver(calls, targets.IsOwnCall, targets.Recorder.Time, Failed)));
        }

        if (observers.Count > 0)
            _watches.Add(new DiagnosticSubscriptions(observers));
        if (settings.Polly)
            _watches.Add(new MeterWatch(name => name == PollyWatch.Meter, instrument => PollyWatch.Of(instrument, targets.Resources.Circuits), Failed));
        if (settings.Meters.Count > 0)
            _watches.Add(_meters = new MeterWatch(settings.Wants, instrument => MeteredInstrument.Of(instrument, targets.Recorder, () => _isFirstRound), Failed));
    }

    public void Measure()
    {
        if (_settings.Caches)
            _targets.Caches.Measure();

        // The callbacks of observable instruments are the bot's own code, and may take their time.
        if (_meters is { } meters)
        {
            _turn.TryRun(() =>
            {
                meters.Observe();
                _isFirstRound = false;
            });
        }
    }

    public void Dispose()
    {
        foreach (var watch in _watches)
            watch.Dispose();
    }

    private void WatchDatabases(Dictionary<string, Lazy<DiagnosticObserver>> observers)
    {
        var queries = new QueryRecorder(_targets.Names.Queries, _targets.Recorder.Losses);
        observers.Add(EntityFrameworkObserver.Listener, new(() => new EntityFrameworkObserver(queries, Failed)));
        observers.Add(SqlClientObserver.Listener, new(() => new SqlClientObserver(queries, _targets.Recorder.Time, Failed)));
        _watches.Add(new NpgsqlWatch(queries, Failed));
    }

    private void Failed(string source, Exception exception)
    {
        if (_told.TryAdd(source, true))
            _logger.InstrumentationFailed(source, Texts.Reason(exception));
    }
}

/// <summary>Where the instrumentation puts what it sees: the series that the bot's own calls fill, too.</summary>
/// <param name="IsOwnCall">Calls of the SDK itself.</param>
internal sealed record InstrumentationTargets(
    Recorder Recorder, TrackedNames Names, TrackedResources Resources, WatchedCaches Caches, Func<Uri, bool> IsOwnCall);
