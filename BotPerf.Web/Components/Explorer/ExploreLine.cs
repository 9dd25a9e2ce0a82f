using System.Text.Json;

namespace BotPerf.Web.Components.Explorer;

/// <summary>
/// One metric to look at, as the URL writes it: <c>p95(command_duration_seconds{"command":"help"})</c>.
/// </summary>
/// <param name="Aggregation">One of <see cref="Aggregations"/> that its kind has.</param>
/// <param name="Labels">Only series with all of these.</param>
public sealed record ExploreLine(string Metric, string Aggregation, IReadOnlyDictionary<string, string> Labels)
{
    /// <summary>Null: the text means nothing.</summary>
    public static ExploreLine? Parse(string? text)
    {
        if (text is null || text.IndexOf('(') is not (> 0 and var open) || !text.EndsWith(')'))
            return null;

        var (aggregation, inner) = (text[..open], text[(open + 1)..^1]);
        var brace = inner.IndexOf('{');
        var metric = brace < 0 ? inner : inner[..brace];
        var labels = brace < 0 ? new Dictionary<string, string>() : LabelsOf(inner[brace..]);
        return metric.Length > 0 && labels is not null && Aggregations.All.Contains(aggregation)
            ? new ExploreLine(metric, aggregation, labels)
            : null;
    }

    public override string ToString() =>
        $"{Aggregation}({Metric}{(Labels.Count == 0 ? "" : JsonSerializer.Serialize(Labels))})";

    /// <summary>With a label's value; null takes the label away.</summary>
    public ExploreLine With(string label, string? value)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, kept) in Labels.Where(one => one.Key != label))
            labels[name] = kept;
        if (value is not null)
            labels[label] = value;
        return this with { Labels = labels };
    }

    private static Dictionary<string, string>? LabelsOf(string json)
    {
        try
        {
            var labels = JsonSerializer.Deserialize<Dictionary<string, string>>(json);
            return labels?.ContainsValue(null!) == true ? null : labels;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
