using System.Text.Json;

namespace BotPerf.Web.Api.Data;

/// <summary>What <c>?labels=</c> asks for: only series that have all of these.</summary>
internal static class LabelFilter
{
    private const int Most = 32;

    /// <param name="labels">Each <c>name=value</c>, or all in one as a JSON object.</param>
    /// <exception cref="Refused">Neither.</exception>
    public static IReadOnlyDictionary<string, string> Of(IReadOnlyList<string?> labels)
    {
        var found = new Dictionary<string, string>();
        foreach (var label in labels)
        {
            if (string.IsNullOrEmpty(label))
                continue;
            if (label[0] == '{')
                AddObject(found, label);
            else
                AddPair(found, label);
        }

        return found.Count <= Most ? found : throw Refused.Field("labels", $"may name at most {Most} labels");
    }

    private static void AddPair(Dictionary<string, string> found, string label)
    {
        var equals = label.IndexOf('=');
        if (equals < 1)
            throw Wrong();
        found[label[..equals]] = label[(equals + 1)..];
    }

    private static void AddObject(Dictionary<string, string> found, string json)
    {
        try
        {
            foreach (var (name, value) in JsonSerializer.Deserialize<Dictionary<string, string>>(json)!)
                found[name] = value ?? throw Wrong();
        }
        catch (JsonException)
        {
            throw Wrong();
        }
    }

    private static Refused Wrong() => Refused.Field(
        "labels", "has to be name=value, given once for each label, or a JSON object of texts such as {\"command\":\"help\"}");
}
