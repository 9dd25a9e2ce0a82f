using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using BotPerf.Web.Delivery.Senders;

namespace BotPerf.Web.Digests.Continuous;

/// <summary>
/// A batch as one message on Discord: an embed for each kind with the newest measurement for people, and all of them as a
/// file in the document's format for programs. Pure.
/// </summary>
internal static class ReportMessage
{
    public const string FileName = "reports.json";

    // Of all embeds of a message together, less what stands around the fields.
    private const int MostLetters = 5_000;
    private const int MostFields = 25;
    private const int MostName = 100;
    private const int MostValue = 300;

    /// <param name="bot">Whose they are.</param>
    /// <param name="events">Oldest first.</param>
    /// <param name="left">How many could not be sent before.</param>
    public static HttpContent Of(string bot, IReadOnlyList<ReportEvent> events, int left)
    {
        var message = new MultipartFormDataContent
        {
            { new StringContent(Payload(bot, events, left).ToJsonString(), Encoding.UTF8, "application/json"), "payload_json" },
        };
        var file = new StringContent(new JsonArray([.. events.Select(one => one.ToJson())]).ToJsonString(), Encoding.UTF8, "application/json");
        message.Add(file, "files[0]", FileName);
        return message;
    }

    internal static JsonObject Payload(string bot, IReadOnlyList<ReportEvent> events, int left)
    {
        var room = MostLetters;
        var embeds = new JsonArray();
        foreach (var some in ReportKind.All.Select(kind => events.Where(one => one.Kind == kind).ToList()).Where(some => some.Count > 0))
            embeds.Add(Embed(some, ref room));
        var text = string.Create(CultureInfo.InvariantCulture, $"{events.Count} measurements of {DiscordText.Escape(bot, MostName)}")
            + (left > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {left} before them could not be sent") : "");
        return new JsonObject
        {
            ["username"] = "BotPerf",
            ["content"] = text,
            ["embeds"] = embeds,
            ["allowed_mentions"] = new JsonObject { ["parse"] = new JsonArray() },
            ["attachments"] = new JsonArray(new JsonObject { ["id"] = 0, ["filename"] = FileName }),
        };
    }

    private static JsonObject Embed(List<ReportEvent> some, ref int room)
    {
        var newest = some[^1];
        var fields = new JsonArray();
        foreach (var field in newest.Fields.Take(MostFields))
        {
            var (name, value) = (NotEmpty(DiscordText.Escape(field.Name, MostName)), NotEmpty(DiscordText.Escape(field.Value, MostValue)));
            room -= name.Length + value.Length;
            if (room < 0)
                break;
            fields.Add(new JsonObject { ["name"] = name, ["value"] = value, ["inline"] = value.Length <= 40 });
        }

        return new JsonObject
        {
            ["title"] = newest.Kind.Title,
            ["color"] = MessageText.Color(newest.Tone),
            ["timestamp"] = newest.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            ["footer"] = new JsonObject
            {
                ["text"] = string.Create(CultureInfo.InvariantCulture, $"{newest.Kind.Event} · the newest of {some.Count}, one every {Format.Span(newest.Kind.Every)}"),
            },
            ["fields"] = fields,
        };
    }

    private static string NotEmpty(string text) => string.IsNullOrWhiteSpace(text) ? "–" : text;
}
