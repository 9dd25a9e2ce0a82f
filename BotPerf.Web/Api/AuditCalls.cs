using System.Text;
using BotPerf.Web.Access;
using BotPerf.Web.Api.Data;

namespace BotPerf.Web.Api;

/// <summary>Who changed what.</summary>
/// <param name="Id">Its number; later ones are higher.</param>
/// <param name="At">When.</param>
/// <param name="Who">A person's e-mail address, <c>token NAME</c>, <c>command line</c>, or BotPerf itself.</param>
/// <param name="What">A stable word: <c>bot.created</c>, <c>key.revoked</c>, <c>token.created</c>, …</param>
/// <param name="Subject">What it was done to, for people.</param>
/// <param name="Address">The network address it was asked for from; null for the server itself and its command line.</param>
internal sealed record AuditShape(int Id, DateTimeOffset At, string Who, string What, string Subject, string? Address);

internal static class AuditCalls
{
    public static void MapAudit(this RouteGroupBuilder api) =>
        api.MapGet("/audit", ListAsync).RequireAuthorization(Policies.ApiAdmin).WithTags("Administration")
            .Produces<Page<AuditShape>>().WithSummary("Who changed what, newest first; as CSV the newest 10,000 that match");

    private static async Task<IResult> ListAsync(
        AuditLog audit, CancellationToken cancellationToken, string? format = null, string? who = null, string? what = null, string? from = null,
        string? to = null, string? limit = null, string? cursor = null)
    {
        var paging = Paging.Of(limit, cursor);
        var wish = new AuditWish(who, what, TimeRange.Time("from", from), TimeRange.Time("to", to));
        if (format == "csv")
        {
            var newest = await audit.ReadAsync(wish, long.MaxValue, AuditCsv.MostRows, cancellationToken);
            return Results.File(Encoding.UTF8.GetBytes(AuditCsv.Of(newest)), "text/csv; charset=utf-8", "audit.csv");
        }

        if (format is not (null or "json"))
            throw Refused.Field("format", "has to be json or csv");
        var found = await audit.ReadAsync(wish, paging.AfterNumber ?? long.MaxValue, paging.Limit + 1, cancellationToken);
        return Results.Ok(paging.Cut(
            [.. found.Select(row => new AuditShape(row.Id, row.At, row.Who, row.What, row.Subject, row.Address))],
            row => ApiId.Text(row.Id)));
    }
}
