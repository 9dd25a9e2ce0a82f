using System.Security.Claims;
using BotPerf.Web.Access;
using BotPerf.Web.Alerts;
using BotPerf.Web.Bots;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Api;

/// <summary>A time in which nobody is told of what matches.</summary>
/// <param name="Id">Its number.</param>
/// <param name="State">active, planned or ended.</param>
/// <param name="Maintenance">Planned work, rather than something that is to be quiet.</param>
/// <param name="Bot">Only this bot; null: all.</param>
/// <param name="Rule">Only this rule; null: all.</param>
/// <param name="Target">Only targets whose text contains it; null: all.</param>
/// <param name="MaxSeverity">What is worse is told all the same; null: nothing is told.</param>
/// <param name="StartsAt">From when on.</param>
/// <param name="EndsAt">Until when.</param>
/// <param name="Reason">Why.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="EndedAt">When a person ended it before its time.</param>
/// <param name="Hidden">How many alerts it has kept quiet.</param>
internal sealed record SilenceShape(
    int Id, string State, bool Maintenance, int? Bot, int? Rule, string? Target, AlertSeverity? MaxSeverity, DateTimeOffset StartsAt,
    DateTimeOffset EndsAt, string Reason, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt, int Hidden)
{
    public static SilenceShape Of(Silence silence, DateTimeOffset now) => new(
        silence.Id, silence.EndedAt is not null || silence.EndsAt <= now ? "ended" : silence.StartsAt > now ? "planned" : "active",
        silence.IsMaintenance, silence.Bot?.Value, silence.Rule, silence.Target, silence.MaxSeverity, silence.StartsAt, silence.EndsAt,
        silence.Reason, silence.CreatedBy, silence.CreatedAt, silence.EndedAt, silence.Hidden);
}

/// <summary>A silence that is wanted.</summary>
/// <param name="Maintenance">Planned work, rather than something that is to be quiet.</param>
/// <param name="Bot">Only this bot; left out: all.</param>
/// <param name="Rule">Only this rule; left out: all.</param>
/// <param name="Target">Only targets whose text contains it, at most 200 characters; left out: all.</param>
/// <param name="MaxSeverity">What is worse is told all the same; left out: nothing is told.</param>
/// <param name="StartsAt">From when on; now when left out.</param>
/// <param name="EndsAt">Until when, at most 90 days after it starts.</param>
/// <param name="Reason">Why, 1 to 500 characters.</param>
internal sealed record SilenceWanted(
    bool? Maintenance, int? Bot, int? Rule, string? Target, AlertSeverity? MaxSeverity, DateTimeOffset? StartsAt, DateTimeOffset? EndsAt,
    string? Reason);

internal static class SilenceCalls
{
    private const int MostListed = 1_000;

    public static void MapSilences(this RouteGroupBuilder api)
    {
        var silences = api.MapGroup("/silences").WithTags("Silences");
        silences.MapGet("", ListAsync).WithSummary("The silences, newest first, also those that have ended");
        silences.MapPost("", AddAsync).RequireAuthorization(Policies.ApiOperate).Accepts<SilenceWanted>("application/json")
            .Produces<SilenceShape>(StatusCodes.Status201Created)
            .WithSummary("Keeps quiet what matches, for a time; alerts open and end all the same");
        silences.MapDelete("/{id}", EndAsync).RequireAuthorization(Policies.ApiOperate).Produces(StatusCodes.Status204NoContent)
            .WithSummary("Ends a silence now; it stays in the list");
    }

    private static async Task<Page<SilenceShape>> ListAsync(
        Silences silences, TimeProvider time, CancellationToken cancellationToken, string? limit = null, string? cursor = null)
    {
        var paging = Paging.Of(limit, cursor);
        var now = time.GetUtcNow();
        var found = (await silences.AllAsync(MostListed, cancellationToken))
            .Where(silence => paging.AfterNumber is not { } after || silence.Id < after).Take(paging.Limit + 1);
        return paging.Cut([.. found.Select(silence => SilenceShape.Of(silence, now))], silence => ApiId.Text(silence.Id));
    }

    private static async Task<IResult> AddAsync(
        HttpRequest request, Silences silences, BotRegistry bots, RuleBook rules, TimeProvider time, ClaimsPrincipal user,
        CancellationToken cancellationToken)
    {
        var wanted = await ApiBody.ReadAsync<SilenceWanted>(request, cancellationToken);
        var now = time.GetUtcNow();
        if (wanted.Bot is { } bot && bots.Find(new BotId(bot)) is null)
            throw Refused.Field("bot", "names no bot that there is");
        if (wanted.Rule is { } rule && rules.Find(rule) is null)
            throw Refused.Field("rule", "names no rule that there is");
        if (wanted.EndsAt is not { } endsAt)
            throw Refused.Field("endsAt", "is missing");
        try
        {
            var silence = await silences.AddAsync(
                new SilenceDraft(
                    wanted.Maintenance ?? false, wanted.Bot is { } id ? new BotId(id) : null, wanted.Rule, wanted.Target,
                    wanted.MaxSeverity, wanted.StartsAt ?? now, endsAt, wanted.Reason ?? ""),
                user.Identity?.Name ?? "", cancellationToken);
            return Results.Created((string?)null, SilenceShape.Of(silence, now));
        }
        catch (AlertRefusedException refused)
        {
            throw refused.FieldName is { } field ? Refused.Wrong(field, refused.Message) : Refused.Conflict(refused.Message);
        }
    }

    private static async Task<IResult> EndAsync(
        string id, Silences silences, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        try
        {
            await silences.EndAsync(ApiId.Of(id, "silence"), user.Identity?.Name ?? "", cancellationToken);
            return Results.NoContent();
        }
        catch (AlertRefusedException)
        {
            throw Refused.NotFound("silence that is not over");
        }
    }
}
