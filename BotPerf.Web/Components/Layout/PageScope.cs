using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

using BotPerf.Web.Storage;

namespace BotPerf.Web.Components.Layout;

/// <summary>
/// What a page is about, read from its URL: bot, instance and time range, which every link carries on, and the page's own
/// values, such as what it is sorted by.
/// </summary>
public sealed record PageScope(string Path, BotId? Bot, string? Instance, TimeRange Range)
{
    private static readonly HashSet<string> Everywhere = ["bot", "instance", "range", "from", "to"];

    // In the order of the URL.
    private IReadOnlyList<KeyValuePair<string, string>> Own { get; init; } = [];

    public bool IsBot => Path.StartsWith("bots/", StringComparison.Ordinal);

    /// <summary>One of the page's own values; null when the URL does not name it.</summary>
    public string? this[string name] => Own.FirstOrDefault(value => value.Key == name).Value;

    public static PageScope Parse(string relativeUrl)
    {
        var cut = relativeUrl.IndexOfAny(['?', '#']);
        var path = cut < 0 ? relativeUrl : relativeUrl[..cut];
        var query = QueryHelpers.ParseQuery(cut < 0 ? "" : relativeUrl[cut..].Split('#')[0]);
        var bot = path.StartsWith("bots/", StringComparison.Ordinal) ? path[5..] : First("bot");
        return new PageScope(
            path,
            int.TryParse(bot, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? new BotId(id) : null,
            First("instance") is { Length: > 0 } instance ? instance : null,
            TimeRange.Parse(First("range"), First("from"), First("to")))
        {
            Own = [.. query.Where(value => !Everywhere.Contains(value.Key)).Select(value => KeyValuePair.Create(value.Key, value.Value.ToString()))],
        };

        string? First(string name) => query.TryGetValue(name, out var values) ? values[0] : null;
    }

    /// <summary>This page with one of its own values changed. Null takes it out of the URL.</summary>
    public string With(string name, string? value) => With((name, value));

    /// <summary>This page with several of its own values changed.</summary>
    public string With(params IReadOnlyList<(string Name, string? Value)> values) => Url(Path, BotInQuery, Instance, Range,
    [
        .. Own.Where(own => !values.Any(value => value.Name == own.Key)),
        .. values.Where(value => value.Value is not null).Select(value => KeyValuePair.Create(value.Name, value.Value!)),
    ]);

    /// <summary>This page over another time.</summary>
    public string Over(TimeRange range) => Url(Path, BotInQuery, Instance, range, Own);

    /// <summary>Another page about the same bot, instance and time.</summary>
    /// <param name="path">Without a slash before it, e.g. commands.</param>
    /// <param name="values">Values of that page's own.</param>
    public string To(string path, params IReadOnlyList<(string Name, string? Value)> values) => Url(path, Bot, Instance, Range,
        [.. values.Where(value => value.Value is not null).Select(value => KeyValuePair.Create(value.Name, value.Value!))]);

    public string OverviewUrl() => Url("", null, null, Range, []);
    public string BotUrl(BotId bot, string? instance = null) => Url($"bots/{bot}", null, instance, Range, []);
    public string CommandsUrl(BotId? bot, string? instance = null) => Url("commands", bot, instance, Range, []);

    /// <summary>The inbox, with the bot's alerts alone and one of them open, where they are given.</summary>
    public string InboxUrl(BotId? bot, int? alert) => Url(Pages.AlertsPath, bot, null, Range,
        alert is { } id ? [KeyValuePair.Create("alert", id.ToString(CultureInfo.InvariantCulture))] : []);

    /// <summary>One command's page. Its name may hold anything, so it is not part of the path.</summary>
    public string CommandUrl(string command, params IReadOnlyList<(string Name, string? Value)> values) =>
        To(Pages.CommandPath, [("name", command), .. values]);

    /// <summary>The page we are on, about another bot or instance; the bot's own page, where it is about none.</summary>
    public string Here(BotId bot, string? instance = null) => Pages.IsAboutABot(Path)
        ? Url(Path, bot, instance, Range, bot == Bot ? Own : [])
        : BotUrl(bot, instance);

    private BotId? BotInQuery => IsBot ? null : Bot;

    private static string Url(
        string path, BotId? bot, string? instance, TimeRange range, IReadOnlyList<KeyValuePair<string, string>> own)
    {
        var parts = new List<string>(4 + own.Count);
        if (bot is { } id) parts.Add($"bot={id}");
        if (instance is not null) parts.Add($"instance={Uri.EscapeDataString(instance)}");
        if (range.Query.Length > 0) parts.Add(range.Query);
        parts.AddRange(own.Select(value => $"{Uri.EscapeDataString(value.Key)}={Uri.EscapeDataString(value.Value)}"));
        return "/" + path + (parts.Count == 0 ? "" : "?" + string.Join('&', parts));
    }
}
