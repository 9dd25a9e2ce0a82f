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
        if (Find(info.Type) is not { } member)
            return;

        schema.Description ??= Text(member.Element("summary"));
        foreach (var param in member.Elements("param"))
        {
            var name = param.Attribute("name")!.Value;
            var found = schema.Properties?.FirstOrDefault(
                property => string.Equals(property.Key, name, StringComparison.OrdinalIgnoreCase)).Value;
            if (found is not null)
                found.Description ??= Text(param);
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
