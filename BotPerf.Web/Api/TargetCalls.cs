using System.Security.Claims;
using BotPerf.Web.Access;
using BotPerf.Web.Bots;
using BotPerf.Web.Targets;

namespace BotPerf.Web.Api;

/// <summary>A service level: so large a share of what happens is to be good.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">What people call it; no two are alike.</param>
/// <param name="Bot">Only this bot; null: each.</param>
/// <param name="Command">Only this command; null: all together.</param>
/// <param name="Kind">success, fast, acknowledged, calls, queries or cache.</param>
/// <param name="ThresholdSeconds">From when on it is too slow; null for kinds that are not about time.</param>
/// <param name="Objective">The share that is to be good: 0.99.</param>
/// <param name="Days">The window, which moves with the present.</param>
internal sealed record TargetShape(int Id, string Name, int? Bot, string? Command, string Kind, double? ThresholdSeconds, double Objective, int Days)
{
    public static TargetShape Of(Target target) => new(
        target.Id, target.Name, target.Bot?.Value, target.Command, target.Word, target.ThresholdSeconds, target.Objective, target.Days);
}

/// <summary>A target beside what a bot made of it. All but the target is null while it is not known.</summary>
/// <param name="Target">What was promised.</param>
/// <param name="All">How many there were in the window.</param>
/// <param name="Bad">How many of them were not good.</param>
/// <param name="Share">The share that was good.</param>
/// <param name="BudgetLeft">Of what may go wrong in the window, the share that is left; below 0 it is overdrawn.</param>
/// <param name="BurnRate1h">How many times faster than allowed it went wrong in the last hour.</param>
/// <param name="BurnRate6h">The same of six hours.</param>
/// <param name="BurnRate3d">The same of three days.</param>
/// <param name="KnownSince">The first hour of the window in which anything happened.</param>
/// <param name="EmptyAt">When the budget is gone, should it go on as in the last six hours; null: not within the window.</param>
internal sealed record TargetStateShape(
    TargetShape Target, double? All, double? Bad, double? Share, double? BudgetLeft, double? BurnRate1h, double? BurnRate6h, double? BurnRate3d,
    DateTimeOffset? KnownSince, DateTimeOffset? EmptyAt);

/// <summary>A target that is wanted.</summary>
/// <param name="Name">1 to 100 characters, not those of another.</param>
/// <param name="Bot">Only this bot; left out: each.</param>
/// <param name="Command">Only this command; left out: all together. Of the kinds success, fast and acknowledged.</param>
/// <param name="Kind">success, fast, acknowledged, calls, queries or cache.</param>
/// <param name="ThresholdSeconds">From when on it is too slow, up to 3,600; of the kinds fast, acknowledged and queries.</param>
/// <param name="Objective">The share that is to be good, 0.5 to 0.9999.</param>
/// <param name="Days">7, 14 or 30; left out: 30.</param>
internal sealed record TargetWanted(string? Name, int? Bot, string? Command, string? Kind, double? ThresholdSeconds, double? Objective, int? Days);

internal static class TargetCalls
{
    public static void MapTargets(this RouteGroupBuilder api)
    {
        var targets = api.MapGroup("/targets").WithTags("Targets");
        targets.MapGet("", List).WithSummary("The targets, in the order they were made");
        targets.MapPost("", AddAsync).RequireAuthorization(Policies.ApiOperate).Accepts<TargetWanted>("application/json")
            .Produces<TargetShape>(StatusCodes.Status201Created).WithSummary("Sets a target");
        targets.MapPut("/{id}", ChangeAsync).RequireAuthorization(Policies.ApiOperate).Accepts<TargetWanted>("application/json")
            .WithSummary("Changes a target; everything of it is replaced");
        targets.MapDelete("/{id}", RemoveAsync).RequireAuthorization(Policies.ApiOperate).Produces(StatusCodes.Status204NoContent)
            .WithSummary("Removes a target");
        api.MapGet("/bots/{id}/targets", States).WithTags("Targets").WithSummary("The bot's targets with their budgets and burn rates, worst first");
    }

    private static Page<TargetShape> List(TargetBook book) => new([.. book.All.Select(TargetShape.Of)], null);

    private static Page<TargetStateShape> States(string id, BotRegistry bots, TargetQueries targets, TimeProvider time) => new(
        [.. targets.States(BotPath.Find(bots, id).Id).Select(state => state.Budget is { IsKnown: true } budget
            ? new TargetStateShape(
                TargetShape.Of(state.Target), budget.All, budget.Bad, budget.Share, budget.Left, budget.BurnHour, budget.BurnSixHours,
                budget.BurnThreeDays, budget.KnownSince, time.GetUtcNow() + budget.EmptyIn)
            : new TargetStateShape(TargetShape.Of(state.Target), state.Budget?.All, state.Budget?.Bad, null, null, null, null, null, null, null))], null);

    private static async Task<IResult> AddAsync(HttpRequest request, TargetBook book, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var draft = DraftOf(await ApiBody.ReadAsync<TargetWanted>(request, cancellationToken));
        return await TryAsync(async () => Results.Created((string?)null, TargetShape.Of(await book.AddAsync(draft, user.Identity?.Name ?? "", cancellationToken))));
    }

    private static async Task<IResult> ChangeAsync(
        string id, HttpRequest request, TargetBook book, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var number = Existing(id, book);
        var draft = DraftOf(await ApiBody.ReadAsync<TargetWanted>(request, cancellationToken));
        return await TryAsync(async () => Results.Ok(TargetShape.Of(await book.ChangeAsync(number, draft, user.Identity?.Name ?? "", cancellationToken))));
    }

    private static async Task<IResult> RemoveAsync(string id, TargetBook book, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var number = Existing(id, book);
        return await TryAsync(async () =>
        {
            await book.RemoveAsync(number, user.Identity?.Name ?? "", cancellationToken);
            return Results.NoContent();
        });
    }

    private static int Existing(string id, TargetBook book) =>
        ApiId.Of(id, "target") is var number && book.All.Any(target => target.Id == number) ? number : throw Refused.NotFound("target");

    private static TargetDraft DraftOf(TargetWanted wanted)
    {
        if (!Enum.TryParse<TargetKind>(wanted.Kind, ignoreCase: true, out var kind) || !Enum.IsDefined(kind) || int.TryParse(wanted.Kind, out _))
            throw Refused.Field("kind", "is one of " + string.Join(", ", Enum.GetValues<TargetKind>().Select(Target.WordOf)));
        return new TargetDraft(
            wanted.Name ?? "", wanted.Bot, string.IsNullOrEmpty(wanted.Command) ? null : wanted.Command, kind, wanted.ThresholdSeconds,
            wanted.Objective ?? 0, wanted.Days ?? 30);
    }

    private static async Task<IResult> TryAsync(Func<Task<IResult>> act)
    {
        try
        {
            return await act();
        }
        catch (TargetRefusedException refused)
        {
            throw refused.FieldName is { } field ? Refused.Wrong(field, refused.Message) : Refused.Conflict(refused.Message);
        }
    }
}
