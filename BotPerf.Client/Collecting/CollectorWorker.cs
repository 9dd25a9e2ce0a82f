using BotPerf.Client.Recording;
using Microsoft.Extensions.Logging;

namespace BotPerf.Client.Collecting;

/// <summary>
/// Runs all collectors from one timer, each when it is due. One that fails is told once and left out; the others go on.
/// </summary>
internal sealed class CollectorWorker(IEnumerable<Collector> collectors, TimeProvider time, ILogger logger)
{
    /// <summary>The finest cadence there is; a timer for each collector would wake the bot far more often.</summary>
    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(1);

    private readonly List<CollectorRun> _runs = [.. collectors.Select(collector => new CollectorRun(collector, time, s_tick / 2))];
    private volatile IReadOnlyDictionary<string, bool>? _overrides;

    /// <summary>Switches collectors from the next tick on. Safe for all threads.</summary>
    /// <param name="overrides">By name; one left out, or null for all: the bot's own options hold.</param>
    public void Switch(IReadOnlyDictionary<string, bool>? overrides) => _overrides = overrides;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (_runs.Count == 0)
            return;

        using var timer = new PeriodicTimer(s_tick, time);
        try
        {
            do
            {
                var overrides = _overrides;
                foreach (var run in _runs)
                    Step(run, overrides);
            }
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The bot ends.
        }
        finally
        {
            foreach (var run in _runs)
                Step(run, overrides: null, end: true);
        }
    }

    private void Step(CollectorRun run, IReadOnlyDictionary<string, bool>? overrides, bool end = false)
    {
        try
        {
            if (end)
                run.End();
            else
                run.Step(overrides);
        }
        catch (Exception exception)
        {
            run.HasFailed = true;
            logger.CollectorFailed(run.Name, Texts.Reason(exception));
        }
    }
}
