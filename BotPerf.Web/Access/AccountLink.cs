namespace BotPerf.Web.Access;

/// <summary>A link that makes an account or gives one a new password: for one person, once, for a while.</summary>
/// <param name="Role">What an invited person will be; null for a link to a new password.</param>
/// <param name="CreatedBy">The e-mail address of who made it.</param>
public sealed record AccountLink(
    int Id, string Email, string? Role, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

/// <summary>A link that was just made; the only time its text is known.</summary>
/// <param name="Path">On this server: <c>/invitation/bpl_…</c>.</param>
public sealed record NewAccountLink(AccountLink Link, string Path);
