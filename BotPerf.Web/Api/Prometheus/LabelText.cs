using System.Collections.Frozen;
using System.Text;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Api.Prometheus;

/// <param name="Instance">Null: the bot has only one.</param>
internal readonly record struct Origin(string Bot, string? Instance);

/// <summary>
/// The labels of a sample as both formats write them, without the braces. Pure. Bots choose names, and chat users values:
/// no name stands twice, and two samples have the same labels exactly when they have the same text.
/// </summary>
internal static class LabelText
{
    // What the export sets, what a scraper sets (with honor_labels a bot would pass for another job), what the formats keep.
    private static readonly FrozenSet<string> s_taken = FrozenSet.Create("bot", "instance", "job", "le", "quantile");

    public static string Of(Origin origin, IReadOnlyList<Label> own)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        List<Label>? renamed = null;
        foreach (var label in own)
        {
            // An empty value is no label to Prometheus.
            if (label.Value.Length > 0 && (IsTaken(label.Name) || !labels.TryAdd(label.Name, label.Value)))
                (renamed ??= []).Add(label);
        }

        // Last, so that a name that can stay as it is does.
        foreach (var (name, value) in renamed ?? [])
        {
            var free = $"exported_{name}";
            while (!labels.TryAdd(free, value))
                free = $"exported_{free}";
        }

        var text = new StringBuilder();
        Append(text, "bot", origin.Bot);
        if (origin.Instance is not null)
            Append(text, "instance", origin.Instance);
        foreach (var (name, value) in labels)
            Append(text, name, value);
        return text.ToString();
    }

    public static string Escape(string text) => text
        .Replace("\\", @"\\", StringComparison.Ordinal)
        .Replace("\n", @"\n", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal);

    private static bool IsTaken(string name) => s_taken.Contains(name) || name.StartsWith("__", StringComparison.Ordinal);

    private static void Append(StringBuilder text, string name, string value) =>
        text.Append(text.Length == 0 ? "" : ",").Append(name).Append("=\"").Append(Escape(value)).Append('"');
}
