namespace BotPerf.Web.Bots;

/// <summary>A bot or key that cannot be made as asked. The message is for the person who asked.</summary>
internal sealed class BotRefusedException(string message) : Exception(message);
