using System.Globalization;
using BotPerf.Shared.Protocol;

namespace BotPerf.Web.Alerts;

/// <summary>Alerts as bots and live viewers hear of them. Pure.</summary>
internal static class AlertMessages
{
    /// <param name="alert">Not a pending one.</param>
    /// <param name="bot">The bot's name.</param>
    public static AlertMessage Of(Alert alert, string bot) => new(
        alert.Id.ToString(CultureInfo.InvariantCulture), alert.RuleId.ToString(CultureInfo.InvariantCulture), alert.RuleName,
        Alert.WordOf(alert.Severity), Alert.WordOf(alert.State), bot, alert.Target.Text, alert.Value, alert.Threshold,
        (alert.OpenedAt ?? alert.StartedAt).ToUniversalTime(), alert.ResolvedAt, alert.AcknowledgedBy, alert.AcknowledgedAt,
        alert.Note);
}
