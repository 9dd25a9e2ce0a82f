namespace BotPerf.Web.Digests;

/// <summary>What somebody wants cannot be done; the message is for them.</summary>
internal sealed class DigestRefusedException(string message, string? fieldName = null) : Exception(message)
{
    /// <summary>What they said wrong; null: it is the state of things.</summary>
    public string? FieldName => fieldName;
}
