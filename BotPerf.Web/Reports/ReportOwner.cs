using System.Globalization;
using System.Security.Claims;
using BotPerf.Web.Access;
using BotPerf.Web.Storage.App;

namespace BotPerf.Web.Reports;

/// <summary>Whose reports are meant: a person's, or a program's with a token.</summary>
/// <param name="Account">Null: a program's.</param>
/// <param name="Token">Null: a person's.</param>
/// <param name="SeesAll">An administrator reaches everybody's.</param>
internal sealed record ReportOwner(int? Account, int? Token, string Name, bool SeesAll)
{
    /// <exception cref="InvalidOperationException">Nobody is signed in.</exception>
    public static ReportOwner Of(ClaimsPrincipal user)
    {
        var token = ApiTokenIdentity.IdOf(user);
        var account = user.FindFirstValue(ClaimTypes.NameIdentifier) is { } id && token is null ? int.Parse(id, CultureInfo.InvariantCulture) : (int?)null;
        return account is null && token is null
            ? throw new InvalidOperationException("A report belongs to somebody.")
            : new ReportOwner(account, token, user.Identity?.Name ?? "", user.IsInRole(Roles.Admin));
    }

    public IQueryable<ReportRow> Own(IQueryable<ReportRow> rows) => rows.Where(row => row.AccountId == Account && row.TokenId == Token);

    public IQueryable<ReportScheduleRow> Own(IQueryable<ReportScheduleRow> rows) =>
        rows.Where(row => row.AccountId == Account && row.TokenId == Token);

    public IQueryable<ReportRow> Reachable(IQueryable<ReportRow> rows) => SeesAll ? rows : Own(rows);

    public IQueryable<ReportScheduleRow> Reachable(IQueryable<ReportScheduleRow> rows) => SeesAll ? rows : Own(rows);
}
