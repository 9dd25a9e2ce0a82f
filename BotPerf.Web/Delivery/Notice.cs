namespace BotPerf.Web.Delivery;

/// <summary>What is to be said, whatever the channel it goes out on. Its texts may come from strangers: senders make them harmless.</summary>
/// <param name="Kind">alert, summary, digest, report or test.</param>
/// <param name="Thread">Messages of one thread edit or follow each other: <c>alert:17</c>. At most 200 characters.</param>
/// <param name="Link">A path in the dashboard, made absolute with the setting <c>Server:PublicUrl</c>.</param>
/// <param name="Data">Facts for programs; only the webhook sends them.</param>
/// <param name="Urgent">Does not count against the channel's hourly budget and does not wait for it.</param>
/// <param name="Edits">It completes the thread's last message rather than being news: where a message can be edited, it is.</param>
internal sealed record Notice(
    string Kind,
    string Thread,
    NoticeTone Tone,
    string Title,
    string Text,
    IReadOnlyList<NoticeField> Fields,
    string? Link,
    DateTimeOffset At,
    IReadOnlyDictionary<string, string>? Data = null,
    bool Urgent = false,
    bool Edits = false);

/// <summary>A fact with its name, shown beside others.</summary>
internal sealed record NoticeField(string Name, string Value);

/// <summary>How bad it is, from good news to the worst.</summary>
internal enum NoticeTone
{
    Good,
    Info,
    Warning,
    High,
    Critical,
}
