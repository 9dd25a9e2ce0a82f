using System.Text.Json;

namespace BotPerf.Web.Ingest;

/// <summary>What bots say of their healing, made fit for pages and audit rows. Pure.</summary>
internal static class HealText
{
    public const int Longest = 500;

    /// <summary>One line without control characters, cut.</summary>
    public static string Clean(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return "";

        // Cut first: a bot may send a megabyte.
        var cut = text.Length > Longest ? text[..Longest] + "…" : text;
        return string.Concat(cut.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
    }

    /// <summary>The batch that marks a healing in the bot's lifecycle.</summary>
    public static JsonElement Mark(string healer, bool ok, string? detail) => JsonSerializer.SerializeToElement(new
    {
        events = new[]
        {
            new
            {
                type = "lifecycle",
                @event = "heal",
                detail = new { healer, outcome = ok ? "healed" : "failed", said = Clean(detail) },
            },
        },
    });
}
