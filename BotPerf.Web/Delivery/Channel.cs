namespace BotPerf.Web.Delivery;

/// <summary>A place that notices go to.</summary>
/// <param name="Kind">email, discord, slack, webhook, log, or the word of a handler of one's own.</param>
/// <param name="Settings">By field; secrets only as <c>••••</c> and their end. Empty when they cannot be decrypted.</param>
/// <param name="HourlyBudget">So many messages in any hour; what is more is told in one.</param>
/// <param name="IsReadable">False when the keys are not those that its settings were encrypted with.</param>
public sealed record Channel(
    int Id, string Name, string Kind, bool IsEnabled, IReadOnlyDictionary<string, string> Settings, int HourlyBudget,
    DateTimeOffset CreatedAt, bool IsReadable = true);

/// <summary>A channel as somebody wants it.</summary>
/// <param name="Settings">All of them; a secret that is missing or empty stays as it is.</param>
public sealed record ChannelDraft(
    string? Name, string? Kind, bool IsEnabled, IReadOnlyDictionary<string, string> Settings,
    int HourlyBudget = ChannelDraft.DefaultBudget)
{
    public const int DefaultBudget = 20;
}
