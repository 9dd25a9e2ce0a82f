using System.Globalization;
using BotPerf.Web.Alerts;
using BotPerf.Web.Components.Layout;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Components.Alerts;

/// <summary>Which part of the inbox is looked at.</summary>
public enum InboxTab
{
    /// <summary>Open, and nobody has taken it.</summary>
    Needs,
    Acknowledged,
    Snoozed,
    Resolved,
    Cleared,
}

/// <summary>What the inbox shows, as its URL says it. Pure.</summary>
/// <param name="Severities">Empty: all.</param>
/// <param name="IsMine">Only what is assigned to whoever looks.</param>
/// <param name="Rule">Only of this rule.</param>
/// <param name="Alert">The one that lies open beside the list.</param>
/// <param name="Page">From 0.</param>
public sealed record InboxView(
    InboxTab Tab, IReadOnlyList<AlertSeverity> Severities, string Text, bool IsMine, int? Rule, int? Alert, int Page)
{
    public const int PageSize = 50;

    public const string TabName = "show";
    public const string SeverityName = "severity";
    public const string TextName = "q";
    public const string MineName = "mine";
    public const string RuleName = "rule";
    public const string AlertName = "alert";
    public const string PageName = "page";

    public static IReadOnlyList<InboxTab> Tabs { get; } = Enum.GetValues<InboxTab>();

    public static InboxView Of(PageScope scope) => new(
        Enum.TryParse<InboxTab>(scope[TabName], ignoreCase: true, out var tab) && Tabs.Contains(tab) ? tab : InboxTab.Needs,
        [.. Enum.GetValues<AlertSeverity>().Where(one => (scope[SeverityName] ?? "").Split(',').Contains(BotPerf.Web.Alerts.Alert.WordOf(one)))],
        scope[TextName]?.Trim() ?? "", scope[MineName] == "1", Number(scope[RuleName]), Number(scope[AlertName]), Math.Clamp((Number(scope[PageName]) ?? 1) - 1, 0, 10_000));

    public bool IsFiltered => Severities.Count > 0 || Text.Length > 0 || IsMine || Rule is not null;

    internal AlertOrder Order => Tab switch
    {
        InboxTab.Acknowledged => AlertOrder.AcknowledgedOldest,
        InboxTab.Resolved or InboxTab.Cleared => AlertOrder.EndedLast,
        _ => AlertOrder.Worst,
    };

    /// <param name="bot">Only of this bot; null: of all.</param>
    /// <param name="me">Whoever looks.</param>
    internal AlertFilter Filter(BotId? bot, string me) => new(
        Tab switch
        {
            InboxTab.Needs => [AlertLifeState.Open],
            InboxTab.Acknowledged => [AlertLifeState.Acknowledged],
            InboxTab.Snoozed => [AlertLifeState.Open, AlertLifeState.Acknowledged],
            InboxTab.Resolved => [AlertLifeState.Resolved],
            _ => [AlertLifeState.Cleared],
        },
        bot, Severities.Count > 0 ? Severities : null, Rule, IsMine ? me : null, Text.Length > 0 ? Text : null,
        Snoozed: Tab switch
        {
            InboxTab.Needs or InboxTab.Acknowledged => false,
            InboxTab.Snoozed => true,
            _ => null,
        });

    /// <summary>Whether an alert that is not over stands under a tab.</summary>
    public static bool IsUnder(InboxTab tab, Alert alert) => tab switch
    {
        InboxTab.Needs => alert is { State: AlertLifeState.Open, SnoozedUntil: null },
        InboxTab.Acknowledged => alert is { State: AlertLifeState.Acknowledged, SnoozedUntil: null },
        InboxTab.Snoozed => alert is { IsActive: true, SnoozedUntil: not null },
        _ => false,
    };

    public static string Word(InboxTab tab) => tab switch
    {
        InboxTab.Needs => "Needs me",
        _ => tab.ToString(),
    };

    /// <summary>In the URL; the first tab is not named.</summary>
    public static string? Key(InboxTab tab) => tab == InboxTab.Needs ? null : tab.ToString().ToLowerInvariant();

    /// <summary>This page with one severity more or less.</summary>
    public string? Toggled(AlertSeverity severity)
    {
        var chosen = Severities.Contains(severity) ? Severities.Where(one => one != severity) : Severities.Append(severity);
        return string.Join(',', chosen.Order().Select(BotPerf.Web.Alerts.Alert.WordOf)) is { Length: > 0 } text ? text : null;
    }

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
