using System.Text.Json;
using System.Text.Json.Serialization;

namespace BotPerf.Web.Api.Data;

/// <summary>Sums of what bots send may leave the range of numbers, and JSON has no infinity: null, since it is no figure.</summary>
internal sealed class FiniteNumberConverter : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (double.IsFinite(value))
            writer.WriteNumberValue(value);
        else
            writer.WriteNullValue();
    }
}
