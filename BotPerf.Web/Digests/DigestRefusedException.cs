namespace BotPerf.Web.Digests;

/// <summary>What somebody wants cannot be done; the message is for them.</summary>
internal sealed class DigestRefusedException(string message, string? fieldName = null) : Exception(message)
{
    /// <summary>What they said wrong; null: it is the state of things.</summary>
    public string? FieldName => fieldName;

    /// <summary>What they named and is not there, such as "digest"; null: that is not why.</summary>
    public string? NotThere { get; private init; }

    public static DigestRefusedException Missing(string what) => new($"There is no such {what}.") { NotThere = what };
}
