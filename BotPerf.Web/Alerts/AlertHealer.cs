using BotPerf.Web.Bots;
using BotPerf.Web.Ingest;
using BotPerf.Web.Storage.App;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Alerts;

/// <summary>Asks a bot to help itself, once each time an alert opens, and writes into the alert what came of it.</summary>
internal sealed class AlertHealer(
    AlertBook book, RuleBook rules, IngestConnections connections, Healing healing, IOptions<AlertOptions> options, TimeProvider time)
{
    /// <returns>Whether anybody was asked.</returns>
    public async Task<bool> HealAsync(Alert alert, CancellationToken cancellationToken)
    {
        if (!options.Value.Heal || HealPlan.HealerOf(rules.Find(alert.RuleId)?.Key) is not { } healer)
            return false;

        var instance = alert.Target[AlertTarget.Instance];
        if (!connections.Of(alert.Bot).Any(one => (instance is null || one.Instance == instance) && one.Healers.Contains(healer, StringComparer.Ordinal)))
            return false;

        string? words;
        try
        {
            words = HealPlan.Words(healer, await healing.HealAsync(alert.Bot, instance, healer, $"BotPerf (alert {alert.Id})"));
        }
        catch (BotRefusedException)
        {
            // Another alert of the bot has opened at the same time.
            words = $"{healer} was running already";
        }

        if (words is null)
            return false;

        await book.ChangeAsync([alert.Id], (_, rows) =>
        {
            foreach (var row in rows.Values)
                AlertLife.Write(row, time.GetUtcNow(), AuditTrail.Program, AlertWords.Healed, words);
            return Task.FromResult<IReadOnlyList<AlertRow>>([]);
        }, cancellationToken);
        return true;
    }
}
