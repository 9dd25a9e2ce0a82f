using System.Security.Claims;
using BotPerf.Web.Access;
using BotPerf.Web.Delivery;

namespace BotPerf.Web.Api;

internal static class ChannelCalls
{
    public static void MapChannels(this RouteGroupBuilder api)
    {
        var channels = api.MapGroup("/channels").WithTags("Channels");
        channels.MapGet("", ListAsync).WithSummary("The channels by name, with what waits on them; secrets only as dots");
        channels.MapGet("/kinds", (ChannelKinds kinds) => new Page<ChannelKindShape>([.. kinds.All.Select(ChannelShapes.Of)], null))
            .WithSummary("The kinds of channels, and the settings of each");
        channels.MapGet("/{id}", OneAsync).WithSummary("A channel, with what waits on it; secrets only as dots");
        channels.MapGet("/{id}/deliveries", DeliveriesAsync)
            .WithSummary("The channel's log, newest first: each letter with its attempts");

        var admin = channels.MapGroup("").RequireAuthorization(Policies.ApiAdmin);
        admin.MapPost("", AddAsync).Accepts<ChannelWanted>("application/json").Produces<ChannelShape>(StatusCodes.Status201Created)
            .WithSummary("Adds a channel");
        admin.MapPut("/{id}", SetAsync).Accepts<ChannelWanted>("application/json").Produces<ChannelShape>()
            .WithSummary("Sets the whole channel; a secret that is left out stays as it is");
        admin.MapPatch("/{id}", ChangeAsync).Accepts<ChannelWanted>("application/json").Produces<ChannelShape>()
            .WithSummary("Changes what is given and nothing else");
        admin.MapDelete("/{id}", RemoveAsync).Produces(StatusCodes.Status204NoContent)
            .WithSummary("Removes a channel with its queue and its log");
        admin.MapPost("/{id}/test", TestAsync).Produces<TestShape>()
            .WithSummary("Sends a test past the queue, and answers how it went in the receiver's own words");
        admin.MapPost("/{id}/deliveries/{letterId}/retry", RetryAsync).Produces(StatusCodes.Status204NoContent)
            .WithSummary("Sends a dead letter again");
        admin.MapPost("/{id}/deliveries/{letterId}/drop", DropAsync).Produces(StatusCodes.Status204NoContent)
            .WithSummary("Drops a dead letter; it stays in the log");
    }

    private static async Task<Page<ChannelShape>> ListAsync(
        ChannelQueries queries, CancellationToken cancellationToken, string? limit = null, string? cursor = null)
    {
        var paging = Paging.Of(limit, cursor);
        var found = (await queries.StatesAsync(cancellationToken)).OrderBy(state => state.Channel.Id)
            .Where(state => paging.AfterNumber is not { } after || state.Channel.Id > after).Take(paging.Limit + 1);
        return paging.Cut([.. found.Select(ChannelShapes.Of)], channel => ApiId.Text(channel.Id));
    }

    private static async Task<ChannelShape> OneAsync(string id, ChannelQueries queries, CancellationToken cancellationToken) =>
        await ShapeAsync(ApiId.Of(id, "channel"), queries, cancellationToken);

    private static async Task<Page<LetterShape>> DeliveriesAsync(
        string id, ChannelStore channels, ChannelQueries queries, CancellationToken cancellationToken, string? state = null,
        string? limit = null, string? cursor = null)
    {
        var channel = Find(id, channels);
        if (state is not null && !OutboxState.All.Contains(state))
            throw Refused.Field("state", $"is one of {string.Join(", ", OutboxState.All)}");
        var paging = Paging.Of(limit, cursor);
        var found = await queries.LettersAsync(
            channel.Id, state, paging.AfterNumber ?? long.MaxValue, paging.Limit + 1, cancellationToken);
        return paging.Cut([.. found.Select(ChannelShapes.Of)], letter => letter.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private static async Task<IResult> AddAsync(
        HttpRequest request, ChannelStore channels, ChannelQueries queries, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var wanted = await ApiBody.ReadAsync<ChannelWanted>(request, cancellationToken);
        var channel = await RefusableAsync(() => channels.AddAsync(wanted.ToDraft(), Name(user), cancellationToken));
        return Results.Created(
            $"{ApiServices.Prefix}/channels/{ApiId.Text(channel.Id)}", await ShapeAsync(channel.Id, queries, CancellationToken.None));
    }

    private static async Task<IResult> SetAsync(
        string id, HttpRequest request, ChannelStore channels, ChannelQueries queries, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var channel = Find(id, channels);
        var wanted = await ApiBody.ReadAsync<ChannelWanted>(request, cancellationToken);
        await RefusableAsync(() => channels.ChangeAsync(channel.Id, wanted.ToDraft(), Name(user), cancellationToken));
        return Results.Ok(await ShapeAsync(channel.Id, queries, CancellationToken.None));
    }

    private static async Task<IResult> ChangeAsync(
        string id, HttpRequest request, ChannelStore channels, ChannelQueries queries, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var channel = Find(id, channels);
        var wanted = await ApiBody.ReadAsync<ChannelWanted>(request, cancellationToken);
        await RefusableAsync(() => channels.ChangeAsync(channel.Id, wanted.ToDraft(channel), Name(user), cancellationToken));
        return Results.Ok(await ShapeAsync(channel.Id, queries, CancellationToken.None));
    }

    private static async Task<IResult> RemoveAsync(
        string id, ChannelStore channels, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        await channels.RemoveAsync(Find(id, channels).Id, Name(user), cancellationToken);
        return Results.NoContent();
    }

    private static async Task<TestShape> TestAsync(
        string id, ChannelStore channels, ChannelDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        ChannelShapes.Of(await desk.TestAsync(Find(id, channels).Id, Name(user), cancellationToken));

    private static async Task<IResult> RetryAsync(
        string id, string letterId, ChannelStore channels, ChannelDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await desk.SendAgainAsync(Find(id, channels).Id, ApiId.Of(letterId, "letter"), Name(user), cancellationToken)
            ? Results.NoContent()
            : throw Refused.Conflict("There is no dead letter of that number.");

    private static async Task<IResult> DropAsync(
        string id, string letterId, ChannelStore channels, ChannelDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await desk.DropAsync(Find(id, channels).Id, ApiId.Of(letterId, "letter"), Name(user), cancellationToken)
            ? Results.NoContent()
            : throw Refused.Conflict("There is no dead letter of that number.");

    /// <summary>What is refused is told with the field that is wrong.</summary>
    internal static async Task<T> RefusableAsync<T>(Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (ChannelRefusedException refused)
        {
            throw refused.FieldName is { } field ? Refused.Wrong(field, refused.Message) : Refused.Conflict(refused.Message);
        }
    }

    private static Channel Find(string id, ChannelStore channels) =>
        channels.Find(ApiId.Of(id, "channel")) ?? throw Refused.NotFound("channel");

    private static async Task<ChannelShape> ShapeAsync(int id, ChannelQueries queries, CancellationToken cancellationToken) =>
        (await queries.StatesAsync(cancellationToken)).FirstOrDefault(state => state.Channel.Id == id) is { } found
            ? ChannelShapes.Of(found)
            : throw Refused.NotFound("channel");

    private static string Name(ClaimsPrincipal user) => user.Identity?.Name ?? "";
}
