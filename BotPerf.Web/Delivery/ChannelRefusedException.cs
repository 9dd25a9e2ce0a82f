namespace BotPerf.Web.Delivery;

/// <summary>A channel that cannot be made or changed as asked. The message is for the person who asked.</summary>
/// <param name="fieldName">The field that is wrong, or null when it is none.</param>
internal sealed class ChannelRefusedException(string message, string? fieldName = null) : Exception(message)
{
    public string? FieldName => fieldName;
}
