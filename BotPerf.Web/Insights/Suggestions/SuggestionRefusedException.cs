namespace BotPerf.Web.Insights.Suggestions;

/// <summary>What somebody wants to do with a suggestion cannot be done; the message is for them.</summary>
internal sealed class SuggestionRefusedException(string message, string? fieldName = null) : Exception(message)
{
    /// <summary>What they said wrong; null: it is the suggestion's state.</summary>
    public string? FieldName => fieldName;
}
