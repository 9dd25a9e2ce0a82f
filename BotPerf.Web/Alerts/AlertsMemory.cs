namespace BotPerf.Web.Alerts;

/// <summary>What alerting has in memory before the first frame comes.</summary>
internal sealed class AlertsMemory(RuleBook rules, AlertBook alerts, Silences silences, AlertRoutes routes)
{
    /// <summary>Reads what the database holds. Once, at start.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await rules.LoadAsync(cancellationToken);
        await alerts.LoadAsync(cancellationToken);
        await silences.LoadAsync(cancellationToken);
        await routes.LoadAsync(cancellationToken);
    }
}
