namespace BotPerf.Web.Targets;

/// <summary>What was asked for cannot be; the message tells the person why.</summary>
/// <param name="message">In words for the person who asked.</param>
/// <param name="fieldName">Which field of the request it is about; null: none.</param>
internal sealed class TargetRefusedException(string message, string? fieldName = null) : Exception(message)
{
    public string? FieldName { get; } = fieldName;
}
