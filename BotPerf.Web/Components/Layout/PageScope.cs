using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

using BotPerf.Web.Storage;

namespace BotPerf.Web.Components.Layout;

/// <summary>What a page is about, read from its URL and carried into every link: bot, instance, time range.</summary>
public sealed record PageScope(string Path, BotId? Bot, string? Instance, TimeRange Range)
{
    public bool IsCommands => Path.StartsWith("commands", StringComparison.Ordinal);
    public bool IsBot => Path.StartsWith("bots/", StringComparison.Ordinal);
    public bool IsOverview => Path.Length == 0;

    public static PageScope Parse(string relativeUrl)
    {
        var cut = relativeUrl.IndexOfAny(['?', '#']);
        var path = cut < 0 ? relativeUrl : relativeUrl[..cut];
        var query = QueryHelpers.ParseQuery(cut < 0 ? "" : relativeUrl[cut..].Split('#')[0]);
        var bot = path.StartsWith("bots/", StringComparison.Ordinal) ? path[5..] : query.GetValueOrDefault("bot").ToString();
        var instance = query.GetValueOrDefault("instance").ToString();
        return new PageScope(
            path,
            int.TryParse(bot, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? new BotId(id) : null,
            instance.Length > 0 ? instance : null,
            TimeRange.Parse(query.GetValueOrDefault("range")));
    }

    public string OverviewUrl() => "/" + Query(bot: null, instance: null, Range);
    public string BotUrl(BotId bot, string? instance = null) => $"/bots/{bot}" + Query(bot: null, instance, Range);
    public string CommandsUrl(BotId? bot, string? instance = null) => "/commands" + Query(bot, instance, Range);
    public string CommandsUrl(TimeRange range) => "/commands" + Query(Bot, Instance, range);

    /// <summary>The page we are on, about another bot or instance.</summary>
    public string Here(BotId bot, string? instance = null) => IsCommands ? CommandsUrl(bot, instance) : BotUrl(bot, instance);

    private static string Query(BotId? bot, string? instance, TimeRange range)
    {
        var parts = new List<string>(3);
        if (bot is { } id) parts.Add($"bot={id}");
        if (instance is not null) parts.Add($"instance={Uri.EscapeDataString(instance)}");
        if (range != TimeRange.Quarter) parts.Add($"range={range.Key}");
        return parts.Count == 0 ? "" : "?" + string.Join('&', parts);
    }
}
