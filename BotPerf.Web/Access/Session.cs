namespace BotPerf.Web.Access;

/// <summary>A browser in which somebody is signed in.</summary>
/// <param name="Device">Browser and system: <c>Firefox on Windows</c>.</param>
/// <param name="Address">Where it signed in from.</param>
/// <param name="LastSeenAt">Within a minute.</param>
public sealed record Session(int Id, string Device, string Address, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt);
