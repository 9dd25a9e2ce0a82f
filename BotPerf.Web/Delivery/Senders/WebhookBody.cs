using System.Text.Json;
using System.Text.Json.Serialization;

namespace BotPerf.Web.Delivery.Senders;

/// <summary>What the webhook posts; docs/channels.md shows it. Pure.</summary>
internal static class WebhookBody
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter<NoticeTone>(JsonNamingPolicy.CamelCase) },
    };

    public static byte[] Of(Parcel parcel) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        parcel.DeliveryId,
        parcel.Notice.Kind,
        parcel.Notice.Thread,
        parcel.Notice.Tone,
        parcel.Notice.Title,
        parcel.Notice.Text,
        parcel.Notice.Fields,
        parcel.Link,
        At = parcel.Notice.At.UtcDateTime,
        Data = parcel.Notice.Data ?? new Dictionary<string, string>(),
        Earlier = parcel.Earlier.Select(earlier => new
        {
            earlier.Kind,
            earlier.Thread,
            earlier.Tone,
            earlier.Title,
            earlier.Text,
            earlier.Fields,
            At = earlier.At.UtcDateTime,
            Data = earlier.Data ?? new Dictionary<string, string>(),
        }),
    }, s_options);
}
