using BotPerf.Web.Alerts;

namespace BotPerf.Web.Components.Silencing;

/// <summary>Something to choose by its number.</summary>
public sealed record SilenceChoice(int Id, string Name);

/// <summary>A silence that a person asks for.</summary>
/// <param name="Lasting">From now on; where <paramref name="EndsAt"/> is null.</param>
public sealed record SilenceWish(
    bool IsMaintenance, int? Bot, int? Rule, string Target, AlertSeverity? MaxSeverity, TimeSpan Lasting, DateTimeOffset? StartsAt,
    DateTimeOffset? EndsAt, string Reason)
{
    public static readonly SilenceWish Empty = new(false, null, null, "", null, TimeSpan.FromHours(1), null, null, "");
}
