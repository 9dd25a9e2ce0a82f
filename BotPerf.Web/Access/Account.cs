namespace BotPerf.Web.Access;

/// <summary>Somebody who may sign in.</summary>
public sealed record Account(int Id, string Email, string Role, bool IsDisabled, DateTimeOffset CreatedAt);
