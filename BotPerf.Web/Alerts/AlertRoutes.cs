using BotPerf.Web.Delivery;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Alerts;

/// <summary>Who is told of what.</summary>
/// <param name="Bot">Null: all bots.</param>
/// <param name="Rule">Null: all rules.</param>
/// <param name="After">Zero: at once; else when nobody has acknowledged the alert for so long.</param>
/// <param name="Quiet">When nothing but what is critical leaves; null: never.</param>
internal sealed record AlertRoute(
    int Id, int Channel, AlertSeverity MinSeverity, BotId? Bot, int? Rule, TimeSpan After, QuietHours? Quiet, bool IsEnabled)
{
    public bool Concerns(Alert alert) =>
        IsEnabled && alert.Severity >= MinSeverity && (Bot is null || Bot == alert.Bot) && (Rule is null || Rule == alert.RuleId);
}

/// <summary>Hours of the day in which people want to be left alone, over midnight if need be.</summary>
/// <param name="Zone">IANA name.</param>
internal sealed record QuietHours(TimeOnly From, TimeOnly To, string Zone)
{
    /// <summary>When they end; null: it is none of them.</summary>
    public DateTimeOffset? EndOf(DateTimeOffset now)
    {
        if (From == To || !TimeZoneInfo.TryFindSystemTimeZoneById(Zone, out var zone))
            return null;

        var local = TimeZoneInfo.ConvertTime(now, zone);
        if (!TimeOnly.FromTimeSpan(local.TimeOfDay).IsBetween(From, To))
            return null;

        var end = local.Date + To.ToTimeSpan();
        if (end <= local.DateTime)
            end = end.AddDays(1);
        while (zone.IsInvalidTime(end))
            end = end.AddMinutes(15);
        return new DateTimeOffset(end, zone.GetUtcOffset(end)).ToUniversalTime();
    }
}

/// <summary>The routes. While there is none, every channel is told of warnings and worse.</summary>
/// <remarks><c>by</c> is the e-mail address of whoever asks, for the audit trail.</remarks>
internal sealed class AlertRoutes(
    IDbContextFactory<AppDbContext> contexts, AlertReader reader, ChannelStore channels, AuditTrail audit) : IDisposable
{
    public const int Most = 200;
    public const string ZoneField = "quiet.zone";
    public static readonly TimeSpan LongestAfter = TimeSpan.FromDays(1);

    private readonly SemaphoreSlim _changing = new(1, 1);
    private volatile List<AlertRoute> _routes = [];

    public event Action? Changed;

    /// <summary>Those that people made. From memory.</summary>
    public IReadOnlyList<AlertRoute> All => _routes;

    /// <summary>
    /// Those that hold, of channels that exist and are on. While nobody has said who is told at once, every channel without
    /// a route is told of warnings and worse.
    /// </summary>
    public IReadOnlyList<AlertRoute> Holding
    {
        get
        {
            var known = _routes.Where(route => channels.Find(route.Channel) is not null).ToList();
            var byDefault = known.Exists(route => route.After == TimeSpan.Zero)
                ? []
                : channels.All.Where(channel => known.TrueForAll(route => route.Channel != channel.Id))
                    .Select(channel => new AlertRoute(0, channel.Id, AlertSeverity.Warning, null, null, TimeSpan.Zero, null, true));
            return [.. known.Concat(byDefault).Where(route => channels.Find(route.Channel) is { IsEnabled: true })];
        }
    }

    /// <summary>Whether anything is ever told there. From memory.</summary>
    public bool LeadsTo(int channel) => Holding.Any(route => route.IsEnabled && route.Channel == channel);

    /// <summary>Reads what the database holds. Once, at start.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken) =>
        _routes = (await reader.RoutesAsync(cancellationToken)).ConvertAll(RouteOf);

    /// <param name="route">Its number is 0 for a new one.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <exception cref="AlertRefusedException">A field is wrong, or there is no such route.</exception>
    public async Task<AlertRoute> SaveAsync(AlertRoute route, string by, CancellationToken cancellationToken)
    {
        var channel = channels.Find(route.Channel) ?? throw new AlertRefusedException("channel names no channel that there is.", "channel");
        if (route.After < TimeSpan.Zero || route.After > LongestAfter)
            throw new AlertRefusedException("afterMinutes is from 0 to 1,440.", "afterMinutes");
        if (route.Quiet is { } quiet && !TimeZoneInfo.TryFindSystemTimeZoneById(quiet.Zone, out _))
            throw new AlertRefusedException($"{ZoneField} is the name of a time zone, such as Europe/Berlin.", ZoneField);
        if (route.Id == 0 && _routes.Count >= Most)
            throw new AlertRefusedException($"There are {Most} routes already. Delete one first.");

        var row = new AlertRouteRow();
        await ChangeAsync(async context =>
        {
            if (route.Id == 0)
                context.AlertRoutes.Add(row);
            else
                row = await context.AlertRoutes.FindAsync([route.Id], cancellationToken) ?? throw new AlertRefusedException("There is no such route.");
            (row.ChannelId, row.MinSeverity, row.BotId, row.RuleId) = (route.Channel, (int)route.MinSeverity, route.Bot?.Value, route.Rule);
            (row.AfterMinutes, row.Enabled) = ((int)route.After.TotalMinutes, route.IsEnabled);
            row.QuietFrom = route.Quiet is { } hours ? (int)hours.From.ToTimeSpan().TotalMinutes : null;
            row.QuietTo = route.Quiet is { } end ? (int)end.To.ToTimeSpan().TotalMinutes : null;
            row.Zone = route.Quiet?.Zone;
            context.Audit.Add(audit.Row(by, route.Id == 0 ? "route.created" : "route.changed", channel.Name));
        }, cancellationToken);
        return RouteOf(row);
    }

    /// <exception cref="AlertRefusedException">There is no such route.</exception>
    public Task RemoveAsync(int id, string by, CancellationToken cancellationToken) => ChangeAsync(async context =>
    {
        var row = await context.AlertRoutes.FindAsync([id], cancellationToken) ?? throw new AlertRefusedException("There is no such route.");
        context.AlertRoutes.Remove(row);
        context.Audit.Add(audit.Row(by, "route.deleted", channels.Find(row.ChannelId)?.Name ?? "a channel that is gone"));
    }, cancellationToken);

    public void Dispose() => _changing.Dispose();

    private static AlertRoute RouteOf(AlertRouteRow row) => new(
        row.Id, row.ChannelId, (AlertSeverity)row.MinSeverity, row.BotId is { } bot ? new BotId(bot) : null, row.RuleId,
        TimeSpan.FromMinutes(row.AfterMinutes),
        row is { QuietFrom: { } from, QuietTo: { } to, Zone: { } zone }
            ? new QuietHours(TimeOnly.FromTimeSpan(TimeSpan.FromMinutes(from)), TimeOnly.FromTimeSpan(TimeSpan.FromMinutes(to)), zone)
            : null,
        row.Enabled);

    private async Task ChangeAsync(Func<AppDbContext, Task> change, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            await change(context);
            await context.SaveChangesAsync(cancellationToken);
            await LoadAsync(CancellationToken.None);
        }
        finally
        {
            _changing.Release();
        }

        Changed?.Invoke();
    }
}
