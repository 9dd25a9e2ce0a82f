using System.Security.Claims;
using BotPerf.Web.Access;
using BotPerf.Web.Alerts;
using BotPerf.Web.Api.Data;

namespace BotPerf.Web.Api;

internal static class RuleCalls
{
    public static void MapRules(this RouteGroupBuilder api)
    {
        var rules = api.MapGroup("/rules").WithTags("Alert rules");
        rules.MapGet("", List).WithSummary("The alert rules, the default ones first");
        rules.MapGet("/{id}", One).WithSummary("One rule");
        rules.MapPost("/{id}/preview", PreviewOneAsync).Produces<PreviewShape>()
            .WithSummary("What the rule would have done in the last seven days, or another time; changes nothing");
        rules.MapPost("/preview", PreviewAsync).Accepts<RuleWanted>("application/json").Produces<PreviewShape>()
            .WithSummary("The same of a rule that is not saved; changes nothing");

        var admin = rules.MapGroup("").RequireAuthorization(Policies.ApiAdmin);
        admin.MapPost("", AddAsync).Accepts<RuleWanted>("application/json").Produces<RuleShape>(StatusCodes.Status201Created)
            .WithSummary("Makes a rule");
        admin.MapPut("/{id}", SetAsync).Accepts<RuleWanted>("application/json").Produces<RuleShape>()
            .WithSummary("Sets the whole rule; also a default one");
        admin.MapDelete("/{id}", RemoveAsync).Produces(StatusCodes.Status204NoContent)
            .WithSummary("Deletes a rule; makes a default one what it was");
    }

    private static Page<RuleShape> List(
        RuleBook rules, RuleCheck check, RuleActivity activity, string? limit = null, string? cursor = null)
    {
        var paging = Paging.Of(limit, cursor);
        var open = activity.Open();
        return paging.Cut(
            [.. rules.All.Where(rule => paging.AfterNumber is not { } after || rule.Id > after).OrderBy(rule => rule.Id).Take(paging.Limit + 1)
                .Select(rule => RuleShape.Of(rule, check, open.GetValueOrDefault(rule.Id)))],
            rule => ApiId.Text(rule.Id));
    }

    private static RuleShape One(string id, RuleBook rules, RuleCheck check, RuleActivity activity)
    {
        var rule = Find(id, rules);
        return RuleShape.Of(rule, check, activity.Open().GetValueOrDefault(rule.Id));
    }

    private static async Task<IResult> AddAsync(
        HttpRequest request, RuleBook rules, RuleCheck check, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var wanted = await ReadAsync(request, check, cancellationToken);
        try
        {
            var rule = await rules.AddAsync(
                wanted.Name!.Trim(), wanted.Enabled ?? true, wanted, user.Identity?.Name ?? "", cancellationToken);
            return Results.Created($"{ApiServices.Prefix}/rules/{ApiId.Text(rule.Id)}", RuleShape.Of(rule, check, 0));
        }
        catch (AlertRefusedException refused)
        {
            throw Refused.Conflict(refused.Message);
        }
    }

    private static async Task<RuleShape> SetAsync(
        string id, HttpRequest request, RuleBook rules, RuleCheck check, RuleActivity activity, ClaimsPrincipal user,
        CancellationToken cancellationToken)
    {
        var rule = Find(id, rules);
        var wanted = await ReadAsync(request, check, cancellationToken);
        try
        {
            var changed = await rules.ChangeAsync(
                rule.Id, wanted.Name!.Trim(), wanted.Enabled ?? true, wanted, user.Identity?.Name ?? "", cancellationToken);
            return RuleShape.Of(changed, check, activity.Open().GetValueOrDefault(rule.Id));
        }
        catch (AlertRefusedException)
        {
            throw Refused.NotFound("rule");
        }
    }

    private static async Task<IResult> RemoveAsync(
        string id, RuleBook rules, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        try
        {
            await rules.RemoveAsync(Find(id, rules).Id, user.Identity?.Name ?? "", cancellationToken);
            return Results.NoContent();
        }
        catch (AlertRefusedException)
        {
            throw Refused.NotFound("rule");
        }
    }

    private static Task<PreviewShape> PreviewOneAsync(
        string id, RuleBook rules, RulePreview preview, TimeProvider time, CancellationToken cancellationToken,
        string? from = null, string? to = null) =>
        PlayAsync(Find(id, rules), preview, from, to, time, cancellationToken);

    private static async Task<PreviewShape> PreviewAsync(
        HttpRequest request, RuleCheck check, RulePreview preview, TimeProvider time, CancellationToken cancellationToken,
        string? from = null, string? to = null)
    {
        var wanted = await ReadAsync(request, check, cancellationToken, needsName: false);
        return await PlayAsync(wanted.ToRule(0, null, wanted.Name ?? "", true), preview, from, to, time, cancellationToken);
    }

    private static async Task<PreviewShape> PlayAsync(
        AlertRule rule, RulePreview preview, string? from, string? to, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var range = TimeRange.Of(from, to, now, RulePreview.Usual);
        if (range.To - range.From > RulePreview.Longest)
            throw Refused.Field("from", $"has to be at most {RulePreview.Longest.TotalDays:0} days before to");
        return PreviewShape.Of(await preview.OfAsync(rule, range.From, range.To, cancellationToken));
    }

    private static async Task<RuleWanted> ReadAsync(
        HttpRequest request, RuleCheck check, CancellationToken cancellationToken, bool needsName = true)
    {
        var wanted = await ApiBody.ReadAsync<RuleWanted>(request, cancellationToken);
        return check.Problems(needsName ? wanted.Name : "A draft", wanted) is [var problem, ..]
            ? throw Refused.Field(problem.Field, problem.Rule)
            : wanted;
    }

    private static AlertRule Find(string id, RuleBook rules) => rules.Find(ApiId.Of(id, "rule")) ?? throw Refused.NotFound("rule");
}
