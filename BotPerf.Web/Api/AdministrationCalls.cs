using BotPerf.Web.Access;
using BotPerf.Web.Storage.App;

namespace BotPerf.Web.Api;

/// <summary>Somebody who may sign in.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Email">The e-mail address, which is the name.</param>
/// <param name="Role">viewer, operator or admin.</param>
/// <param name="Disabled">True: may not sign in.</param>
/// <param name="CreatedAt">When it was made.</param>
internal sealed record UserShape(int Id, string Email, string Role, bool Disabled, DateTimeOffset CreatedAt);

/// <summary>Who changed what.</summary>
/// <param name="Id">Its number; later ones are higher.</param>
/// <param name="At">When.</param>
/// <param name="Who">A person's e-mail address, <c>token NAME</c>, <c>command line</c>, or BotPerf itself.</param>
/// <param name="What">A stable word: <c>bot.created</c>, <c>key.revoked</c>, <c>token.created</c>, …</param>
/// <param name="Subject">What it was done to, for people.</param>
internal sealed record AuditShape(int Id, DateTimeOffset At, string Who, string What, string Subject);

/// <summary>What an administrator sees of people and of what they did.</summary>
internal static class AdministrationCalls
{
    public static void MapAdministration(this RouteGroupBuilder api)
    {
        api.MapGet("/users", UsersAsync).RequireAuthorization(Policies.ApiAdmin).WithTags("Administration")
            .WithSummary("Who may sign in, in the order they were made");
        api.MapGet("/audit", AuditAsync).RequireAuthorization(Policies.ApiAdmin).WithTags("Administration")
            .WithSummary("Who changed what, newest first");
    }

    private static async Task<Page<UserShape>> UsersAsync(
        Accounts accounts, CancellationToken cancellationToken, string? limit = null, string? cursor = null)
    {
        var paging = Paging.Of(limit, cursor);
        var found = await accounts.ListAsync(paging.AfterNumber ?? 0, paging.Limit + 1, cancellationToken);
        return paging.Cut(
            [.. found.Select(user => new UserShape(user.Id, user.Email, user.Role, user.IsDisabled, user.CreatedAt))],
            user => ApiId.Text(user.Id));
    }

    private static async Task<Page<AuditShape>> AuditAsync(
        AuditTrail audit, CancellationToken cancellationToken, string? limit = null, string? cursor = null)
    {
        var paging = Paging.Of(limit, cursor);
        var found = await audit.ReadAsync(paging.AfterNumber ?? long.MaxValue, paging.Limit + 1, cancellationToken);
        return paging.Cut(
            [.. found.Select(row => new AuditShape(row.Id, row.At, row.Who, row.What, row.Subject))], row => ApiId.Text(row.Id));
    }
}
