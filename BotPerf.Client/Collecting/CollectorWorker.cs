using Microsoft.Extensions.Logging;

namespace BotPerf.Client.Collecting;

/// <summary>Runs the collectors. One that fails is told once and left out; the others go on.</summary>
internal sealed class CollectorWorker(
    IReadOnlyList<Collector> collectors, TimeSpan interval, TimeProvider time, ILogger logger)
{
    private readonly List<Collector> _working = [.. collectors];
    private volatile IReadOnlyDictionary<string, bool>? _overrides;

    /// <summary>Switches collectors from the next tick on. Safe for all threads.</summary>
    /// <param name="overrides">By name; one left out, or null for all: the bot's own options hold.</param>
    public void Switch(IReadOnlyDictionary<string, bool>? overrides) => _overrides = overrides;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (_working.Count == 0)
            return;

        using var timer = new PeriodicTimer(interval, time);
        try
        {
            do
                _working.RemoveAll(Fails);
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The bot ends.
        }
    }

    private bool Fails(Collector collector)
    {
        if (_overrides is { } overrides && overrides.TryGetValue(collector.Name, out var on) && !on)
            return false;

        try
        {
            collector.Measure();
            return false;
        }
        catch (Exception exception)
        {
            logger.CollectorFailed(collector.Name, exception.Message);
            return true;
        }
    }
}
