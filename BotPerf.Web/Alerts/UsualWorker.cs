using BotPerf.Web.Rollups;

namespace BotPerf.Web.Alerts;

/// <summary>Keeps what is usual of the rules' figures: anew each hour, and at once for a rule that is new or has another figure.</summary>
internal sealed class UsualWorker(
    RuleBook rules, RuleReads reads, RuleUsual usual, UsualFigures figures, HeavyReads heavy, TimeProvider time, ILogger<UsualWorker> log)
    : BackgroundService
{
    // Aggregation makes an hour three minutes after it is over.
    private static readonly TimeSpan s_afterHour = TimeSpan.FromMinutes(6);
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(5);

    private DateTimeOffset _madeAt = DateTimeOffset.MinValue;

    /// <param name="isHourly">All are made anew; else those that are not known.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task RefreshAsync(bool isHourly, CancellationToken cancellationToken)
    {
        var unknown = figures.Keep(rules.All);
        var minute = time.GetUtcNow().ToUnixTimeSeconds() / 60;
        foreach (var rule in isHourly ? rules.All.Where(rule => rule is { IsBesideUsual: true, Enabled: true, Signal.Kind: SignalKind.Metric }) : unknown)
        {
            var known = await heavy.RunAsync(() => usual.Of(rule, reads.Parts(rule), minute, cancellationToken), cancellationToken);
            if (!figures.Set(rule, known))
                log.UsualFull(UsualFigures.MostTargets);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_look, time);
        try
        {
            do
                await TryAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server ends.
        }
    }

    private async Task TryAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var isHourly = HourOf(now) > HourOf(_madeAt);
        try
        {
            if (!isHourly && figures.Keep(rules.All).Count == 0)
                return;

            await RefreshAsync(isHourly, cancellationToken);
            _madeAt = now;
        }
        catch (ReadsBusyException)
        {
            // Others read long histories; the next look tries again.
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            // What was known holds until the next look.
            log.UsualNotMade(error);
        }
    }

    private static long HourOf(DateTimeOffset at) => at <= DateTimeOffset.UnixEpoch ? 0 : (at - s_afterHour).ToUnixTimeSeconds() / 3_600;
}
