using System.Text.Json;
using BotPerf.Shared.Protocol;

namespace BotPerf.Web.Storage.Telemetry;

internal readonly record struct Label(string Name, string Value);

/// <summary>A metric of a bot with one set of labels; shared by all instances of the bot.</summary>
/// <param name="Labels">Sorted by name, empty values left out.</param>
internal sealed record Series(int Id, SeriesKind Kind, string Name, IReadOnlyList<Label> Labels, string Unit)
{
    /// <summary>A label's value, empty when the series has no such label.</summary>
    public string this[string label]
    {
        get
        {
            foreach (var (name, value) in Labels)
            {
                if (name == label)
                    return value;
            }

            return "";
        }
    }
}

/// <summary>What a series is before it has a number: the kind, the name, the labels in their one canonical order.</summary>
internal sealed record SeriesSpec(SeriesKind Kind, string Name, IReadOnlyList<Label> Labels, string Unit)
{
    /// <summary>The labels as the database stores them, and as the key that makes two series the same.</summary>
    public string LabelsText { get; } = Format(Labels);

    public static SeriesSpec Create(SeriesKind kind, string name, string unit, params ReadOnlySpan<Label> labels)
    {
        var sorted = new List<Label>(labels.Length);
        foreach (var label in labels)
        {
            if (label.Value.Length > 0)
                sorted.Add(label);
        }

        sorted.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return new SeriesSpec(kind, name, sorted, unit);
    }

    public static IReadOnlyList<Label> ParseLabels(string text)
    {
        if (text.Length == 0)
            return [];

        var parts = JsonSerializer.Deserialize<string[]>(text) ?? [];
        var labels = new Label[parts.Length / 2];
        for (var i = 0; i < labels.Length; i++)
            labels[i] = new Label(parts[2 * i], parts[2 * i + 1]);
        return labels;
    }

    private static string Format(IReadOnlyList<Label> labels)
    {
        if (labels.Count == 0)
            return "";

        var parts = new string[labels.Count * 2];
        for (var i = 0; i < labels.Count; i++)
        {
            parts[2 * i] = labels[i].Name;
            parts[2 * i + 1] = labels[i].Value;
        }

        return JsonSerializer.Serialize(parts);
    }
}
