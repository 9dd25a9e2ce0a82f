using BotPerf.Client.Recording;
using BotPerf.Client.Sending;
using BotPerf.Client.Summaries;
using Microsoft.Extensions.Logging;

namespace BotPerf.Client.Exporting;

/// <summary>Calls one exporter at its interval, and bears whatever it does.</summary>
internal sealed class ExportWorker(
    IMetricsExporter exporter, TimeSpan interval, string instance, Recorder recorder, Flusher flusher, ILogger logger)
{
    public const string FailuresMetric = "export_failures_total";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly RecentReadings _recent = new();
    private readonly string _name = NameOf(exporter);
    private long _previous = recorder.Time.GetTimestamp();
    private Task _call = Task.CompletedTask;
    private bool _failing;

    private Task _loop = Task.CompletedTask;

    public void Start(CancellationToken cancellationToken) => _loop = Task.Run(() => RunAsync(cancellationToken), CancellationToken.None);

    /// <summary>Once more, after <see cref="Start"/> was told to end.</summary>
    public async Task EndAsync(TimeSpan patience)
    {
        var began = recorder.Time.GetTimestamp();
        await _loop.WaitAsync(patience, recorder.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var left = patience - recorder.Time.GetElapsedTime(began);
        if (_loop.IsCompleted && left > TimeSpan.Zero)
            await ExportAsync(left).ConfigureAwait(false);
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(interval, recorder.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested)
                return;
            await ExportAsync(Patience).ConfigureAwait(false);
        }
    }

    private async Task ExportAsync(TimeSpan patience)
    {
        using var timeout = new CancellationTokenSource(patience, recorder.Time);
        try
        {
            if (!_call.IsCompleted)
                throw new TimeoutException("the call before has not ended yet");
            var export = Read();
            _call = Task.Run(() => exporter.ExportAsync(export, timeout.Token), CancellationToken.None).Observed();
            await _call.WaitAsync(timeout.Token).ConfigureAwait(false);
            if (_failing)
                logger.ExportRestored(_name);
            _failing = false;
        }
        catch (Exception exception)
        {
            recorder.Series.Counter(FailuresMetric, "", "exporter", _name).Series?.Add(1);
            if (!_failing)
                logger.ExportFailed(_name, exception is OperationCanceledException ? "it took too long" : TextOf(exception));
            _failing = true;
        }
    }

    private MetricsExport Read()
    {
        var now = recorder.Time.GetTimestamp();
        var since = recorder.Time.GetElapsedTime(_previous, now);
        _previous = now;
        var at = recorder.Time.GetUtcNow();
        return flusher.Read(() => new MetricsExport(
            at, since, instance, MetricsReader.Readings(recorder.Series), _recent.Next(recorder.Series)));
    }

    private static string NameOf(IMetricsExporter exporter)
    {
        try
        {
            return Texts.Label(exporter.Name) is { Length: > 0 } name ? name : exporter.GetType().Name;
        }
        catch (Exception)
        {
            return exporter.GetType().Name;
        }
    }

    private static string TextOf(Exception exception)
    {
        try
        {
            return exception.Message;
        }
        catch (Exception)
        {
            return exception.GetType().Name;
        }
    }
}
