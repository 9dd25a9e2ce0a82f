using System.Text.Json;
using System.Text.Json.Serialization;

namespace BotPerf.Web.Delivery;

/// <summary>A notice as the outbox keeps it.</summary>
internal static class NoticeJson
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter<NoticeTone>(JsonNamingPolicy.CamelCase) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static string Write(Notice notice) => JsonSerializer.Serialize(notice, s_options);

    public static Notice Read(string json) => JsonSerializer.Deserialize<Notice>(json, s_options)
        ?? throw new JsonException("A notice is an object.");
}
