using BotPerf.Client.Recording;
using BotPerf.Client.Scopes;
using BotPerf.Shared.Protocol;

namespace BotPerf.Client;

public sealed partial class PerformanceMonitor
{
    // Longer is a mistake of units, and refused by the server.
    private static readonly double MaxDurationMs = WireLimits.MaxDuration.TotalMilliseconds;

    private readonly TrackedNames _names;

    /// <summary>One execution of a command that has just ended. <see cref="BeginCommand"/> times it by itself.</summary>
    /// <param name="name">The command; cut at 200 characters.</param>
    /// <param name="durationMs">Milliseconds, finite and not negative; anything else is left out and counted as a loss.</param>
    /// <param name="success">False: counted as an error.</param>
    /// <param name="module">The module (cog) it belongs to.</param>
    /// <param name="kind">How it was called: <c>slash</c>, <c>prefix</c>, <c>button</c>, …</param>
    /// <param name="acknowledgedAfterMs">Milliseconds until the first sign of life; null: none.</param>
    /// <param name="error">Why it failed; implies no success.</param>
    public void TrackCommandExecution(
        string name, double durationMs, bool success = true, string? module = null, string? kind = null,
        double? acknowledgedAfterMs = null, Exception? error = null)
    {
        if (!IsEnabled)
            return;
        if (!(durationMs >= 0 && durationMs <= MaxDurationMs))
        {
            _recorder.Losses.Refuse(LossNames.Executions, LossNames.ReasonFor(durationMs));
            return;
        }

        var command = _recorder.Command(name, module, kind);
        if (command is null)
        {
            _recorder.Losses.Refuse(LossNames.Executions, LossNames.SeriesLimit);
            return;
        }

        var ticksPerMs = _recorder.Time.TimestampFrequency / 1000.0;
        var duration = (long)(durationMs * ticksPerMs);
        var acknowledged = acknowledgedAfterMs >= 0 && acknowledgedAfterMs <= MaxDurationMs ? (long)(acknowledgedAfterMs.Value * ticksPerMs) : -1;
        var failure = error is not null || !success ? _recorder.Errors.Capture(error) : null;
        _recorder.RecordExecution(command, _recorder.Time.GetTimestamp() - duration, duration, acknowledged, failure, origin: null);
    }

    /// <summary>The same with a <see cref="TimeSpan"/>.</summary>
    /// <param name="name">The command; cut at 200 characters.</param>
    /// <param name="duration">Not negative.</param>
    /// <param name="success">False: counted as an error.</param>
    /// <param name="module">The module (cog) it belongs to.</param>
    /// <param name="kind">How it was called: <c>slash</c>, <c>prefix</c>, <c>button</c>, …</param>
    /// <param name="acknowledgedAfter">Until the first sign of life; null: none.</param>
    /// <param name="error">Why it failed; implies no success.</param>
    public void TrackCommandExecution(
        string name, TimeSpan duration, bool success = true, string? module = null, string? kind = null,
        TimeSpan? acknowledgedAfter = null, Exception? error = null) =>
        TrackCommandExecution(
            name, duration.TotalMilliseconds, success, module, kind, acknowledgedAfter?.TotalMilliseconds, error);

    /// <summary>A command begins now and ends when the scope is disposed.</summary>
    /// <param name="name">The command; cut at 200 characters.</param>
    /// <param name="module">The module (cog) it belongs to.</param>
    /// <param name="kind">How it was called: <c>slash</c>, <c>prefix</c>, <c>button</c>, …</param>
    public CommandScope BeginCommand(string name, string? module = null, string? kind = null)
    {
        if (!IsEnabled)
            return default;
        if (_recorder.Command(name, module, kind) is { } command)
            return new CommandScope(OpenScope.ForCommand(_recorder, command), _idsAllowed);

        _recorder.Losses.Refuse(LossNames.Executions, LossNames.SeriesLimit);
        return default;
    }

    /// <summary>One message was processed.</summary>
    /// <param name="durationMs">Milliseconds, finite and not negative; anything else is left out and counted as a loss.</param>
    /// <param name="channelType"><c>text</c>, <c>dm</c>, <c>thread</c>, … Few different ones: no ids.</param>
    /// <param name="success">False: counted as an error.</param>
    public void TrackMessageProcessing(double durationMs, string channelType = "text", bool success = true) =>
        TrackOutcome(_names.Messages, channelType, durationMs, success);

    /// <summary>The same with a <see cref="TimeSpan"/>.</summary>
    /// <param name="duration">Not negative.</param>
    /// <param name="channelType"><c>text</c>, <c>dm</c>, <c>thread</c>, … Few different ones: no ids.</param>
    /// <param name="success">False: counted as an error.</param>
    public void TrackMessageProcessing(TimeSpan duration, string channelType = "text", bool success = true) =>
        TrackMessageProcessing(duration.TotalMilliseconds, channelType, success);

    /// <summary>The processing of a message begins now and ends when the scope is disposed.</summary>
    /// <param name="channelType"><c>text</c>, <c>dm</c>, <c>thread</c>, … Few different ones: no ids.</param>
    public TimedScope BeginMessage(string channelType = "text") => Begin(_names.Messages, channelType);

    /// <summary>One query ran in the bot's database.</summary>
    /// <param name="type"><c>SELECT</c>, <c>INSERT</c>, … Few different ones: no query texts.</param>
    /// <param name="durationMs">Milliseconds, finite and not negative; anything else is left out and counted as a loss.</param>
    /// <param name="success">False: counted as an error.</param>
    public void TrackDatabaseQuery(string type, double durationMs, bool success = true) =>
        TrackOutcome(_names.Queries, type, durationMs, success);

    /// <summary>The same with a <see cref="TimeSpan"/>.</summary>
    /// <param name="type"><c>SELECT</c>, <c>INSERT</c>, … Few different ones: no query texts.</param>
    /// <param name="duration">Not negative.</param>
    /// <param name="success">False: counted as an error.</param>
    public void TrackDatabaseQuery(string type, TimeSpan duration, bool success = true) =>
        TrackDatabaseQuery(type, duration.TotalMilliseconds, success);

    /// <summary>A query begins now and ends when the scope is disposed.</summary>
    /// <param name="type"><c>SELECT</c>, <c>INSERT</c>, … Few different ones: no query texts.</param>
    public TimedScope BeginQuery(string type) => Begin(_names.Queries, type);

    /// <summary>The round trip of a heartbeat to the chat's gateway.</summary>
    /// <param name="latencyMs">Milliseconds, finite and not negative; anything else is left out and counted as a loss.</param>
    /// <param name="connection">Which connection, e.g. <c>gateway:0</c>.</param>
    public void TrackWebSocketLatency(double latencyMs, string connection = "gateway")
    {
        if (!IsEnabled)
            return;
        if (latencyMs >= 0 && latencyMs <= MaxDurationMs)
        {
            Set(_names.Latencies.Find(connection), latencyMs / 1000);
            _events.Latency(connection, latencyMs / 1000);
        }
        else
            _recorder.Losses.Refuse(LossNames.Updates, LossNames.ReasonFor(latencyMs));
    }

    /// <summary>The same with a <see cref="TimeSpan"/>.</summary>
    /// <param name="latency">Not negative.</param>
    /// <param name="connection">Which connection, e.g. <c>gateway:0</c>.</param>
    public void TrackWebSocketLatency(TimeSpan latency, string connection = "gateway") =>
        TrackWebSocketLatency(latency.TotalMilliseconds, connection);

    /// <summary>How much of a rate limit is used.</summary>
    /// <param name="bucket">Which limit, e.g. <c>POST /channels</c>; no ids.</param>
    /// <param name="current">Calls used.</param>
    /// <param name="maximum">Calls allowed.</param>
    /// <param name="resetInMs">Milliseconds until the limit begins anew.</param>
    public void TrackRateLimit(string bucket, double current, double maximum, double resetInMs = 0)
    {
        if (!IsEnabled)
            return;
        if (!(double.IsFinite(current) && double.IsFinite(maximum) && double.IsFinite(resetInMs)))
        {
            _recorder.Losses.Refuse(LossNames.Updates, LossNames.NotFinite);
            return;
        }

        var series = _names.RateLimits.Find(bucket);
        Set(series?.Used, current);
        Set(series?.Maximum, maximum);
        Set(series?.Reset, resetInMs / 1000);
    }

    /// <summary>The state of a connection pool.</summary>
    /// <param name="metrics">The figures; waits that are negative or not finite are left out and counted as losses.</param>
    /// <param name="pool">Which pool.</param>
    public void UpdateConnectionPoolMetrics(ConnectionPoolMetrics metrics, string pool = "main")
    {
        if (!IsEnabled || metrics is null)
            return;

        var series = _names.Pools.Find(pool);
        Set(series?.Active, metrics.ActiveConnections);
        Set(series?.Idle, metrics.IdleConnections);
        Set(series?.Waiting, metrics.WaitingRequests);
        foreach (var wait in metrics.QueryWaitTimesMs ?? [])
        {
            if (wait >= 0 && wait <= MaxDurationMs)
                series?.Waits?.Record(wait / 1000);
            else
                _recorder.Losses.Refuse(LossNames.Samples, LossNames.ReasonFor(wait));
        }
    }

    private void TrackOutcome(NameTable<OutcomeSeries> table, string name, double durationMs, bool success)
    {
        if (IsEnabled && IsSample(durationMs))
            Record(table.Find(name), durationMs, success);
    }

    private bool IsSample(double durationMs)
    {
        if (durationMs >= 0 && durationMs <= MaxDurationMs)
            return true;
        _recorder.Losses.Refuse(LossNames.Samples, LossNames.ReasonFor(durationMs));
        return false;
    }

    private void Record(OutcomeSeries? series, double durationMs, bool success)
    {
        if (series is null)
            _recorder.Losses.Refuse(LossNames.Samples, LossNames.SeriesLimit);
        else
        {
            series.Durations.Record(durationMs / 1000);
            if (!success)
                series.Errors?.Add(1);
            _events.Timed(series.Durations, durationMs / 1000, success);
        }
    }

    private TimedScope Begin(NameTable<OutcomeSeries> table, string name) => IsEnabled ? Begin(table.Find(name)) : default;

    private TimedScope Begin(OutcomeSeries? series)
    {
        if (series is not null)
            return new TimedScope(OpenScope.ForTiming(_recorder, series.Durations, series));

        _recorder.Losses.Refuse(LossNames.Samples, LossNames.SeriesLimit);
        return default;
    }

    private void Set(GaugeSeries? gauge, double value)
    {
        if (gauge is null)
            _recorder.Losses.Refuse(LossNames.Updates, LossNames.SeriesLimit);
        else
            gauge.Set(value);
    }
}
