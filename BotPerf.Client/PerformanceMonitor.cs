using BotPerf.Client.Alerting;
using BotPerf.Client.Collecting;
using BotPerf.Client.Events;
using BotPerf.Client.Healing;
using BotPerf.Client.Instrumenting;
using BotPerf.Client.Recording;
using BotPerf.Client.Sending;
using BotPerf.Client.Sending.Spool;
using BotPerf.Client.Steering;
using BotPerf.Shared.Protocol;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace BotPerf.Client;

/// <summary>
/// Records what a bot does and sends it to a BotPerf server once a second. Needs no dependency injection: make one, keep
/// it, dispose it at the end. No call throws, waits for the network or allocates in the long run; all are safe for all
/// threads. What cannot be kept is counted: <see cref="Delivery"/>.
/// </summary>
public sealed partial class PerformanceMonitor : IAsyncDisposable
{
    private readonly Settings _settings;
    private readonly ILogger _logger;
    private readonly Recorder _recorder;
    private readonly Flusher _flusher;
    private readonly SendQueue? _queue;
    private readonly HubTransport? _transport;
    private readonly BotCountsSource _counts;
    private readonly WatchedCaches _caches;
    private readonly CollectorWorker _collectors;
    private readonly bool _idsAllowed;
    private readonly CancellationTokenSource _stopWork = new();
    private readonly CancellationTokenSource _hurry = new();
    private readonly CancellationTokenSource _stopSending = new();
    private readonly Task _work;
    private readonly Task _sending;
    private readonly Lock _gate = new();
    private readonly long _began;
    private readonly List<string> _problems;
    private readonly BotSpool? _spool;
    private Task? _shutdown;

    /// <summary>Begins to measure, and to connect in the background.</summary>
    /// <param name="options">Null: everything from the environment.</param>
    /// <param name="logger">Where trouble is told, once each; null: nowhere (see <see cref="Problems"/>).</param>
    public PerformanceMonitor(BotPerfOptions? options = null, ILogger<PerformanceMonitor>? logger = null)
        : this(options ?? new BotPerfOptions(), logger, TimeProvider.System, Environment.GetEnvironmentVariable)
    {
    }

    internal PerformanceMonitor(
        BotPerfOptions options, ILogger? logger, TimeProvider time, Func<string, string?> environment)
    {
        _logger = logger ?? NullLogger.Instance;
        _settings = new Settings(options, environment);
        _problems = [.. _settings.Problems];
        _began = time.GetTimestamp();
        var privacy = _settings.Privacy();
        _idsAllowed = privacy.AnyAllowed;
        _events = new MonitorEvents(time, _logger) { Sender = this };
        _recorder = new Recorder(time, _settings.DetailRate) { IsOn = _settings.Enabled, Events = _events };
        _recorder.Series.LimitReached += _logger.SeriesLimitReached;
        var numbers = new FrameNumbers();
        _calls = new ServerCalls(_logger);
        var sends = _settings is { Enabled: true, CanSend: true };
        if (sends)
        {
            _queue = new SendQueue(time, _recorder.Losses, _settings.MaxQueueBytes, _settings.MaxQueueAge);
            var hello = _settings.Hello(Guid.NewGuid(), time.GetUtcNow());
            _spool = BotSpool.Open(_settings, hello, _queue, _recorder, _logger, _problems);
            _transport = new HubTransport(
                new TransportSettings(_settings.Hub!, _settings.Key!, hello), _queue, numbers, _recorder.Series, _spool?.Replay, _calls, _pace, time, _logger);
        }

        _flusher = new Flusher(_recorder, _queue, numbers, privacy, _pace, _logger);
        _names = new TrackedNames(_recorder.Series);
        _resources = new TrackedResources(_recorder.Series);
        _gateways = new GatewayConnections(_recorder, _settings.Shards);
        _counts = new BotCountsSource(_settings.Collectors.BotCounts);
        _caches = new WatchedCaches(_resources.Caches, _logger);
        var targets = new InstrumentationTargets(_recorder, _names, _resources, _caches, _settings.IsServer);
        _collectors = new CollectorWorker(
            [
                .. CollectorList.For(_recorder, _settings.Collectors, _counts, _gateways, _logger),
                new(CollectorNames.Instrumentation, _settings.Instrumentation.Setting,
                    () => new Instrumentation(_settings.Instrumentation, targets, _logger)),
            ], time, _logger);
        _healers = new HealerSet(_flusher, time, _logger);
        _steering = new RemoteSteering(_recorder, _pace, _collectors, _settings.DetailRate, _logger);
        _alerts = new AlertBook(_settings.Thresholds.Alerts.Cooldown, time);
        _slowCommands = new SlowCommandLog(_logger);
        _healingPlan = new HealingPlan(_settings.Thresholds.Healing);
        _eventWorker = new EventWorker(_logger);
        _flusher.OnInterval = (interval, end) =>
        {
            _history.Take(interval, end);
            var figures = IntervalFigures.Of(interval, end, withCommands: _settings.Thresholds.Healing.Automatic);
            _eventWorker.Post(() => Follow(figures));
        };
        TakeServerCalls();
        _collecting = _settings.Enabled;
        _scrapes = _settings.Enabled && _settings.Prometheus is { } prometheus ? OpenEndpoint(prometheus) : null;
        foreach (var problem in _problems)
            _logger.Problem(problem);

        _work = _settings.Enabled ? Task.WhenAll(StartWork()) : Task.CompletedTask;
        _sending = _transport is null ? Task.CompletedTask : Task.Run(() => _transport.RunAsync(_hurry.Token, _stopSending.Token));
    }

    /// <summary>What was wrong with the options when it began, each naming setting and rule; empty when all is well.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>
    /// False: the kill switch is thrown, every call does nothing. Thrown on the dashboard it may come back; thrown in the
    /// bot (<see cref="BotPerfOptions.Enabled"/>) it stays.
    /// </summary>
    public bool IsEnabled => _recorder.IsOn;

    /// <summary>The server takes frames at this moment.</summary>
    public bool IsConnected => _transport?.IsConnected ?? false;

    /// <summary>What became of everything recorded so far.</summary>
    public DeliveryStatistics Delivery => _flusher.Statistics() with { SpooledBytes = _spool?.Folder.Size.Bytes ?? 0 };

    /// <summary>
    /// From now on the bot's counts come from here, in place of <see cref="CollectorOptions.BotCounts"/>: for bots whose
    /// client is made after the monitor.
    /// </summary>
    /// <param name="counts">Called at <see cref="CollectorOptions.Bot"/>'s cadence. Null: no more.</param>
    public void CountWith(Func<BotCounts>? counts) => _counts.Callback = counts;

    /// <summary>
    /// Reads a cache's statistics from now on, as <see cref="TrackCache"/> would be told of them; evictions are not among
    /// them. It must have been made with <c>MemoryCacheOptions.TrackStatistics = true</c>. It is held weakly; another cache
    /// of the same name takes its place. Part of <see cref="BotPerfOptions.Instrumentation"/>. [001 004]
    /// </summary>
    /// <param name="name">Which cache.</param>
    /// <param name="cache">Null: nothing happens.</param>
    public void WatchCache(string name, IMemoryCache cache)
    {
        if (IsEnabled && cache is not null)
            _caches.Watch(Texts.Name(name), cache);
    }

    /// <summary>
    /// Something happened in the bot's life. <c>start</c> and <c>stop</c> come by themselves; <c>ready</c>,
    /// <c>resumed</c>, <c>disconnected</c>, <c>deploy</c>, <c>error</c> and names of the bot's own are for the bot to tell.
    /// </summary>
    /// <param name="name">What happened.</param>
    /// <param name="detail">For people, e.g. <c>("version", "1.4.2"), ("commit", "abc123")</c>.</param>
    public void TrackLifecycle(string name, params ReadOnlySpan<(string Name, string? Value)> detail)
    {
        if (!IsEnabled)
            return;

        var pairs = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (key, value) in detail)
            pairs[Texts.Name(key)] = value;
        _flusher.Happened(Texts.Name(name), pairs);
    }

    /// <summary>
    /// Sends what is left, says goodbye and ends; within <see cref="BotPerfOptions.ShutdownTimeout"/> whatever the server
    /// does. What could not be sent by then goes to the spool; without one it is counted as dropped, for the reason
    /// <c>shutdown</c>. Later calls wait for the same end.
    /// </summary>
    /// <param name="cancellationToken">Gives up waiting; the end comes all the same.</param>
    public Task ShutdownAsync(CancellationToken cancellationToken = default)
    {
        lock (_gate)
            _shutdown ??= Task.Run(EndAsync, CancellationToken.None);
        return _shutdown.WaitAsync(cancellationToken);
    }

    /// <summary><see cref="ShutdownAsync"/>.</summary>
    public async ValueTask DisposeAsync() => await ShutdownAsync().ConfigureAwait(false);

    /// <summary>Ends the interval now instead of with the second.</summary>
    internal void CutFrame() => _flusher.Cut(final: true);

    private IEnumerable<Task> StartWork()
    {
        TrackLifecycle("start");
        yield return Task.Run(() => _flusher.RunAsync(_stopWork.Token));
        yield return _handlers = Task.Run(_eventWorker.RunAsync);
        yield return Task.Run(() => _collectors.RunAsync(_stopWork.Token));
        if (_spool is not null)
            yield return Task.Run(() => _spool.Worker.RunAsync(_stopWork.Token));
        if (_scrapes is not null)
            yield return Task.Run(() => _scrapes.RunAsync(_stopWork.Token));
        if (_settings.File is { } file)
            AddExporter(new FileExporter(file));
        foreach (var exporter in _settings.Exporters)
            AddExporter(exporter);
    }

    /// <summary>What was not sent is kept on disk, or counted.</summary>
    private void CloseQueue()
    {
        _spool?.Worker.SpoolAll();
        _queue?.DropAll(LossNames.Shutdown);
        _spool?.Folder.Dispose();
    }

    private async Task EndAsync()
    {
        if (!_settings.Enabled)
            return;

        var time = _recorder.Time;
        var began = time.GetTimestamp();
        _steering.End();
        await _stopWork.CancelAsync().ConfigureAwait(false);
        _flusher.Happened("stop", []);
        _flusher.Cut(final: true);
        CollectionChanges(collecting: false, "shutdown");
        _eventWorker.Complete();
        // A handler of the bot that hangs does not hold its end.
        await WithinAsync(_handlers, Remaining() * 0.1).ConfigureAwait(false);

        await _hurry.CancelAsync().ConfigureAwait(false);
        var exports = Task.WhenAll(_exporters.Select(exporter => exporter.EndAsync(Remaining() * 0.8)));
        if (_queue is not null)
            await WithinAsync(_queue.WhenEmptyAsync(_sending), Remaining() * 0.85).ConfigureAwait(false);
        await _stopSending.CancelAsync().ConfigureAwait(false);
        var closing = Task.Run(CloseQueue);
        await WithinAsync(Task.WhenAll(_work, _sending, exports, closing), Remaining()).ConfigureAwait(false);

        TimeSpan Remaining()
        {
            var left = _settings.ShutdownTimeout - time.GetElapsedTime(began);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }

        async Task WithinAsync(Task task, TimeSpan patience)
        {
            try
            {
                await task.WaitAsync(patience, time).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // The bot's end does not wait for the server.
            }
            catch (Exception exception)
            {
                _logger.LoopFailed(exception);
            }
        }
    }
}
