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

    private static string Chart(string name) => $"[data-testid=history-{name}]:not(.is-empty) canvas";
}
