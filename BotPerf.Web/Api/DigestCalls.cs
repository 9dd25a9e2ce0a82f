using System.ComponentModel;
using System.Globalization;
using System.Security.Claims;
using BotPerf.Web.Access;
using BotPerf.Web.Digests;
using BotPerf.Web.Digests.Subscribing;

namespace BotPerf.Web.Api;

/// <summary>Digests: everybody their own, administrators everybody's.</summary>
internal static class DigestCalls
{
    private const string Json = "application/json";
    private const string UserWords = "Only this person's, by e-mail address; left out: the caller's own, of a token with the scope admin everybody's.";

    public static void MapDigests(this RouteGroupBuilder api)
    {
        var digests = api.MapGroup("/digests").WithTags("Digests");
        digests.MapGet("", ListAsync).WithSummary("Who gets which digest, when and where");
        digests.MapPost("", AddAsync).Accepts<DigestWanted>(Json).Produces<DigestShape>(StatusCodes.Status201Created)
            .WithSummary("Subscribes; the first one comes when the next period is due");
        digests.MapGet("/{id}", GetAsync).WithSummary("One of them");
        digests.MapPut("/{id}", ChangeAsync).Accepts<DigestWanted>(Json).Produces<DigestShape>().WithSummary("Sets all of it; whose it is stays");
        digests.MapDelete("/{id}", RemoveAsync).Produces(StatusCodes.Status204NoContent).WithSummary("Ends it");
        digests.MapGet("/{id}/preview", PreviewAsync).WithSummary("The letter of the newest whole period, as it would be now");
        digests.MapPost("/{id}/send", SendAsync).Produces(StatusCodes.Status202Accepted).WithSummary("Sends one now, beside those by the clock; at most 10 an hour");
        digests.MapGet("/{id}/deliveries", LogAsync).WithSummary("What became of each, newest first");
    }

    private static async Task<Page<DigestShape>> ListAsync(
        SubscriptionQueries queries, People people, ClaimsPrincipal caller, CancellationToken cancellationToken, [Description(UserWords)] string? user = null,
        string? limit = null, string? cursor = null)
    {
        var paging = Paging.Of(limit, cursor);
        var actor = DigestActor.Of(caller);
        var account = user is null ? actor.AccountId : await AccountAsync(user, actor, people);
        if (account is null && !actor.IsAdmin)
            throw Refused.Field("user", "has to name somebody: a token has no digests of its own, and only the scope admin sees those of others");
        var found = await queries.ListAsync(account, paging.AfterNumber ?? 0, paging.Limit + 1, cancellationToken);
        return paging.Cut([.. found.Select(DigestShape.Of)], one => ApiId.Text(one.Id));
    }

    private static async Task<IResult> AddAsync(
        HttpRequest request, SubscriptionDesk desk, People people, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var wanted = await ApiBody.ReadAsync<DigestWanted>(request, cancellationToken);
        var actor = DigestActor.Of(user);
        var account = (wanted.User is null ? actor.AccountId : await AccountAsync(wanted.User, actor, people))
            ?? throw Refused.Field("user", "has to say whose it is: a token has no address of its own");
        var made = await desk.AddAsync(account, wanted.ToWish(), actor, cancellationToken);
        return Results.Created($"{ApiServices.Prefix}/digests/{ApiId.Text(made.Id)}", DigestShape.Of(made));
    }

    private static async Task<DigestShape> GetAsync(string id, SubscriptionQueries queries, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        DigestShape.Of(await FindAsync(id, queries, user, cancellationToken));

    private static async Task<DigestShape> ChangeAsync(
        string id, HttpRequest request, SubscriptionDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var number = ApiId.Of(id, "digest");
        var wanted = await ApiBody.ReadAsync<DigestWanted>(request, cancellationToken);
        return DigestShape.Of(await desk.ChangeAsync(number, wanted.ToWish(), DigestActor.Of(user), cancellationToken));
    }

    private static async Task<IResult> RemoveAsync(string id, SubscriptionDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        await desk.RemoveAsync(ApiId.Of(id, "digest"), DigestActor.Of(user), cancellationToken);
        return Results.NoContent();
    }

    private static async Task<DigestPreviewShape> PreviewAsync(
        string id, SubscriptionQueries queries, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        DigestPreviewShape.Of(await queries.PreviewAsync(await FindAsync(id, queries, user, cancellationToken), cancellationToken));

    private static async Task<IResult> SendAsync(string id, SubscriptionDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        await desk.SendNowAsync(ApiId.Of(id, "digest"), DigestActor.Of(user), cancellationToken);
        return Results.Accepted();
    }

    private static async Task<Page<DigestDeliveryShape>> LogAsync(
        string id, SubscriptionQueries queries, ClaimsPrincipal user, CancellationToken cancellationToken, string? limit = null, string? cursor = null)
    {
        var subscription = await FindAsync(id, queries, user, cancellationToken);
        var paging = Paging.Of(limit, cursor);
        var found = await queries.LogAsync(subscription.Id, paging.AfterNumber ?? long.MaxValue, paging.Limit + 1, cancellationToken);
        return paging.Cut([.. found.Select(DigestDeliveryShape.Of)], one => one.Id.ToString(CultureInfo.InvariantCulture));
    }

    private static async Task<DigestSubscription> FindAsync(
        string id, SubscriptionQueries queries, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await queries.FindAsync(ApiId.Of(id, "digest"), DigestActor.Of(user), cancellationToken) ?? throw Refused.NotFound("digest");

    private static async Task<int> AccountAsync(string email, DigestActor actor, People people)
    {
        var found = await people.FindAsync(email);
        // Who may not know of others is told the same whether they are there or not.
        return found is not null && actor.MayTouch(found.Id) ? found.Id : throw Refused.Field("user", "has to be your own e-mail address, or anybody's for an administrator");
    }
}
