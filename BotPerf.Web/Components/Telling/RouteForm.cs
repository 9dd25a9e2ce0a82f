using BotPerf.Web.Alerts;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Components.Telling;

/// <summary>A route as it is edited.</summary>
public sealed record RouteForm
{
    public int Id { get; private init; }
    public int Channel { get; set; }
    public bool IsEnabled { get; set; } = true;
    public AlertSeverity MinSeverity { get; set; } = AlertSeverity.Warning;
    public int? Bot { get; set; }
    public int? Rule { get; set; }
    public int AfterMinutes { get; set; }
    public bool HasQuiet { get; set; }
    public TimeOnly QuietFrom { get; set; } = new(22, 0);
    public TimeOnly QuietTo { get; set; } = new(7, 0);
    public string Zone { get; set; } = "UTC";

    public static RouteForm Empty(int channel, string zone) => new() { Channel = channel, Zone = zone };

    internal static RouteForm Of(AlertRoute route, string zone) => new()
    {
        Id = route.Id,
        Channel = route.Channel,
        IsEnabled = route.IsEnabled,
        MinSeverity = route.MinSeverity,
        Bot = route.Bot?.Value,
        Rule = route.Rule,
        AfterMinutes = (int)route.After.TotalMinutes,
        HasQuiet = route.Quiet is not null,
        QuietFrom = route.Quiet?.From ?? new(22, 0),
        QuietTo = route.Quiet?.To ?? new(7, 0),
        Zone = route.Quiet?.Zone ?? zone,
    };

    internal AlertRoute ToRoute() => new(
        Id, Channel, MinSeverity, Bot is { } bot ? new BotId(bot) : null, Rule, TimeSpan.FromMinutes(AfterMinutes),
        HasQuiet ? new QuietHours(QuietFrom, QuietTo, Zone.Trim()) : null, IsEnabled);
}
