using System.ComponentModel;
using System.Security.Claims;
using BotPerf.Web.Access;
using BotPerf.Web.Alerts;
using BotPerf.Web.Bots;

namespace BotPerf.Web.Api;

/// <summary>Alerts, and what people and programs do with them.</summary>
internal static class AlertCalls
{
    private const string Json = "application/json";
    private const string StateWords = "pending, open, acknowledged, resolved, cleared, with commas between several; all but pending when left out.";

    public static void MapAlerts(this RouteGroupBuilder api)
    {
        var alerts = api.MapGroup("/alerts").WithTags("Alerts");
        alerts.MapGet("", ListAsync).WithSummary("The alerts, newest first: all but pending ones, unless state says otherwise");
        alerts.MapGet("/{id}", GetAsync).WithSummary("One alert with its history");
        Act("acknowledge", "Somebody has taken it; 409 names who was first");
        Act("assign", "Says whose it is");
        Act("snooze", "Out of sight until a time, or until it worsens");
        Act("resolve", "It is over, by the caller's word; the same breach opens nothing within the rule's cooldown");
        Act("clear", "Puts away what is over");
        Act("note", "A word to the others");
        alerts.MapPost("/bulk", BulkAsync).RequireAuthorization(Policies.ApiOperate).Accepts<AlertBulkWanted>(Json)
            .Produces<AlertDeskShape>().WithSummary("One action on many alerts, all in one go; says which were refused and why");
        alerts.MapPost("/clear", ClearAsync).RequireAuthorization(Policies.ApiOperate).Produces<AlertDeskShape>()
            .WithSummary("Puts away all that has been over for long enough; at most 5,000 at once");
        alerts.MapPost("/undo", UndoAsync).RequireAuthorization(Policies.ApiOperate).Accepts<AlertUndoWanted>(Json)
            .Produces<AlertDeskShape>().WithSummary("Makes an action undone, on those alerts that nothing has happened to since");

        void Act(string action, string summary) => alerts
            .MapPost($"/{{id}}/{action}", (string id, HttpRequest request, AlertQueries queries, BotRegistry bots, AlertAct act,
                ClaimsPrincipal user, CancellationToken cancellationToken) => ActAsync(action, id, request, queries, bots, act, user, cancellationToken))
            .RequireAuthorization(Policies.ApiOperate).Accepts<AlertActWanted>(isOptional: true, Json).Produces<AlertShape>().WithSummary(summary);
    }

    private static async Task<Page<AlertShape>> ListAsync(
        AlertQueries queries, BotRegistry bots, CancellationToken cancellationToken, [Description(StateWords)] string? state = null, string? bot = null,
        string? severity = null, string? rule = null, string? assignee = null, string? snoozed = null, string? q = null,
        string? from = null, string? to = null, string? limit = null, string? cursor = null)
    {
        var paging = Paging.Of(limit, cursor);
        var before = paging.AfterNumber is { } after ? (int)Math.Clamp(after, 0, int.MaxValue) : (int?)null;
        var filter = AlertParameters.Filter(state, bot, severity, rule, assignee, snoozed, q, from, to) with { Before = before };
        var (found, _) = await queries.ListAsync(filter, AlertOrder.Newest, 0, paging.Limit + 1, cancellationToken);
        var histories = await queries.HistoriesAsync([.. found.Select(alert => alert.Id)], cancellationToken);
        return paging.Cut(
            [.. found.Select(alert => AlertShape.Of(alert, NameOf(alert, bots), histories[alert.Id]))],
            alert => ApiId.Text(alert.Id));
    }

    private static async Task<AlertShape> GetAsync(
        string id, AlertQueries queries, BotRegistry bots, CancellationToken cancellationToken) =>
        await ShapeAsync(await FindAsync(id, queries, cancellationToken), queries, bots, null, cancellationToken);

    private static async Task<IResult> ActAsync(
        string action, string id, HttpRequest request, AlertQueries queries, BotRegistry bots, AlertAct act, ClaimsPrincipal user,
        CancellationToken cancellationToken)
    {
        var alert = await FindAsync(id, queries, cancellationToken);
        var wanted = request.ContentLength is null or 0 && !request.HasJsonContentType()
            ? new AlertActWanted()
            : await ApiBody.ReadAsync<AlertActWanted>(request, cancellationToken);
        var result = await act.DoAsync(action, [alert.Id], wanted, By(user), cancellationToken);
        return result.Done is [var done]
            ? Results.Ok(await ShapeAsync(done, queries, bots, result.Action, cancellationToken))
            : throw Refused.Conflict(result.Refused[0].Reason);
    }

    private static async Task<AlertDeskShape> BulkAsync(
        HttpRequest request, AlertAct act, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var wanted = await ApiBody.ReadAsync<AlertBulkWanted>(request, cancellationToken);
        if (wanted.Ids is not { Count: > 0 } ids)
            throw Refused.Field("ids", "has to be an array of one number or more");
        if (wanted.Action is null)
            throw Refused.Field("action", $"has to be one of {string.Join(", ", AlertAct.All)}");
        return AlertDeskShape.Of(await act.DoAsync(wanted.Action, ids, wanted, By(user), cancellationToken));
    }

    private static async Task<AlertDeskShape> ClearAsync(
        AlertDesk desk, TimeProvider time, ClaimsPrincipal user, CancellationToken cancellationToken, string? olderThan = null) =>
        AlertDeskShape.Of(await desk.ClearAsync(AlertParameters.OlderThan(olderThan, time.GetUtcNow()), By(user), cancellationToken));

    private static async Task<AlertDeskShape> UndoAsync(
        HttpRequest request, AlertDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var wanted = await ApiBody.ReadAsync<AlertUndoWanted>(request, cancellationToken);
        if (string.IsNullOrEmpty(wanted.Action))
            throw Refused.Field("action", "has to be the action of an answer");

        var result = await desk.UndoAsync(wanted.Action, By(user), cancellationToken);
        return result switch
        {
            { Done.Count: 0, Refused.Count: 0 } => throw Refused.NotFound("action"),
            { Done.Count: 0, Refused: [var only] } => throw Refused.Conflict(only.Reason),
            _ => AlertDeskShape.Of(result),
        };
    }

    private static async Task<Alert> FindAsync(string id, AlertQueries queries, CancellationToken cancellationToken) =>
        await queries.FindAsync(ApiId.Of(id, "alert"), cancellationToken) ?? throw Refused.NotFound("alert");

    private static async Task<AlertShape> ShapeAsync(
        Alert alert, AlertQueries queries, BotRegistry bots, string? action, CancellationToken cancellationToken) =>
        AlertShape.Of(queries.Newest(alert), NameOf(alert, bots), await queries.HistoryAsync(alert.Id, cancellationToken), action);

    private static string? NameOf(Alert alert, BotRegistry bots) => bots.Find(alert.Bot)?.Name;

    private static string By(ClaimsPrincipal user) => user.Identity?.Name ?? "";
}
