namespace BotPerf.Web.Access;

/// <summary>An account that cannot be made as asked. The message is for the person who asked.</summary>
internal sealed class AccountRefusedException(string message) : Exception(message);
