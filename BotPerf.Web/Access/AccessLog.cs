namespace BotPerf.Web.Access;

internal static partial class AccessLog
{
    [LoggerMessage(1101, LogLevel.Information, "Account {Id} was created with the role {Role}")]
    public static partial void AccountCreated(this ILogger log, int id, string role);

    [LoggerMessage(1102, LogLevel.Information, "Account {Id} signed in from {Address}")]
    public static partial void SignedIn(this ILogger log, int id, string address);

    [LoggerMessage(1103, LogLevel.Warning, "A sign-in from {Address} failed")]
    public static partial void SignInFailed(this ILogger log, string address);

    [LoggerMessage(1104, LogLevel.Warning, "Sign-ins from {Address} are slowed down after too many failures")]
    public static partial void SignInThrottled(this ILogger log, string address);

    [LoggerMessage(1105, LogLevel.Warning, "Refused a connection to {Path} from the foreign web origin {Origin}")]
    public static partial void ForeignOrigin(this ILogger log, string path, string origin);

    [LoggerMessage(1106, LogLevel.Warning, "A wrong set-up code came from {Address}")]
    public static partial void WrongSetUpCode(this ILogger log, string address);

    [LoggerMessage(1107, LogLevel.Information, "API token {Id} was created with the scope {Scope}")]
    public static partial void TokenCreated(this ILogger log, int id, string scope);

    [LoggerMessage(1108, LogLevel.Information, "API token {Id} was revoked")]
    public static partial void TokenRevoked(this ILogger log, int id);

    [LoggerMessage(1109, LogLevel.Warning, "When tokens and sessions were last used could not be written; it is tried again")]
    public static partial void LastUseNotWritten(this ILogger log, Exception exception);

    [LoggerMessage(1110, LogLevel.Information, "Account {Id} was removed")]
    public static partial void AccountRemoved(this ILogger log, int id);

    [LoggerMessage(1111, LogLevel.Warning, "A link to a new password could not be sent")]
    public static partial void PasswordLinkNotSent(this ILogger log, Exception exception);

    [LoggerMessage(1112, LogLevel.Warning, "A sign-in by Discord from {Address} failed")]
    public static partial void DiscordFailed(this ILogger log, Exception? exception, string address);
}
