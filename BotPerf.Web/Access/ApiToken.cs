namespace BotPerf.Web.Access;

/// <summary>A program's way in. The text itself is known only when it is made.</summary>
/// <param name="Scope">read, operate or admin.</param>
/// <param name="Hint">The first characters, to tell tokens apart: <c>bpa_3fZk…</c>.</param>
/// <param name="CreatedBy">The e-mail address of who made it, or "command line".</param>
/// <param name="ExpiresAt">From then on it is worth nothing; null: never.</param>
public sealed record ApiToken(
    int Id, string Name, string Scope, string Hint, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt)
{
    public bool IsActiveAt(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is not { } end || now < end);
}

/// <summary>A token that was just made; the only time its text is known.</summary>
public sealed record NewApiToken(ApiToken Token, string Text);

/// <summary>A token that cannot be made as asked. The message is for the person who asked.</summary>
/// <param name="fieldName">name, scope, expiresAt, or null when it is none of them.</param>
internal sealed class TokenRefusedException(string message, string? fieldName = null) : Exception(message)
{
    public string? FieldName => fieldName;
}
