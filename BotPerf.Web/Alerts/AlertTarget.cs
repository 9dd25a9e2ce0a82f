using System.Text.Json;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Alerts;

/// <summary>What of a bot an alert is about: the values of some labels, the instance among them.</summary>
public sealed record AlertTarget
{
    public const string Instance = "instance";

    /// <summary>The bot as a whole.</summary>
    public static readonly AlertTarget Bot = new("", []);

    private AlertTarget(string key, IReadOnlyList<Label> labels) => (Key, Labels) = (key, labels);

    /// <summary>Label names and values by turns, as JSON: equal targets have equal keys. Empty for the whole bot.</summary>
    public string Key { get; }

    internal IReadOnlyList<Label> Labels { get; }

    /// <summary>For people: the values alone, in one line that reads one way. What they say is said by chat users.</summary>
    public string Text => string.Join(" · ", Labels.Select(label => TextCut.Visible(label.Value, keepLines: false)));

    internal static AlertTarget Of(IReadOnlyList<Label> labels) => labels.Count == 0
        ? Bot
        : new(JsonSerializer.Serialize(labels.SelectMany(label => new[] { label.Name, label.Value })), labels);

    public static AlertTarget Parse(string key) => Of(SeriesSpec.ParseLabels(key));

    /// <summary>The labels by their names.</summary>
    public IReadOnlyDictionary<string, string> ByName => Labels.ToDictionary(label => label.Name, label => label.Value);

    public string? this[string label] => Labels.FirstOrDefault(one => one.Name == label).Value;
}
