using System.ComponentModel;
using System.Security.Claims;
using BotPerf.Web.Access;
using BotPerf.Web.Bots;
using BotPerf.Web.Insights.Suggestions;

namespace BotPerf.Web.Api;

/// <summary>Suggestions, and what people and programs do with them.</summary>
internal static class SuggestionCalls
{
    private const string Json = "application/json";
    private const string StateWords = "open, snoozed, dismissed, done, gone, with commas between several; open when left out.";

    public static void MapSuggestions(this RouteGroupBuilder api)
    {
        var ofBot = api.MapGroup("/bots/{id}/suggestions").WithTags("Insights");
        ofBot.MapGet("", ListAsync).WithSummary("What may be worth changing about a bot, newest first");
        ofBot.MapPost("/look", LookAsync).RequireAuthorization(Policies.ApiOperate).Produces<LookShape>()
            .WithSummary("Looks now, and gives the verdicts that are due; the server does so by itself every hour");
        var suggestions = api.MapGroup("/suggestions").WithTags("Insights");
        suggestions.MapGet("/{id}", GetAsync).WithSummary("One suggestion");
        Act("dismiss", "Nobody should follow it; comes back when it has become much worse");
        Act("done", "It was followed: from now on is measured whether it helped");
        Act("snooze", "Out of sight until a time");
        Act("reopen", "Takes back what was decided");

        void Act(string action, string summary) => suggestions
            .MapPost($"/{{id}}/{action}", (string id, HttpRequest request, SuggestionDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken) =>
                ActAsync(action, id, request, desk, user, cancellationToken))
            .RequireAuthorization(Policies.ApiOperate).Accepts<SuggestionActWanted>(isOptional: true, Json).Produces<SuggestionShape>().WithSummary(summary);
    }

    private static async Task<Page<SuggestionShape>> ListAsync(
        string id, BotRegistry bots, SuggestionQueries queries, CancellationToken cancellationToken, [Description(StateWords)] string? state = null,
        [Description("Only what is about this instance, or about more than one.")] string? instance = null, string? limit = null, string? cursor = null)
    {
        var bot = BotPath.Find(bots, id);
        var paging = Paging.Of(limit, cursor);
        var before = paging.AfterNumber is { } after ? (int)Math.Clamp(after, 0, int.MaxValue) : (int?)null;
        var found = await queries.ListAsync(new SuggestionFilter(bot.Id, StatesOf(state), before, instance), paging.Limit + 1, cancellationToken);
        return paging.Cut([.. found.Select(SuggestionShape.Of)], suggestion => ApiId.Text(suggestion.Id));
    }

    private static async Task<SuggestionShape> GetAsync(string id, SuggestionQueries queries, CancellationToken cancellationToken) =>
        SuggestionShape.Of(await queries.FindAsync(ApiId.Of(id, "suggestion"), cancellationToken) ?? throw Refused.NotFound("suggestion"));

    private static async Task<LookShape> LookAsync(
        string id, BotRegistry bots, SuggestionRound round, TimeProvider time, CancellationToken cancellationToken)
    {
        var (found, verdicts) = await round.LookAsync(BotPath.Find(bots, id).Id, time.GetUtcNow(), cancellationToken);
        return new LookShape(found, verdicts);
    }

    private static async Task<IResult> ActAsync(
        string action, string id, HttpRequest request, SuggestionDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var number = ApiId.Of(id, "suggestion");
        var by = user.Identity?.Name ?? "";
        var wanted = request.ContentLength is null or 0 && !request.HasJsonContentType()
            ? new SuggestionActWanted()
            : await ApiBody.ReadAsync<SuggestionActWanted>(request, cancellationToken);
        try
        {
            return Results.Ok(SuggestionShape.Of(action switch
            {
                "dismiss" => await desk.DismissAsync(number, by, wanted.Reason, cancellationToken),
                "done" => await desk.DoneAsync(number, by, wanted.Note, cancellationToken),
                "snooze" => await desk.SnoozeAsync(number, by, wanted.Until ?? throw Refused.Field("until", "has to say when it ends"), cancellationToken),
                _ => await desk.ReopenAsync(number, by, cancellationToken),
            }));
        }
        catch (SuggestionRefusedException refused)
        {
            throw refused.Message == SuggestionDesk.NotThere ? Refused.NotFound("suggestion")
                : refused.FieldName is { } field ? Refused.Wrong(action == "done" ? "note" : field, refused.Message)
                : Refused.Conflict(refused.Message);
        }
    }

    private static IReadOnlyList<SuggestionState> StatesOf(string? text)
    {
        if (text is null)
            return [SuggestionState.Open];

        var all = Enum.GetValues<SuggestionState>().ToDictionary(InsightWords.Of);
        return [.. text.Split(',', StringSplitOptions.TrimEntries).Select(word => all.TryGetValue(word, out var state) ? state
            : throw Refused.Field("state", $"has to be one of {string.Join(", ", all.Keys)}, with commas between several"))];
    }
}
