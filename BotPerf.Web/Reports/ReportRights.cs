using BotPerf.Web.Access;

namespace BotPerf.Web.Reports;

/// <summary>Whether whoever a report or a schedule belongs to may still have reports.</summary>
internal sealed class ReportRights(ApiTokens tokens, People people)
{
    public const string Ended = "The account or the token that it was made for has no access any more.";

    /// <summary>False for a token that was revoked or has expired, and for an account that is disabled.</summary>
    public async Task<bool> HoldAsync(int? account, int? token, CancellationToken cancellationToken) => token is { } program
        ? tokens.IsActive(program)
        : account is { } person && await people.FindAsync(person, cancellationToken) is { IsDisabled: false };
}
