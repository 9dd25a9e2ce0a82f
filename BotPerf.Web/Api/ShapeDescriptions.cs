using System.Text;
using System.Text.Json.Serialization.Metadata;
using System.Xml.Linq;
using Microsoft.OpenApi;

namespace BotPerf.Web.Api;

/// <summary>
/// What the comments of the shapes say, for the description of the interface: one place to write it, in the code. The
/// compiler puts the comments into a file beside the program.
/// </summary>
internal sealed class ShapeDescriptions
{
    private readonly Dictionary<string, XElement> _types;

    public ShapeDescriptions()
    {
        var file = Path.ChangeExtension(typeof(ShapeDescriptions).Assembly.Location, ".xml");
        _types = !File.Exists(file) ? [] : XDocument.Load(file).Descendants("member")
            .Where(member => member.Attribute("name")?.Value.StartsWith("T:", StringComparison.Ordinal) == true)
            .ToDictionary(member => member.Attribute("name")!.Value[2..]);
    }

    public void Describe(OpenApiSchema schema, JsonTypeInfo info)
    {
        // The converter hides what a time is.
        if ((Nullable.GetUnderlyingType(info.Type) ?? info.Type) == typeof(DateTimeOffset))
            (schema.Type, schema.Format) = (JsonSchemaType.String, "date-time");
        var member = Find(info.Type);
        schema.Description ??= Text(member?.Element("summary"));
        foreach (var (name, property) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>())
        {
            var own = member?.Elements("param").FirstOrDefault(param =>
                string.Equals(param.Attribute("name")!.Value, name, StringComparison.OrdinalIgnoreCase));
            property.Description ??= Text(own) ?? FieldWords.Of(name);
        }
    }

    private XElement? Find(Type type)
    {
        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        return definition.FullName is { } name ? _types.GetValueOrDefault(name.Replace('+', '.')) : null;
    }

    private static string? Text(XElement? element)
    {
        if (element is null)
            return null;

        var text = new StringBuilder();
        foreach (var node in element.Nodes())
            text.Append(node is XElement inner ? inner.Value + inner.Attribute("name")?.Value : ((node as XText)?.Value ?? ""));
        return string.Join(' ', text.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
