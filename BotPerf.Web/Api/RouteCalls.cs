using System.Globalization;
using System.Security.Claims;
using BotPerf.Web.Access;
using BotPerf.Web.Alerts;
using BotPerf.Web.Bots;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Api;

/// <summary>Hours of the day in which only what is critical leaves.</summary>
/// <param name="From">HH:mm.</param>
/// <param name="To">HH:mm, exclusive; over midnight when it is before <paramref name="From"/>.</param>
/// <param name="Zone">A time zone of the IANA list.</param>
internal sealed record QuietShape(string? From, string? To, string? Zone);

/// <summary>Who is told of what.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Channel">The channel's number.</param>
/// <param name="Enabled">False: it does nothing.</param>
/// <param name="MinSeverity">This or worse: info, warning, high, critical.</param>
/// <param name="Bot">Only this bot; null: all.</param>
/// <param name="Rule">Only this rule; null: all.</param>
/// <param name="AfterMinutes">0: at once; else when nobody has acknowledged the alert for so long.</param>
/// <param name="Quiet">Null: never quiet.</param>
internal sealed record RouteShape(
    int Id, int Channel, bool Enabled, AlertSeverity MinSeverity, int? Bot, int? Rule, int AfterMinutes, QuietShape? Quiet)
{
    private const string Clock = "HH:mm";

    public static RouteShape Of(AlertRoute route) => new(
        route.Id, route.Channel, route.IsEnabled, route.MinSeverity, route.Bot?.Value, route.Rule, (int)route.After.TotalMinutes,
        route.Quiet is { } quiet
            ? new QuietShape(quiet.From.ToString(Clock, CultureInfo.InvariantCulture), quiet.To.ToString(Clock, CultureInfo.InvariantCulture), quiet.Zone)
            : null);
}

/// <summary>A route that is wanted: all of it, what is left out has its default.</summary>
/// <param name="Channel">The channel's number.</param>
/// <param name="Enabled">False: it does nothing.</param>
/// <param name="MinSeverity">This or worse; warning when left out.</param>
/// <param name="Bot">Only this bot; left out: all.</param>
/// <param name="Rule">Only this rule; left out: all.</param>
/// <param name="AfterMinutes">0 to 1,440; at once when left out.</param>
/// <param name="Quiet">Left out: never quiet.</param>
internal sealed record RouteWanted(
    int? Channel, bool? Enabled, AlertSeverity? MinSeverity, int? Bot, int? Rule, int? AfterMinutes, QuietShape? Quiet);

internal static class RouteCalls
{
    public static void MapRoutes(this RouteGroupBuilder api)
    {
        var routes = api.MapGroup("/routes").WithTags("Routes");
        routes.MapGet("", List).WithSummary("Who is told of what; without any route every channel is told of warnings and worse");

        var admin = routes.MapGroup("").RequireAuthorization(Policies.ApiAdmin);
        admin.MapPost("", AddAsync).Accepts<RouteWanted>("application/json").Produces<RouteShape>(StatusCodes.Status201Created)
            .WithSummary("Makes a route; from the first on, only routes decide who is told");
        admin.MapPut("/{id}", SetAsync).Accepts<RouteWanted>("application/json").Produces<RouteShape>().WithSummary("Sets the whole route");
        admin.MapDelete("/{id}", RemoveAsync).Produces(StatusCodes.Status204NoContent).WithSummary("Deletes a route");
    }

    private static Page<RouteShape> List(AlertRoutes routes, string? limit = null, string? cursor = null)
    {
        var paging = Paging.Of(limit, cursor);
        return paging.Cut(
            [.. routes.All.Where(route => paging.AfterNumber is not { } after || route.Id > after).OrderBy(route => route.Id)
                .Take(paging.Limit + 1).Select(RouteShape.Of)],
            route => ApiId.Text(route.Id));
    }

    private static async Task<IResult> AddAsync(
        HttpRequest request, AlertRoutes routes, BotRegistry bots, RuleBook rules, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var route = await SaveAsync(0, request, routes, bots, rules, user, cancellationToken);
        return Results.Created((string?)null, route);
    }

    private static async Task<RouteShape> SetAsync(
        string id, HttpRequest request, AlertRoutes routes, BotRegistry bots, RuleBook rules, ClaimsPrincipal user,
        CancellationToken cancellationToken)
    {
        var number = ApiId.Of(id, "route");
        return routes.All.Any(route => route.Id == number)
            ? await SaveAsync(number, request, routes, bots, rules, user, cancellationToken)
            : throw Refused.NotFound("route");
    }

    private static async Task<RouteShape> SaveAsync(
        int id, HttpRequest request, AlertRoutes routes, BotRegistry bots, RuleBook rules, ClaimsPrincipal user,
        CancellationToken cancellationToken)
    {
        var wanted = await ApiBody.ReadAsync<RouteWanted>(request, cancellationToken);
        if (wanted.Channel is not { } channel)
            throw Refused.Field("channel", "is missing");
        if (wanted.Bot is { } bot && bots.Find(new BotId(bot)) is null)
            throw Refused.Field("bot", "names no bot that there is");
        if (wanted.Rule is { } rule && rules.Find(rule) is null)
            throw Refused.Field("rule", "names no rule that there is");
        try
        {
            return RouteShape.Of(await routes.SaveAsync(
                new AlertRoute(
                    id, channel, wanted.MinSeverity ?? AlertSeverity.Warning, wanted.Bot is { } of ? new BotId(of) : null, wanted.Rule,
                    TimeSpan.FromMinutes(wanted.AfterMinutes ?? 0), QuietOf(wanted.Quiet), wanted.Enabled ?? true),
                user.Identity?.Name ?? "", cancellationToken));
        }
        catch (AlertRefusedException refused)
        {
            throw refused.FieldName is { } field ? Refused.Wrong(field, refused.Message) : Refused.Conflict(refused.Message);
        }
    }

    private static async Task<IResult> RemoveAsync(string id, AlertRoutes routes, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        try
        {
            await routes.RemoveAsync(ApiId.Of(id, "route"), user.Identity?.Name ?? "", cancellationToken);
            return Results.NoContent();
        }
        catch (AlertRefusedException)
        {
            throw Refused.NotFound("route");
        }
    }

    private static QuietHours? QuietOf(QuietShape? quiet) =>
        quiet is null ? null : new QuietHours(TimeOf("quiet.from", quiet.From), TimeOf("quiet.to", quiet.To), quiet.Zone ?? "");

    private static TimeOnly TimeOf(string field, string? text) =>
        TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : throw Refused.Field(field, "is a time of day, such as 22:00");
}
