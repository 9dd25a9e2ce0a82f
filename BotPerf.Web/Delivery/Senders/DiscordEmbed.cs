using System.Globalization;
using System.Text.Json.Nodes;

namespace BotPerf.Web.Delivery.Senders;

/// <summary>A message for a Discord webhook, within the limits of an embed. Pure.</summary>
internal static class DiscordEmbed
{
    public const int MaxTitle = 256;
    public const int MaxDescription = 4_096;
    public const int MaxFields = 25;
    public const int MaxFieldName = 256;
    public const int MaxFieldValue = 1_024;
    public const int MaxTotal = 6_000;

    public static JsonObject Of(Parcel parcel)
    {
        var notice = parcel.Notice;
        var title = NotEmpty(DiscordText.Escape(notice.Title, MaxTitle));
        var footer = $"BotPerf · {notice.Kind}";
        var left = MaxTotal - title.Length - footer.Length;
        var description = DiscordText.Escape(MessageText.Body(parcel), Math.Min(MaxDescription, left));
        left -= description.Length;
        var embed = new JsonObject
        {
            ["title"] = title,
            ["color"] = MessageText.Color(notice.Tone),
            ["timestamp"] = notice.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            ["footer"] = new JsonObject { ["text"] = footer },
            ["fields"] = Fields(notice, left),
        };
        if (description.Length > 0)
            embed["description"] = description;
        if (parcel.Link is not null)
            embed["url"] = parcel.Link.AbsoluteUri;
        return new JsonObject
        {
            ["username"] = "BotPerf",
            ["embeds"] = new JsonArray(embed),
            ["allowed_mentions"] = new JsonObject { ["parse"] = new JsonArray() },
        };
    }

    private static JsonArray Fields(Notice notice, int left)
    {
        var fields = new JsonArray();
        foreach (var field in notice.Fields.Take(MaxFields))
        {
            var name = NotEmpty(DiscordText.Escape(field.Name, MaxFieldName));
            var value = NotEmpty(DiscordText.Escape(field.Value, MaxFieldValue));
            left -= name.Length + value.Length;
            if (left < 0)
                break;
            fields.Add(new JsonObject { ["name"] = name, ["value"] = value, ["inline"] = value.Length <= 40 });
        }

        return fields;
    }

    /// <summary>Discord refuses what is empty.</summary>
    private static string NotEmpty(string text) => string.IsNullOrWhiteSpace(text) ? "–" : text;
}
