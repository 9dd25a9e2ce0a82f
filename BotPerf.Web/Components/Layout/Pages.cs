using BotPerf.Web.Access;

namespace BotPerf.Web.Components.Layout;

/// <summary>Where a page stands in the navigation.</summary>
public enum PageGroup
{
    Fleet,
    Bot,
    Settings,

    /// <summary>A part of another page: found by its name, not in the navigation.</summary>
    Part,
}

/// <param name="Path">Without a slash before it; <c>{bot}</c> stands for the chosen bot.</param>
/// <param name="Key">What one types after <c>g</c> to go there; null: nothing.</param>
/// <param name="Policy">Who may see it; null: everybody who is signed in.</param>
public sealed record PageEntry(PageGroup Group, string Path, string Icon, string Text, char? Key = null, string? Policy = null)
{
    /// <summary>Null: the page needs a bot, and none is chosen.</summary>
    public string? Href(PageScope scope) => this switch
    {
        { Group: PageGroup.Settings or PageGroup.Part } => "/" + Path,
        { Path: Pages.AlertsPath } => scope.InboxUrl(null, null),
        { Path: Pages.HealthPath or Pages.TargetsPath or Pages.ReportsPath } => scope.To(Path),
        { Group: PageGroup.Fleet } => scope.OverviewUrl(),
        { Path: Pages.BotPath } => scope.Bot is { } bot ? scope.BotUrl(bot, scope.Instance) : null,
        _ => scope.To(Path),
    };

    public bool IsCurrent(PageScope scope) => Path switch
    {
        Pages.BotPath => scope.IsBot,
        Pages.CommandsPath => scope.Path is Pages.CommandsPath or Pages.CommandPath,
        Pages.ReportsPath => scope.Path is Pages.ReportsPath or Pages.DigestsPath,
        Pages.RulesPath => scope.Path is Pages.RulesPath or Pages.RulePath,
        _ => scope.Path == Path,
    };
}

/// <summary>Every page there is. Navigation, palette and keys are made from this: a new page is a line here.</summary>
internal static class Pages
{
    public const string BotPath = "bots/{bot}";
    public const string LivePath = "live";
    public const string AlertsPath = "alerts";
    public const string HealthPath = "health";
    public const string TargetsPath = "targets";
    public const string CommandsPath = "commands";

    /// <summary>One of the commands.</summary>
    public const string CommandPath = "command";

    public const string InsightsPath = "insights";

    public const string ReportsPath = "reports";

    /// <summary>What of them comes by itself.</summary>
    public const string DigestsPath = "reports/digests";

    public const string RulesPath = "rules";

    /// <summary>One of the rules.</summary>
    public const string RulePath = "rules/edit";

    public static readonly IReadOnlyList<PageEntry> All =
    [
        new(PageGroup.Fleet, "", "overview", "Overview", 'o'),
        new(PageGroup.Fleet, AlertsPath, "bell", "Alerts", 'a'),
        new(PageGroup.Fleet, HealthPath, "heart", "Health", 'h'),
        new(PageGroup.Fleet, TargetsPath, "target", "Targets", 't'),
        new(PageGroup.Fleet, ReportsPath, "report", "Reports", 'p'),
        new(PageGroup.Part, DigestsPath, "digest", "Digests"),
        new(PageGroup.Bot, BotPath, "bot", "Bot", 'b'),
        new(PageGroup.Bot, CommandsPath, "commands", "Commands", 'c'),
        new(PageGroup.Bot, "modules", "modules", "Modules", 'm'),
        new(PageGroup.Bot, "errors", "alert", "Errors", 'e'),
        new(PageGroup.Bot, "system", "machine", "System", 'y'),
        new(PageGroup.Bot, "database", "database", "Database", 'd'),
        new(PageGroup.Bot, "network", "network", "Network", 'n'),
        new(PageGroup.Bot, InsightsPath, "insight", "Insights", 'i'),
        new(PageGroup.Bot, "explore", "explore", "Explorer", 'x'),
        new(PageGroup.Bot, LivePath, "feed", "Live feed", 'l'),
        new(PageGroup.Settings, RulesPath, "rule", "Rules", 'r'),
        new(PageGroup.Settings, "silences", "silence", "Silences"),
        new(PageGroup.Settings, "routes", "route", "Routes"),
        new(PageGroup.Settings, "channels", "channel", "Channels"),
        new(PageGroup.Settings, "jobs", "jobs", "Jobs", 'j', Policies.Operator),
        new(PageGroup.Settings, "storage", "storage", "Storage", Policy: Policies.Operator),
        new(PageGroup.Settings, "settings/bots", "keys", "Bots and keys", 'k'),
        new(PageGroup.Settings, "settings/tokens", "token", "API tokens", Policy: Policies.Admin),
        new(PageGroup.Settings, "settings/mail", "mail", "Mail", Policy: Policies.Admin),
        new(PageGroup.Settings, "settings/users", "people", "Users", 'u', Policies.Admin),
        new(PageGroup.Settings, "settings/audit", "audit", "Audit log", Policy: Policies.Admin),
    ];

    /// <summary>Whether a page takes the bot from its URL's query.</summary>
    public static bool IsAboutABot(string path) => path is CommandPath or AlertsPath or HealthPath or TargetsPath || All.Any(page => page.Group == PageGroup.Bot && page.Path == path);

    /// <summary>Whether a page's figures follow the chosen time range.</summary>
    public static bool HasRange(PageScope scope) => scope.IsBot || (IsAboutABot(scope.Path) && scope.Path is not (LivePath or AlertsPath or HealthPath or TargetsPath) && !HasOwnTime(scope));

    // Suggestions are of the last day, and forecasts of the last weeks, whatever time is chosen.
    private static bool HasOwnTime(PageScope scope) => scope.Path == InsightsPath && scope["view"] is null or "forecasts";
}
