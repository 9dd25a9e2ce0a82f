using System.Text;
using System.Text.Json.Nodes;

namespace BotPerf.Web.Delivery.Senders;

/// <summary>A message for a Slack webhook, within the limits of Block Kit. Pure.</summary>
internal static class SlackBlocks
{
    public const int MaxHeader = 150;
    public const int MaxText = 3_000;
    public const int MaxFieldsOfSection = 10;
    public const int MaxField = 2_000;
    public const int MaxFields = 30;

    public static JsonObject Of(Parcel parcel)
    {
        var notice = parcel.Notice;
        var blocks = new JsonArray { new JsonObject { ["type"] = "header", ["text"] = Plain(notice.Title, MaxHeader) } };
        if (MessageText.Body(parcel) is { Length: > 0 } text)
            blocks.Add(new JsonObject { ["type"] = "section", ["text"] = Plain(text, MaxText) });
        foreach (var some in notice.Fields.Take(MaxFields).Chunk(MaxFieldsOfSection))
        {
            blocks.Add(new JsonObject
            {
                ["type"] = "section",
                ["fields"] = new JsonArray([.. some.Select(field => Plain($"{field.Name}\n{field.Value}", MaxField))]),
            });
        }

        blocks.Add(new JsonObject { ["type"] = "context", ["elements"] = new JsonArray(Footer(parcel)) });
        return new JsonObject
        {
            // What a notification on a phone shows; here Slack would read formatting.
            ["text"] = Escape(TextCut.OneLine(notice.Title, MaxHeader), MaxText),
            ["attachments"] = new JsonArray(new JsonObject { ["color"] = MessageText.ColorText(notice.Tone), ["blocks"] = blocks }),
        };
    }

    /// <summary>Slack's three letters; without them nothing can become a mention or a link.</summary>
    public static string Escape(string text, int length)
    {
        var escaped = new StringBuilder();
        foreach (var rune in TextCut.Visible(text).EnumerateRunes())
        {
            var unit = rune.Value switch { '&' => "&amp;", '<' => "&lt;", '>' => "&gt;", _ => rune.ToString() };
            if (escaped.Length + unit.Length > length - 1)
                return escaped.Append('…').ToString();
            escaped.Append(unit);
        }

        return escaped.Length > 0 ? escaped.ToString() : "–";
    }

    // Plain text has no formatting that a stranger's text could use.
    private static JsonObject Plain(string text, int length) =>
        new() { ["type"] = "plain_text", ["text"] = Escape(text, length), ["emoji"] = false };

    private static JsonObject Footer(Parcel parcel)
    {
        var at = Format.Utc(parcel.Notice.At);
        return new JsonObject
        {
            ["type"] = "mrkdwn",
            ["text"] = parcel.Link is { } link ? $"BotPerf · {at} · <{Escape(link.AbsoluteUri, 2_000)}|Open in the dashboard>" : $"BotPerf · {at}",
        };
    }
}
