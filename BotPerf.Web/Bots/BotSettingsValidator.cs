using System.Globalization;
using BotPerf.Shared.Protocol;

namespace BotPerf.Web.Bots;

/// <summary>The ranges of what may be set, and how a change reads to people. Pure.</summary>
internal static class BotSettingsValidator
{
    public const int ShortestFlushMs = 500;
    public const int LongestFlushMs = 60_000;

    /// <exception cref="BotRefusedException">Names the field and its range.</exception>
    public static void Check(BotSettings settings)
    {
        if (settings.FlushIntervalMs is { } flush and (< ShortestFlushMs or > LongestFlushMs))
        {
            throw new BotRefusedException(string.Create(CultureInfo.InvariantCulture,
                $"flushIntervalMs is from {ShortestFlushMs} to {LongestFlushMs} ms, and was {flush}."), "flushIntervalMs");
        }

        if (settings.DetailSamplingRate is { } rate && !(rate is >= 0 and <= 1))
        {
            throw new BotRefusedException(string.Create(CultureInfo.InvariantCulture,
                $"detailSamplingRate is from 0 to 1, and was {rate}."), "detailSamplingRate");
        }

        if (settings.Collectors.Keys.FirstOrDefault(name => !CollectorNames.All.Contains(name)) is { } unknown)
        {
            throw new BotRefusedException(
                $"collectors: there is none named '{Cut(unknown)}'. There are {string.Join(", ", CollectorNames.All)}.", "collectors");
        }
    }

    /// <summary>What differs, field by field, old → new; empty when nothing does.</summary>
    public static string Describe(BotSettings before, BotSettings after) => string.Join("; ",
        Fields(before).Zip(Fields(after))
            .Where(pair => pair.First.Text != pair.Second.Text)
            .Select(pair => $"{pair.First.Name} {pair.First.Text} → {pair.Second.Text}"));

    private static IEnumerable<(string Name, string Text)> Fields(BotSettings settings)
    {
        yield return ("recording", OnOff(settings.Enabled));
        yield return ("flush interval", settings.FlushIntervalMs is { } ms ? ms.ToString(CultureInfo.InvariantCulture) + " ms" : Own);
        yield return ("detail sampling", settings.DetailSamplingRate?.ToString(CultureInfo.InvariantCulture) ?? Own);
        foreach (var name in CollectorNames.All)
            yield return (name, OnOff(settings.Collectors.TryGetValue(name, out var on) ? on : null));
    }

    private const string Own = "bot's own";

    private static string OnOff(bool? value) => value switch { true => "on", false => "off", null => Own };

    private static string Cut(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
