namespace BotPerf.Web.Targets;

/// <summary>What was asked for cannot be; the message tells the person why.</summary>
/// <param name="field">Which field of the request it is about; null: none.</param>
public sealed class TargetRefusedException(string message, string? field = null) : Exception(message)
{
    public string? FieldName => field;
}
