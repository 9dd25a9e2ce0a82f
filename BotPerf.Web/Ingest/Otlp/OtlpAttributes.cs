using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using BotPerf.Shared.Metrics;
using BotPerf.Shared.Protocol;
using BotPerf.Web.Ingest.Otlp.Wire;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Ingest.Otlp;

/// <summary>OpenTelemetry's attributes as labels and texts. Pure.</summary>
internal static class OtlpAttributes
{
    /// <summary>Labels within the limits: values are cut as the SDK cuts them; too many, or one without a name, is a fault.</summary>
    public static Label[] Labels(IReadOnlyList<KeyValue> attributes, out Fault? fault)
    {
        fault = null;
        if (attributes.Count > WireLimits.MaxLabels)
        {
            fault = new Fault(RejectionCode.LabelLimit, $"has {attributes.Count} attributes; at most {WireLimits.MaxLabels}.");
            return [];
        }

        // Two keys may become one name; their values then stand side by side, in the order of the keys.
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var attribute in attributes.OrderBy(attribute => attribute.Key, StringComparer.Ordinal))
        {
            var name = LabelName(attribute.Key);
            if (name.Length is 0 or > WireLimits.MaxNameLength)
            {
                fault = new Fault(RejectionCode.NameInvalid, $"has an attribute whose key is empty or longer than {WireLimits.MaxNameLength} characters.");
                return [];
            }

            var text = Text(attribute.Value);
            labels[name] = labels.TryGetValue(name, out var before) ? $"{before};{text}" : text;
        }

        return [.. labels.Select(label => new Label(label.Key, Cut(label.Value, WireLimits.MaxLabelLength)))];
    }

    /// <summary>An attribute's value as text; empty when there is none of this key.</summary>
    public static string Find(IEnumerable<KeyValue> attributes, string key) =>
        Text(attributes.FirstOrDefault(attribute => attribute.Key == key)?.Value);

    public static string Text(AnyValue? value) => value?.ValueCase switch
    {
        AnyValue.ValueOneofCase.StringValue => value.StringValue,
        AnyValue.ValueOneofCase.BoolValue => value.BoolValue ? "true" : "false",
        AnyValue.ValueOneofCase.IntValue => value.IntValue.ToString(CultureInfo.InvariantCulture),
        AnyValue.ValueOneofCase.DoubleValue => value.DoubleValue.ToString("R", CultureInfo.InvariantCulture),
        AnyValue.ValueOneofCase.BytesValue => value.BytesValue.ToBase64(),
        AnyValue.ValueOneofCase.ArrayValue or AnyValue.ValueOneofCase.KvlistValue => Json(value)!.ToJsonString(JsonSerializerOptions.Web),
        _ => "",
    };

    /// <summary>The first characters of a text, never half of a pair.</summary>
    public static string Cut(string text, int longest)
    {
        if (text.Length <= longest)
            return text;

        return text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)];
    }

    private static string LabelName(string key)
    {
        var name = InstrumentNames.Identifier(key, allowColon: false);
        return name.Length > 1 && name[0] == '_' && char.IsAsciiDigit(name[1]) ? "key" + name : name;
    }

    private static JsonNode? Json(AnyValue value) => value.ValueCase switch
    {
        AnyValue.ValueOneofCase.None => null,
        AnyValue.ValueOneofCase.BoolValue => JsonValue.Create(value.BoolValue),
        AnyValue.ValueOneofCase.IntValue => JsonValue.Create(value.IntValue),
        AnyValue.ValueOneofCase.ArrayValue => new JsonArray([.. value.ArrayValue.Values.Select(Json)]),
        AnyValue.ValueOneofCase.KvlistValue => new JsonObject(
            value.KvlistValue.Values.DistinctBy(one => one.Key).Select(one => KeyValuePair.Create(one.Key, Json(one.Value)))),
        _ => JsonValue.Create(Text(value)),
    };
}
