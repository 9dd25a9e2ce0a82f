using System.Globalization;
using System.Text.Json;
using BotPerf.Web.Components.Layout;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Components.Explorer;

/// <summary>The REST call that answers the same figures. Pure.</summary>
internal static class ExploreCall
{
    /// <returns>The path, with everything in it escaped.</returns>
    public static string Of(BotId bot, string? instance, ExploreLine line, TimeWindow window)
    {
        var parts = new List<string>
        {
            $"metric={Uri.EscapeDataString(line.Metric)}", $"from={Text(window.From)}", $"to={Text(window.To)}",
            string.Create(CultureInfo.InvariantCulture, $"step={window.Steps.StepSeconds}"),
        };
        if (instance is not null)
            parts.Add($"instance={Uri.EscapeDataString(instance)}");
        if (line.Labels.Count > 0)
            parts.Add($"labels={Uri.EscapeDataString(JsonSerializer.Serialize(line.Labels))}");
        return $"/api/v1/bots/{bot}/history?{string.Join('&', parts)}";
    }

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
