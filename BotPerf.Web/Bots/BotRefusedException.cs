namespace BotPerf.Web.Bots;

/// <summary>A bot or key that cannot be made as asked. The message is for the person who asked.</summary>
/// <param name="message">What is wrong, and what to do.</param>
/// <param name="fieldName">The field of a program's request that is wrong, or null when it is none.</param>
internal sealed class BotRefusedException(string message, string? fieldName = null) : Exception(message)
{
    public string? FieldName => fieldName;
}
