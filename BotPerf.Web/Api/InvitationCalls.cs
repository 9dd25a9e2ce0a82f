using System.Security.Claims;
using BotPerf.Web.Access;

namespace BotPerf.Web.Api;

/// <summary>An invitation that is open, without its link.</summary>
/// <param name="Id">Names it in <c>DELETE /invitations/{id}</c>.</param>
/// <param name="Email">Who is invited.</param>
/// <param name="Role">viewer, operator or admin.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="ExpiresAt">From then on it is worth nothing.</param>
internal sealed record InvitationShape(
    int Id, string Email, string Role, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

/// <summary>An invitation that was just made.</summary>
/// <param name="Id">Names it in <c>DELETE /invitations/{id}</c>.</param>
/// <param name="Email">Who is invited.</param>
/// <param name="Role">viewer, operator or admin.</param>
/// <param name="ExpiresAt">From then on it is worth nothing.</param>
/// <param name="Link">The link itself, for one use: shown only here.</param>
/// <param name="Mailed">Whether the mail server took a letter with it, too.</param>
internal sealed record NewInvitationShape(int Id, string Email, string Role, DateTimeOffset ExpiresAt, string Link, bool Mailed);

/// <summary>Who is to be invited.</summary>
/// <param name="Email">Somebody without an account.</param>
/// <param name="Role">viewer, operator or admin.</param>
internal sealed record InvitationWanted(string? Email, string? Role);

internal static class InvitationCalls
{
    public static void MapInvitations(this RouteGroupBuilder api)
    {
        var open = api.MapGroup("/invitations").RequireAuthorization(Policies.ApiAdmin).WithTags("Administration");
        open.MapGet("", ListAsync).WithSummary("The invitations that are open, newest first");
        open.MapDelete("/{id}", WithdrawAsync).Produces(StatusCodes.Status204NoContent)
            .WithSummary("Withdraws an invitation: its link is worth nothing");
        api.MapPost("/users", InviteAsync).RequireAuthorization(Policies.ApiAdmin).WithTags("Administration")
            .Accepts<InvitationWanted>("application/json").Produces<NewInvitationShape>(StatusCodes.Status201Created)
            .WithSummary("Invites somebody by a link, for 7 days and one use; the answer is the only place that shows it");
    }

    private static async Task<Page<InvitationShape>> ListAsync(AccountLinks links, CancellationToken cancellationToken) => new(
        [
            .. (await links.InvitationsAsync(cancellationToken)).Select(link => new InvitationShape(
                link.Id, link.Email, link.Role!, link.CreatedBy, link.CreatedAt, link.ExpiresAt)),
        ], null);

    private static async Task<IResult> InviteAsync(
        HttpRequest request, AccountLinks links, LinkPost post, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var wanted = await ApiBody.ReadAsync<InvitationWanted>(request, cancellationToken);
        try
        {
            var made = await links.InviteAsync(wanted.Email ?? "", wanted.Role, user.Identity?.Name ?? "", cancellationToken);
            return Results.Created((string?)null, new NewInvitationShape(
                made.Link.Id, made.Link.Email, made.Link.Role!, made.Link.ExpiresAt, UserCalls.Absolute(request, made.Path),
                await post.TrySendAsync(made, cancellationToken)));
        }
        catch (AccountRefusedException refused)
        {
            throw UserCalls.Of(refused);
        }
    }

    private static async Task<IResult> WithdrawAsync(
        string id, AccountLinks links, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await links.WithdrawAsync(ApiId.Of(id, "invitation"), user.Identity?.Name ?? "", cancellationToken)
            ? Results.NoContent()
            : throw Refused.NotFound("invitation");
}
