namespace BotPerf.Tests.Journey.Month;

/// <summary>A page of figures, over all of the month where it has a time.</summary>
/// <param name="Name">Of its pictures.</param>
/// <param name="Ready">What is there when its figures are.</param>
internal sealed record MonthPage(string Name, string Path, string Ready)
{
    public static IReadOnlyList<MonthPage> All(MonthOfDemo month)
    {
        var bot = month.Bots["Warden"];
        var about = $"?bot={bot}&range=30d";
        return
        [
            new("overview", "/", "[data-testid=bot-card][data-freshness=Live]"),
            new("bot", $"/bots/{bot}?range=30d", Chart("commands")),
            new("commands", $"/commands?bot={month.Bots["Muse"]}&range=7d", "[data-testid=command-row]"),
            new("command", $"/command{about}&name=purge", Chart("latency")),
            new("modules", "/modules" + about, "[data-testid=module-row]"),
            new("errors", "/errors" + about, "[data-testid=error-row]"),
            new("system", "/system" + about, Chart("cpu")),
            new("database", "/database" + about, Chart("queries")),
            new("network", "/network" + about, Chart("gateway")),
            new("explorer", $"/explore{about}&l1={Uri.EscapeDataString("p95(command_duration_seconds)")}", Chart("chart-0")),
            new("live-feed", $"/live?bot={bot}", "[data-testid=feed-line]"),
            new("jobs", "/jobs", "[data-testid=job]"),
            new("storage", "/storage", "[data-testid=stored-bot]"),
            new("bots-and-keys", "/settings/bots", "main h1"),
        ];
    }

    /// <summary>Those of alerts and of people; the demo is to have opened some, and somebody to have set it up.</summary>
    /// <param name="month">The demo.</param>
    /// <param name="alert">An open one.</param>
    public static IReadOnlyList<MonthPage> OfAlertsAndPeople(MonthOfDemo month, int alert) =>
    [
        new("alerts", "/alerts", "[data-testid=alert-row]"),
        new("alert", $"/alerts?alert={alert}", Chart("breach")),
        new("rules", "/rules", "[data-testid=rule]"),
        new("rule", $"/rules/edit?id={SlowCommand}", Chart("preview")),
        new("silences", "/silences", "[data-testid=silence]"),
        new("routes", "/routes", "[data-testid=route]"),
        new("channels", "/channels?channel=1", "[data-testid=letter]"),
        new("mail", "/settings/mail", "[data-testid=mail-form]"),
        new("users", "/settings/users", "[data-testid=invitation]"),
        new("audit", "/settings/audit", "[data-testid=audit-row]"),
        new("account", "/account", "main h1"),
        new("second-step", "/account/second-step", "form svg, main svg"),
    ];

    /// <summary>Those of health and insight.</summary>
    public static IReadOnlyList<MonthPage> OfInsight(MonthOfDemo month)
    {
        var about = $"?bot={month.Bots["Muse"]}";
        return
        [
            new("health", "/health", "[data-testid=health-row]"),
            new("health-of-bot", "/health" + about, "[data-testid=health-deduction]"),
            new("targets", "/targets", "[data-testid=target-left]"),
            new("suggestions", "/insights", "[data-testid=suggestion]"),
            new("anomalies", $"/insights{about}&view=anomalies&range=7d", "[data-testid=anomaly]"),
            new("forecasts", $"/insights{about}&view=forecasts", "[data-testid=forecast]"),
            new("deploys", $"/insights{about}&view=deploys&range=7d", "[data-testid=deploy]"),
            new("compare", $"/insights{about}&view=compare&range=24h&against=before", "[data-testid=compare-summary]"),
        ];
    }

    /// <summary>Those of what one hands on and what comes by itself, once somebody has asked for one of each.</summary>
    public static IReadOnlyList<MonthPage> OfReports(int digest) =>
    [
        new("reports", "/reports?all=1", "[data-testid=report][data-state=Done]"),
        new("digests", $"/reports/digests?digest={digest}&show=letter", "[data-testid=digest-letter]"),
    ];

    private const int SlowCommand = 6;

    private static string Chart(string name) => $"[data-testid=history-{name}]:not(.is-empty) canvas";
}
