using System.Security.Claims;
using BotPerf.Web.Access;

namespace BotPerf.Web.Api;

/// <summary>Somebody who may sign in.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Email">The e-mail address, which is the name.</param>
/// <param name="Role">viewer, operator or admin.</param>
/// <param name="Disabled">True: may not sign in.</param>
/// <param name="SecondStep">True: signs in with a code of an authenticator app, too.</param>
/// <param name="Sessions">In how many browsers it is signed in.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="LastSignInAt">Null: never.</param>
internal sealed record UserShape(
    int Id, string Email, string Role, bool Disabled, bool SecondStep, int Sessions, DateTimeOffset CreatedAt,
    DateTimeOffset? LastSignInAt);

/// <summary>What is to be otherwise; what is null or left out stays.</summary>
/// <param name="Role">viewer, operator or admin.</param>
/// <param name="Disabled">True: may not sign in.</param>
internal sealed record UserChange(string? Role, bool? Disabled);

/// <summary>A link to a new password that was just made.</summary>
/// <param name="Email">Whose password.</param>
/// <param name="ExpiresAt">From then on it is worth nothing.</param>
/// <param name="Link">The link itself, for one use: shown only here.</param>
internal sealed record PasswordLinkShape(string Email, DateTimeOffset ExpiresAt, string Link);

internal static class UserCalls
{
    public static void MapUsers(this RouteGroupBuilder api)
    {
        var users = api.MapGroup("/users").RequireAuthorization(Policies.ApiAdmin).WithTags("Administration");
        users.MapGet("", ListAsync).WithSummary("Who may sign in, in the order they were made");
        users.MapPatch("/{id}", ChangeAsync).Accepts<UserChange>("application/json")
            .WithSummary("Changes a role, or whether somebody may sign in; every session of theirs ends at once");
        users.MapDelete("/{id}", RemoveAsync).Produces(StatusCodes.Status204NoContent)
            .WithSummary("Removes somebody; every session of theirs ends at once");
        users.MapDelete("/{id}/sessions", EndSessionsAsync).Produces(StatusCodes.Status204NoContent)
            .WithSummary("Signs somebody out everywhere");
        users.MapDelete("/{id}/second-step", ResetSecondStepAsync).Produces(StatusCodes.Status204NoContent)
            .WithSummary("Turns somebody's second step off, for a lost phone");
        users.MapPost("/{id}/password-link", PasswordLinkAsync).Produces<PasswordLinkShape>(StatusCodes.Status201Created)
            .WithSummary("Makes a link to a new password, for 24 hours and one use; the answer is the only place that shows it");
    }

    private static async Task<Page<UserShape>> ListAsync(
        People people, CancellationToken cancellationToken, string? search = null, string? limit = null, string? cursor = null)
    {
        var paging = Paging.Of(limit, cursor);
        var found = await people.ListAsync(search, paging.AfterNumber ?? 0, paging.Limit + 1, cancellationToken);
        return paging.Cut([.. found.Select(Shape)], user => ApiId.Text(user.Id));
    }

    private static async Task<UserShape> ChangeAsync(
        string id, HttpRequest request, People people, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var account = ApiId.Of(id, "user");
        var wanted = await ApiBody.ReadAsync<UserChange>(request, cancellationToken);
        var by = user.Identity?.Name ?? "";
        try
        {
            if (wanted.Role is { } role)
                await people.SetRoleAsync(account, role, by, cancellationToken);
            if (wanted.Disabled is { } disabled)
                await people.SetDisabledAsync(account, disabled, by, cancellationToken);
        }
        catch (AccountRefusedException refused)
        {
            throw Of(refused);
        }

        return Shape(await people.FindAsync(account, cancellationToken) ?? throw Refused.NotFound("user"));
    }

    private static async Task<IResult> RemoveAsync(
        string id, People people, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        try
        {
            return Done(await people.RemoveAsync(ApiId.Of(id, "user"), user.Identity?.Name ?? "", cancellationToken));
        }
        catch (AccountRefusedException refused)
        {
            throw Of(refused);
        }
    }

    private static async Task<IResult> EndSessionsAsync(
        string id, People people, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        Done(await people.EndSessionsAsync(ApiId.Of(id, "user"), user.Identity?.Name ?? "", cancellationToken));

    private static async Task<IResult> ResetSecondStepAsync(
        string id, People people, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        Done(await people.ResetSecondStepAsync(ApiId.Of(id, "user"), user.Identity?.Name ?? "", cancellationToken));

    private static async Task<IResult> PasswordLinkAsync(
        string id, HttpRequest request, AccountLinks links, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var made = await links.PasswordLinkAsync(ApiId.Of(id, "user"), user.Identity?.Name ?? "", cancellationToken)
            ?? throw Refused.NotFound("user");
        return Results.Created((string?)null, new PasswordLinkShape(made.Link.Email, made.Link.ExpiresAt, Absolute(request, made.Path)));
    }

    public static Refused Of(AccountRefusedException refused) =>
        refused.FieldName is { } field ? Refused.Wrong(field, refused.Message) : Refused.Conflict(refused.Message);

    /// <summary>As the caller came here, so the caller's people can.</summary>
    public static string Absolute(HttpRequest request, string path) => $"{request.Scheme}://{request.Host}{path}";

    private static IResult Done(bool found) => found ? Results.NoContent() : throw Refused.NotFound("user");

    private static UserShape Shape(Person user) => new(
        user.Id, user.Email, user.Role, user.IsDisabled, user.HasSecondStep, user.Sessions, user.CreatedAt, user.LastSignInAt);
}
